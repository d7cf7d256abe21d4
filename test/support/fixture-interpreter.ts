// A stand-in for the interpreter of the official Python images, which loads Python from a shared library.

/**
 * Programs that load `libpython3.11.so.1.0` from `../lib`, as the interpreter of the official images does, which the stand-in for
 * them does not; both compressed. The program says `started`, and becomes the Python of distroless, if there is one. Made from
 * this C and assembler, linked with `-nostdlib -Wl,-rpath,'$ORIGIN/../lib'`: `int Py_BytesMain(void) { return 0; }` and a `_start`
 * that calls it, writes, executes `/usr/bin/python3.11` with its own arguments, and ends.
 */
const interpreter =
  'eNrtmM9rE0EUx2c3SQ2NmuAPzMHYgvYiZDaJbQxopRRqt6C2FA/eysZs3YVkE3YnkJw8eBIJeBb/iN4MXvwDvHj0KFgh3rzoRXCdSd4ku8/EeNCL' +
  '7Bcyn8zMe/Pe7swe3jzeunNbVRQiFSO3iOi11FF/A8ZbmbEJH6uQBd6eIic5CYkH7DD3lDCT4zgjv+cwjnmRhKkEmCCz9V4Nk2QmfiLX/ulRv38p' +
  'TJyn9FPn+BWUMOXz7X9itfhv/HQlTBlWq9vV8qpWr+XrttPu5DuVcr68Sr0mLY3tlID9n0rYn5k2sdc92Owy07tr2A7hwVtdZjWda7RYFEGLtECu' +
  '7O7vbO/c0ygVyUm/5RFOoFz8tRc53q685G16aYP/E31LTH3+4Pu+/vSj/uT4y+CY/+8Lxzei0XtrVzlei7eXTujPUnrPS+q9+28zem89K17bjeFM' +
  '/yZH0U8nPGa4zKwtam3P1aq2o03SJpEiRYoUKVKkSJEiRfrPJGsOKK9IDngZ+PWH3xQ8AsNxzQh14QJ038H8IvRLwBQwCzyP4seAg6XQsmP7c2RS' +
  'HwldAFbA8Ls/yi9QMv5TyboT61AmTj3LYy4zqoTaDjPdFqGPnDa1DM8itNZ1vG5jROYS6pp1g7bqjFBmdnjrNmsGMwg1rYND12iYQ0ujYT/kizTZ' +
  '0PIvKQV7L9OedW+Az4nUWf77xt+99Jfn4wj5x2ZsTg5yUNH5kSzAeBxiJ9G5WIG1VXQeJUtz8s/D2pvoPElmA/mnpsQvBe5ChuW/GuYyipdBvI78' +
  '5T2R5Pac/NfR/r1Sw5y3f1vI/5f7HiS8f7uQewx9F/KeRt7jxJG/fP4HEB9//4P09PeXRAz6huwggDHn+X8CvN6XrQ==';
const library =
  'eNrtm89r1FAQxyeJXdeqZZEKlSoEqrRSfG5WD1XBX6vVQ4VaKHiRJduNZsEkskmhqwc9Cd78TzwJHgte/Ed68KQXPRo32Zk2ebq1gvRQvh/Y/Wam' +
  'M33z5u0p771Xd5cWTcMgwaLrtGMR3WR9XS/6Fqg6+B6nI3nsIRrNS7OsVBtKljdWsHU9SmUt5uXj2ezXdJnKWsyrZLVf5DncKOsmlVXyzH/Mq8r4' +
  'W0lntzonqazSw4eDvArtHWnbCo+31zpljU1+lv6wqyYxp95/+bDb+FnMiax6bd1oud+63U+8+IHbDelZt/28n/hReEk5jooj5ag6AQAAAAAAAADY' +
  'R1bvv936mD08/oRmAAAAAAAAAAAABxRj2rqW7UHn+8Hf0lS2ZWVf2nixQsZGzZg+drj6bhB0moafz1/TNN/rvTVRe2M2j1cWBwFoJwAAAAAAAACA' +
  'A8qEpt9/plH+wOfdx9j/iG052z3H9jjbM6xyfnpqn+q/12xetefueO2uG9pOQzVU/YJzeb7jtZ3GunOeXUQq9uOkl7htUk/DdeW7sU+q0w/jfjDU' +
  'pEcq8TYSUp7fetJzA6/ld3o7Vh7lBt01UmtREHhh8l/qz/r1I00juV4gfRc9q7n1dxQn+X+Y2rqIyvsQi4bvSKra+pzhv5naOovOaOMZmn2OSmfv' +
  'R96DGJU/z77t+dtlndTi9bsaV7T8KbusC1q83r8m126xvX3vgO8hbBb6V8yXaS7x+L9dB2DH7Ij5F9X6w+9ilvNX/9K/X/LiaBo=';

const unpack = (text: string, path: string): string =>
  `open('${path}', 'wb').write(zlib.decompress(base64.b64decode('${text}')))`;

/** A stage named builder with that interpreter in /usr/local. */
export const interpreterStage = `FROM python:3.11-slim AS builder
RUN python3 -c "import base64, zlib; ${unpack(interpreter, '/tmp/python')}; ${unpack(library, '/usr/local/lib/libpython3.11.so.1.0')}" \
    && chmod +x /tmp/python && mv /tmp/python /usr/local/bin/python3.11
`;

/** What its loader says without the library. */
export const libraryMissing =
  /error while loading shared libraries: libpython3\.11\.so\.1\.0: cannot open shared object file/;
