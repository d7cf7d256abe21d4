import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN ['/usr/bin/python3', '-c', 'print("ok")']
      CMD ['main.py']
    `,
    underlined: ["['/usr/bin/python3', '-c', 'print(\"ok\")']", "['main.py']"],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN ["/usr/bin/python3", "-c", "print(\"ok\")"]
      CMD ["main.py"]
    `,
  },
  {
    title: 'Typographic quotes, an extra comma, a missing bracket, continued lines',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      SHELL [“/bin/bash”, "-c"]
      VOLUME ["/data",]
      HEALTHCHECK --interval=5s CMD ["/check", \
        # every port
        '--all' \
        ]
      ENTRYPOINT ["/server", "--port", "8080"`.replaceAll('\n', '\r\n'),
    good: text`
      FROM debian:12
      SHELL ["/bin/bash", "-c"]
      VOLUME ["/data"]
      HEALTHCHECK --interval=5s CMD ["/check", \
        # every port
        "--all" \
        ]
      ENTRYPOINT ["/server", "--port", "8080"]`.replaceAll('\n', '\r\n'),
  },
  {
    title: 'Paths of COPY, and a backslash',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      COPY ['my file.txt', '/data/']
      CMD ["run", "C:\data"]
    `,
    good: text`
      FROM debian:12
      COPY ["my file.txt", "/data/"]
      CMD ["run", "C:\\data"]
    `,
    with: { 'my file.txt': '' },
  },
  {
    title: 'A whole command in one pair of quotes',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      HEALTHCHECK CMD ["curl -f http://localhost:8080/health"]
      ENTRYPOINT ["python3 -m http.server"]
    `,
    good: text`
      FROM debian:12
      HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/health"]
      ENTRYPOINT ["python3", "-m", "http.server"]
    `,
  },
  {
    title: 'The same behind an ENTRYPOINT that already starts the interpreter',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ["python3 -m http.server"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ["-m", "http.server"]
    `,
  },
  {
    title: 'No repair where the program is not in the image',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN ['apt-get', 'update']
      HEALTHCHECK CMD ["wget -q http://localhost:8080/health"]
      CMD ["main.py"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Tests of the shell, JSON over several lines, a pattern',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      RUN [ -f /x ] || touch /x
      RUN [ "$(id -u)" = 0 ]
      RUN [ 'a' ]
      RUN [[ "a" == "b" ]] || true
      COPY [ab].txt /x/
      CMD [ "sleep", \
        "1" ]
    `,
    with: { 'a.txt': '' },
  },
  {
    title: 'A command for a shell, a program with a space in its name',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS one
      ENTRYPOINT ["/my program"]
      FROM one
      ENTRYPOINT ["sh", "-c"]
      CMD ["python3 main.py"]
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    rules: ['dockerfile-syntax', 'copy-source-missing'],
    why: 'BuildKit stops at the first mistake of an instruction. Its words can be judged only when they are an array.',
  },
  {
    rules: [
      'distroless-missing-tool',
      'distroless-shell',
      'entrypoint-repeated',
      'python-packages-path',
      'python-venv-dangling',
    ],
    why: 'The text of a shell command becomes a program and its arguments, which these rules judge. CMD has an effect again.',
  },
];
