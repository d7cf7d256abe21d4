import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      CMD ["/usr/bin/python3", "main.py"]
    `,
    underlined: ['"/usr/bin/python3"'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      CMD ["main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'A module, continued lines, the ENTRYPOINT of an earlier stage',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot AS runtime
      ENTRYPOINT ["python3", "-u"]
      FROM runtime
      CMD [ "python", \
        # the service
        "-m", "api.main" ]`.replaceAll('\n', '\r\n'),
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot AS runtime
      ENTRYPOINT ["python3", "-u"]
      FROM runtime
      CMD [ \
        # the service
        "-m", "api.main" ]`.replaceAll('\n', '\r\n'),
  },
  {
    title: 'java -jar in shell form',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java17-debian12
      COPY app.jar /app/
      CMD java -jar /app/app.jar
    `,
    good: text`
      FROM gcr.io/distroless/java17-debian12
      COPY app.jar /app/
      CMD ["/app/app.jar"]
    `,
    with: { 'app.jar': '' },
  },
  {
    title: 'Options that must come before -jar',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java17-debian12
      CMD ["java", "-Xmx64m", "-jar", "/app/app.jar"]
    `,
    good: text`
      FROM gcr.io/distroless/java17-debian12
      ENTRYPOINT []
      CMD ["java", "-Xmx64m", "-jar", "/app/app.jar"]
    `,
    fix: 'Clear the inherited ENTRYPOINT',
  },
  {
    title: 'A program that is a Python module',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ["-m", "uvicorn", "app:app", "--host", "0.0.0.0"]
    `,
    fix: 'Run uvicorn as a module',
  },
  {
    title: 'Single quotes, which are another mistake',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ['python3', 'main.py']
    `,
    underlined: ["'python3'"],
    good: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ['main.py']
    `,
  },
  {
    title: 'Node.js',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/nodejs22-debian12
      CMD ["node", "server.js"]
    `,
    good: text`
      FROM gcr.io/distroless/nodejs22-debian12
      CMD ["server.js"]
    `,
  },
  {
    title: 'java -jar',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java21-debian12
      COPY app.jar /
      CMD ["java", "-jar", "/app.jar"]
    `,
    good: text`
      FROM gcr.io/distroless/java21-debian12
      COPY app.jar /
      CMD ["/app.jar"]
    `,
    with: { 'app.jar': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Only arguments, a cleared ENTRYPOINT, an ENTRYPOINT in this Dockerfile',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12 AS one
      CMD ["-m", "api.main"]
      FROM gcr.io/distroless/python3-debian12 AS two
      ENTRYPOINT []
      CMD ["/usr/bin/python3", "main.py"]
      FROM gcr.io/distroless/nodejs22-debian13
      COPY --from=one /a /a
      COPY --from=two /b /b
      ENTRYPOINT ["/nodejs/bin/node", "server.js"]
      CMD ["node", "is", "an", "argument"]
    `,
  },
  {
    title: 'A base image without ENTRYPOINT, and a stage that is not the final stage',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12 AS old
      CMD ["python", "main.py"]
      FROM python:3.11-slim
      COPY --from=old /x /x
      CMD ["python", "main.py"]
    `,
  },
  {
    title: 'A Python script with an absolute path',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      COPY bin/ /usr/local/bin/
      CMD ["/usr/local/bin/gunicorn", "app:app"]
    `,
    with: { 'bin/gunicorn': '' },
  },
  {
    title: 'A health check, which starts its own program',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      HEALTHCHECK CMD ["/usr/bin/python3", "check.py"]
      CMD ["main.py"]
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    rules: ['start-file-missing'],
    why: 'Under an ENTRYPOINT the words of CMD are its arguments, and no file is started by them.',
  },
];
