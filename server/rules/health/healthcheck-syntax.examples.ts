import { type RuleExamples, text } from '../example.ts';

const code = `"import urllib.request; try: urllib.request.urlopen('http://localhost:8080/health')"`;

export const examples: RuleExamples['examples'] = [
  {
    title: 'A block behind ;',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; try: urllib.request.urlopen('http://localhost:8080/health')"]
    `,
    underlined: [code],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
    `,
    fix: "Use the plan's health check",
  },
  {
    title: 'A bracket that is not closed',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import sys, socket; sys.exit(socket.create_connection(('localhost', 8080))"]
    `,
  },
  {
    title: 'Quotes that the shell takes away',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      HEALTHCHECK --interval=30s CMD python -c "import urllib.request; urllib.request.urlopen("http://localhost:8080/health")" || exit 1
    `,
  },
  {
    title: 'A shell that waits for a quote, and an operator without a command',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD ["sh", "-c", "curl -f 'http://localhost:8080/health || exit 1"]
    `,
    underlined: [`"curl -f 'http://localhost:8080/health || exit 1"`],
  },
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      HEALTHCHECK CMD curl -f http://localhost:8080/health || || exit 1
    `,
    underlined: ['curl -f http://localhost:8080/health || || exit 1'],
  },
  {
    title: 'An if without then',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      HEALTHCHECK CMD if [ -f /ready ]; exit 0; fi
    `,
    underlined: ['if [ -f /ready ]; exit 0; fi'],
  },
  {
    title: 'The shell form without a shell: Python refuses the code of the exec form too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD python3 -c "import x; try: x.y()"
    `,
  },
  {
    title: 'An array without its closing bracket, which json-form reports too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "print(1"
    `,
    underlined: ['"print(1"'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Blocks on lines of their own, and inside brackets',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import sys\ntry:\n  import app\nexcept Exception:\n  sys.exit(1 if app else 2)"]
    `,
  },
  {
    title: 'A variable that the shell fills in, and a probe of another program',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD python -c "import x; x.ask('http://localhost:$PORT/health', $OPTIONS)" && mongosh --eval 'db.runCommand({ping: 1}).ok'
    `,
  },
  {
    title: 'Python 2',
    file: 'Dockerfile',
    text: text`
      FROM python:2.7
      HEALTHCHECK CMD ["python", "-c", "print 1"]
    `,
  },
];
