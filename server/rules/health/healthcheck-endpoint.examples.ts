import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The path of the old API',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')"]
    `,
    underlined: ['http://localhost:8080/health'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/api/v1/meta/health')"]
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile').replace('/health', '/api/v1/meta/health') },
  },
  {
    title: 'The port of another service',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8090/health')"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health')"]
    `,
  },
  {
    title: 'No port and no path',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost')"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')"]
    `,
  },
  {
    title: 'No port, and another path',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost/status')"]
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')"]
      CMD ["main.py"]
    `,
  },
  {
    title: 'A socket, with escaped quotes',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import socket; socket.socket().connect((\"127.0.0.1\", 9999))"]
    `,
    underlined: ['9999'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import socket; socket.socket().connect((\"127.0.0.1\", 8080))"]
    `,
  },
  {
    title: 'nc and /dev/tcp',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      HEALTHCHECK CMD nc -z -w 2 localhost 9999 || bash -c '</dev/tcp/127.0.0.1/9998'
    `,
    underlined: ['9999', '9998'],
    good: text`
      FROM debian:12
      HEALTHCHECK CMD nc -z -w 2 localhost 8080 || bash -c '</dev/tcp/127.0.0.1/8080'
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile').replace('health: /health', 'health: tcp') },
  },
  {
    title: 'Two images of the plan with different ports: a person must choose',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:9999/health')"]
    `,
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: web, image: web, dockerfile: Dockerfile, context: ., ports: [8081], health: /health }\n`,
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A further port that the image exposes',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      EXPOSE 8080 9090
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:9090/admin')"]
    `,
  },
  {
    title: 'The wrong port stands in other places too: port-mismatch reports it once',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV PORT=8090
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8090/health')"]
    `,
  },
  {
    title: "The plan's address, with a query",
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health?deep=1')"]
    `,
  },
  {
    title: 'The port comes from the environment',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import os, urllib.request as u; u.urlopen('http://localhost:' + os.environ['PORT'] + '/health')"]
    `,
  },
];
