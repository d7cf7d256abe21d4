import type { FactRow } from './fact-rows.ts';

const image = 'gcr.io/distroless/python3-debian12';
const python = `FROM ${image}:nonroot\n`;
/** The variant that runs as root until a USER says otherwise. */
const latest = `FROM ${image}:latest\n`;
const nonroot = 'USER 65532:65532\n';
const code = (program: string): string => JSON.stringify(program);
/** A build step, and a program to be started, by the interpreter that distroless has; neither needs a shell. */
const step = (program: string): string => `RUN ["/usr/bin/python3", "-c", ${code(program)}]\n`;
const start = (program: string): string => `CMD ["-c", ${code(program)}]\n`;
const hello = start("print('hello')");

const owner = step("import os; s = os.stat('/x'); print('owner', s.st_uid, s.st_gid, 'writable', os.access('/x', 2))");
const file = { 'a.txt': 'a' };

export const userRows: readonly FactRow[] = [
  {
    title: 'USER of an unknown name, no RUN behind it',
    dockerfile: `${latest}USER appuser\n${hello}`,
    ends: 'start fails',
    says: /unable to find user appuser/,
    met: 'unknown-user',
  },
  {
    title: 'USER of an unknown name, and a RUN',
    dockerfile: `${latest}USER appuser\n${step('pass')}${nonroot}`,
    ends: 'build fails',
    says: /unable to find user appuser/,
    met: 'unknown-user',
  },
  {
    title: '--chown of an unknown name gives the files to root',
    dockerfile: `${python}COPY --chown=appuser:appuser a.txt /x\n${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 0 0/,
    met: 'unknown-user',
  },
  {
    title: '--chown of a name on scratch',
    dockerfile: `FROM scratch AS data\nCOPY --chown=nonroot a.txt /x\n${python}COPY --from=data /x /x\n`,
    files: file,
    ends: 'build fails',
    says: /invalid user index: -1/,
    met: 'unknown-user',
  },
  {
    title: '--chown of numbers on scratch',
    dockerfile: `FROM scratch AS data\nCOPY --chown=65532:65532 a.txt /x\n${python}COPY --from=data /x /x\n${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 65532 65532/,
  },
  {
    title: '--chown of an unknown group takes the number of the user',
    dockerfile: `${python}COPY --chown=65532:nogroupname a.txt /x\n${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 65532 65532/,
  },
  {
    title: '--chown of a name whose /etc/passwd arrives later gives the files to root',
    dockerfile: `FROM debian:12 AS b\nRUN echo 'app:x:1000:1001::/:/bin/sh' >> /etc/passwd\n${latest}COPY --chown=app a.txt /x\nCOPY --from=b /etc/passwd /etc/passwd\n${nonroot}${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 0 0/,
    met: 'unknown-user',
  },
  {
    title: '--chown of a name takes the group from /etc/passwd',
    dockerfile: `FROM debian:12 AS b\nRUN echo 'app:x:1000:1001::/:/bin/sh' >> /etc/passwd\n${latest}COPY --from=b /etc/passwd /etc/passwd\nCOPY --chown=app a.txt /x\n${nonroot}${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 1000 1001/,
  },
  {
    title: 'a folder that is copied from a stage belongs to root',
    dockerfile: `FROM debian:12 AS b\nRUN mkdir -p /d/e && chown -R 65532:65532 /d\n${latest}COPY --from=b /d /x\n${nonroot}${owner}`,
    ends: 'builds',
    says: /owner 0 0 writable False/,
  },
  {
    title: 'what is in it keeps its owner',
    dockerfile: `FROM debian:12 AS b\nRUN mkdir -p /d/x && chown -R 65532:65532 /d\n${latest}COPY --from=b /d /\n${nonroot}${owner}`,
    ends: 'builds',
    says: /owner 65532 65532 writable True/,
  },
  {
    title: '--chown gives it the folder too',
    dockerfile: `FROM debian:12 AS b\nRUN mkdir -p /d\n${latest}COPY --from=b --chown=65532:65532 /d /x\n${nonroot}${owner}`,
    ends: 'builds',
    says: /owner 65532 65532 writable True/,
  },
  {
    title: 'but not a folder that exists',
    dockerfile: `${latest}WORKDIR /x\nCOPY --chown=65532:65532 a.txt /x/\n${nonroot}${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 0 0 writable False/,
  },
  {
    title: 'COPY under another user still gives the files to root',
    dockerfile: `${latest}${nonroot}COPY a.txt /x\n${owner}`,
    files: file,
    ends: 'builds',
    says: /owner 0 0 writable False/,
  },
  {
    title: 'WORKDIR under 65532 makes a folder of its own',
    dockerfile: `${latest}${nonroot}WORKDIR /x\n${owner}`,
    ends: 'builds',
    says: /owner 65532 65532 writable True/,
  },
  {
    title: 'WORKDIR under root makes one that 65532 cannot write',
    dockerfile: `${latest}WORKDIR /x\n${nonroot}${owner}`,
    ends: 'builds',
    says: /owner 0 0 writable False/,
  },
  {
    title: 'USER 12345 has group 0 and HOME /',
    dockerfile: `${latest}USER 12345\n${start("import os; print('is', os.getuid(), os.getgid(), os.environ['HOME'])")}`,
    ends: 'runs',
    says: /is 12345 0 \/\n/,
    off: 'user-nonroot',
  },
  {
    title: 'USER 65532:65532 finds its home and its packages there',
    dockerfile: `${latest}COPY a.txt /home/nonroot/.local/lib/python3.11/site-packages/deep.py\n${nonroot}${start("import os, deep; print('home', os.environ['HOME'], deep.__file__)")}`,
    files: { 'a.txt': 'answer = 42\n' },
    ends: 'runs',
    says: /home \/home\/nonroot \/home\/nonroot\/\.local\/lib\/python3\.11\/site-packages\/deep\.py/,
  },
  {
    title: '65532 binds port 80 without any capability',
    dockerfile: `${latest}${nonroot}${start("import socket; socket.create_server(('', 80)); print('bound'.upper())")}`,
    ends: 'runs',
    says: /BOUND/,
  },
  {
    // Nothing in the Dockerfile is at fault: it is the run that needs a tmpfs.
    title: '/tmp is not writable in a read-only container, which the Dockerfile cannot help',
    dockerfile: `${latest}${nonroot}ENTRYPOINT ["/usr/bin/python3", "-c", "import sys\\ntry: open('/tmp/x', 'w')\\nexcept OSError as error: print(error)"]\n`,
    ends: 'runs',
    says: /Read-only file system: '\/tmp\/x'/,
  },
];

/** A builder that has a package below one folder, made without any package index. */
const packages = (folder: string): string =>
  `FROM python:3.11-slim AS builder\nRUN mkdir -p ${folder} && echo 'answer = 42' > ${folder}/deep.py\n${latest}`;
const userSite = '/root/.local/lib/python3.11/site-packages';
const importDeep = `${nonroot}${start("import deep; print('answer', deep.answer)")}`;
const answer = /answer 42/;
const noModule = /ModuleNotFoundError: No module named 'deep'/;
const venv = (base: string): string =>
  `FROM ${base} AS builder\nRUN python3 -m venv --without-pip /opt/venv && echo 'answer = 42' > /opt/venv/lib/python3.11/site-packages/deep.py\n${latest}COPY --from=builder /opt/venv /opt/venv\n`;

/** The same in another image than distroless. */
const venvIn = (base: string): string => venv(base).replace(latest, `FROM ${base}\n`);

export const pythonRows: readonly FactRow[] = [
  ...['RUN echo hi\n', 'RUN <<EOF\necho hi\nEOF\n', 'RUN <<EOF\n#!/usr/bin/python3\nprint("hi")\nEOF\n'].map(
    (text) => ({
      title: `no shell: ${text.trim().replaceAll('\n', ' ')}`,
      dockerfile: python + text,
      ends: 'build fails' as const,
      says: /\/bin\/sh.*no such file/,
      met: 'distroless-shell',
    }),
  ),
  ...['/usr/bin/python3', 'python3'].map((name) => ({
    title: `RUN ["${name}", …] needs no shell`,
    dockerfile: `${python}RUN ["${name}", "-c", "import os; print('uid', os.getuid())"]\n`,
    ends: 'builds' as const,
    says: /uid 65532/,
  })),
  {
    title: 'CMD repeats the interpreter of the inherited ENTRYPOINT',
    dockerfile: `${python}CMD ["/usr/bin/python3", "-c", "print('hello')"]\n`,
    ends: 'exits',
    says: /SyntaxError: Non-UTF-8 code/,
    met: 'entrypoint-repeated',
  },
  {
    title: 'CMD ["python", "-m", …] under the inherited ENTRYPOINT',
    dockerfile: `${python}CMD ["python", "-m", "x"]\n`,
    ends: 'exits',
    says: /can't open file '.*\/python'/,
    met: 'entrypoint-repeated',
  },
  {
    title: 'CMD in shell form under the inherited ENTRYPOINT',
    dockerfile: `${python}CMD python3 -c 'print("hello")'\n`,
    ends: 'exits',
    says: /can't open file '\/bin\/sh'/,
    met: 'entrypoint-repeated',
  },
  {
    title: 'CMD in shell form with ENTRYPOINT cleared',
    dockerfile: `${python}ENTRYPOINT []\nCMD python3 -c 'print("hello")'\n`,
    ends: 'start fails',
    says: /\/bin\/sh.*no such file/,
    met: 'distroless-shell',
  },
  {
    title: 'ENTRYPOINT [] and a whole command',
    dockerfile: `${python}ENTRYPOINT []\nCMD ["/usr/bin/python3", "-c", "print('hello')"]\n`,
    ends: 'runs',
    says: /hello/,
  },
  { title: 'arguments only', dockerfile: `${python}${hello}`, ends: 'runs', says: /hello/ },
  {
    title: '/root/.local copied to /usr/local',
    dockerfile: `${packages(userSite)}COPY --from=builder /root/.local /usr/local\n${importDeep}`,
    ends: 'exits',
    says: noModule,
    met: 'python-packages-path',
  },
  {
    title: '/root/.local copied to /usr/local, with PYTHONPATH',
    dockerfile: `${packages(userSite)}COPY --from=builder /root/.local /usr/local\nENV PYTHONPATH=/usr/local/lib/python3.11/site-packages\n${importDeep}`,
    ends: 'runs',
    says: answer,
  },
  {
    title: '/root/.local copied to /home/nonroot/.local',
    dockerfile: `${packages(userSite)}COPY --from=builder /root/.local /home/nonroot/.local\n${importDeep}`,
    ends: 'runs',
    says: answer,
  },
  {
    title: '/root/.local copied to /home/app/.local, with PATH',
    dockerfile: `${packages(userSite)}COPY --from=builder /root/.local /home/app/.local\nENV PATH=/home/app/.local/bin:$PATH\n${importDeep}`,
    ends: 'exits',
    says: noModule,
    met: 'python-packages-path',
  },
  {
    title: '/root/.local copied to /root/.local',
    dockerfile: `${packages(userSite)}COPY --from=builder /root/.local /root/.local\n${importDeep}`,
    ends: 'exits',
    says: noModule,
    met: 'python-packages-path',
  },
  {
    title: 'site-packages copied to dist-packages',
    dockerfile: `${packages('/usr/local/lib/python3.11/site-packages')}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/dist-packages\n${importDeep}`,
    ends: 'runs',
    says: answer,
  },
  {
    title: 'a virtual environment of python:3.11-slim, used by its own interpreter',
    dockerfile: `${venv('python:3.11-slim')}${nonroot}ENTRYPOINT ["/opt/venv/bin/python"]\nCMD ["-c", "import deep"]\n`,
    ends: 'start fails',
    says: /\/opt\/venv\/bin\/python: no such file/,
    met: 'python-venv-dangling',
  },
  {
    title: 'a virtual environment whose interpreter is /usr/bin/python3',
    dockerfile: `${venv('debian:bookworm-slim')}${nonroot}ENTRYPOINT ["/opt/venv/bin/python"]\nCMD ["-c", "import deep; print('answer', deep.answer)"]\n`,
    ends: 'runs',
    says: answer,
  },
  {
    title: 'the same by a path from the working directory',
    dockerfile: `${venv('python:3.11-slim')}WORKDIR /opt\n${nonroot}ENTRYPOINT ["venv/bin/python"]\nCMD ["-c", "import deep"]\n`,
    ends: 'start fails',
    says: /venv\/bin\/python.*no such file/,
    met: 'python-venv-dangling',
  },
  {
    title: 'in an official image, not on PATH',
    dockerfile: `${venvIn('python:3.11-slim')}CMD ["python3", "-c", "import deep"]\n`,
    ends: 'exits',
    says: noModule,
    met: 'python-packages-path',
  },
  {
    title: 'in an official image, on PATH',
    dockerfile: `${venvIn('python:3.11-slim')}ENV PATH=/opt/venv/bin:$PATH\nCMD ["python3", "-c", "import deep; print('answer', deep.answer)"]\n`,
    ends: 'runs',
    says: answer,
  },
  {
    title: 'the packages of a virtual environment by PYTHONPATH',
    dockerfile: `${venv('python:3.11-slim')}ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\n${importDeep}`,
    ends: 'runs',
    says: answer,
  },
  {
    title: 'USER 1001:1001 runs with HOME /',
    dockerfile: `${latest}USER 1001:1001\n${start("import os; print('is', os.getuid(), os.getgid(), os.environ['HOME'])")}`,
    ends: 'runs',
    says: /is 1001 1001 \/\n/,
    off: 'user-nonroot',
  },
];
