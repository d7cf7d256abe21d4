import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A command that needs no shell',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN python3 -c 'import ssl; print("ok")'
      HEALTHCHECK --interval=30s \
        # asks the service itself
        CMD /usr/bin/python3 \
          -c "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')" || exit 1
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN ["python3", "-c", "import ssl; print(\"ok\")"]
      HEALTHCHECK --interval=30s \
        # asks the service itself
        CMD ["/usr/bin/python3", \
          "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')"]
      CMD ["main.py"]
    `,
  },
  {
    title: 'ENTRYPOINT in a static image',
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24 AS build
      RUN go build -o /out/server .

      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=build /out/server /server
      ENTRYPOINT exec /server --port 8080`,
    good: text`
      FROM golang:1.24 AS build
      RUN go build -o /out/server .

      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=build /out/server /server
      ENTRYPOINT ["/server", "--port", "8080"]`,
  },
  {
    title: 'mkdir and chmod are missing too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN mkdir -p /app/logs && chmod 755 /app/logs
      CMD ["main.py"]
    `,
  },
  {
    title: 'A here-document',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN <<EOF
      #!/usr/bin/python3
      print(1)
      EOF
      CMD ["main.py"]
    `,
  },
  {
    title: 'A debug image has its shell at another path',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/base-debian12:debug
      RUN echo a > /a && echo b > /b
    `,
    good: text`
      FROM gcr.io/distroless/base-debian12:debug
      SHELL ["/busybox/sh", "-c"]
      RUN echo a > /a && echo b > /b
    `,
    fix: 'Use the shell of busybox',
  },
  {
    title: 'No exec form for a script that needs the shell too, nor for a program that nothing brings',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/nodejs22-debian12 AS one
      ENTRYPOINT []
      CMD serve -s build
      FROM gcr.io/distroless/static-debian12
      COPY --from=one /x /x
      COPY --chmod=755 start.sh /app/
      HEALTHCHECK CMD check-health --quick
      ENTRYPOINT /app/start.sh --all
    `,
    with: { 'start.sh': '#!/bin/sh\nexec /app/server\n' },
  },
  {
    title: 'A CMD that the init of ENTRYPOINT starts',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY tini /tini
      ENTRYPOINT ["/tini", "--"]
      CMD python3 main.py
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY tini /tini
      ENTRYPOINT ["/tini", "--"]
      CMD ["python3", "main.py"]
    `,
    with: { tini: '' },
  },
  {
    title: 'An image of the plan whose Dockerfile is not there: what the plan declares as its base counts',
    file: 'Dockerfile',
    bad: text`
      FROM docker.io/acme/lib:latest
      RUN chmod +x /app/start
    `,
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: lib, image: lib, dockerfile: missing/Dockerfile, context: ., base: gcr.io/distroless/python3-debian12, tags: [latest] }\n`,
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Exec form, a builder stage with a shell, and a CMD that entrypoint-repeated reports',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS build
      RUN pip install --user x && rm -rf /tmp/*
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN ["/usr/bin/python3", "-c", "print(1)"]
      CMD python3 main.py
    `,
  },
  {
    title: 'SHELL names a shell of the image',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:debug
      SHELL ["/busybox/sh", "-c"]
      RUN echo hello > /hello
      ENTRYPOINT []
      CMD /usr/bin/python3 main.py
    `,
  },
  {
    title: 'A shell that is copied, mounted or linked',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/base-debian12 AS one
      COPY --from=busybox:1.36-musl /bin/sh /bin/sh
      RUN echo hello
      FROM gcr.io/distroless/base-debian12:debug AS two
      RUN ["/busybox/sh", "-c", "ln -s /busybox/sh /bin/sh"]
      RUN echo hello
      FROM gcr.io/distroless/static-debian12 AS three
      RUN --mount=from=busybox:1.36-musl,source=/bin,target=/bin mkdir /data
      FROM scratch
      ADD rootfs.tar.gz /
      COPY --from=one / /one
      COPY --from=two / /two
      COPY --from=three /data /three
      CMD sh -c true
    `,
  },
  {
    title: 'An unknown base image, and a stage that is not built',
    file: 'Dockerfile',
    text: text`
      ARG BASE
      FROM gcr.io/distroless/static-debian12 AS unused
      RUN echo hello
      FROM $BASE AS odd
      RUN echo hello
      FROM registry.example.org/tools/distroless:1
      RUN echo hello
      COPY --from=odd /x /x
    `,
  },
  {
    title: 'Missing tools, which distroless-missing-tool reports, and users, which no-user-creation reports',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      RUN useradd -m app
      HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1
      CMD ["main.py"]
    `,
  },
];
