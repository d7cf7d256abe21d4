import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --interval=30s \
        CMD ["/usr/bin/python3", "-c", "import sys; sys.exit(0)"]
    `,
    underlined: ['CMD ["/usr/bin/python3", "-c", "import sys; sys.exit(0)"]'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --interval=30s \
        CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
    `,
  },
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "--version"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
    `,
  },
  {
    title: 'The version of Java',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java17-debian12:nonroot
      HEALTHCHECK CMD ["java", "-version"]
    `,
    underlined: ['CMD ["java", "-version"]'],
  },
  {
    title: 'In shell form, with an exit code that never counts',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD python --version > /dev/null 2>&1 || exit 1
    `,
    good: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
    `,
  },
  {
    title: 'A shell that does nothing',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD ["/bin/bash", "-c", "exit 0"]
    `,
    good: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
    `,
  },
  {
    title: 'An image that no plan names',
    file: 'Dockerfile',
    bad: text`
      FROM eclipse-temurin:21-jre
      HEALTHCHECK CMD java -version
    `,
    underlined: ['CMD java -version'],
    with: { 'lucid.yaml': examplePlan('other/Dockerfile'), 'other/Dockerfile': 'FROM scratch\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A version, and then a question',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD python --version && curl -f http://localhost:8080/health
    `,
  },
  {
    title: 'An exit code that depends on something',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import sys, urllib.request as u; sys.exit(0 if u.urlopen('http://localhost:8080/health').status == 200 else 1)"]
    `,
  },
  {
    title: 'A module of the service',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-m", "app.health"]
    `,
  },
];
