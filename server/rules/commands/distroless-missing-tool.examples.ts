import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A health check with curl in a Python image: the fix uses the probe of the plan',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --interval=30s --timeout=10s \
          CMD curl -f http://localhost:8080/health || exit 1
      CMD ["main.py"]
    `,
    underlined: ['curl'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK --interval=30s --timeout=10s \
          CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
      CMD ["main.py"]
    `,
  },
  {
    title: 'Outside the plan, the fix keeps the address',
    file: 'other/Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["wget", "-qO-", "http://127.0.0.1:9000/ready"]
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9000/ready', timeout=3)"]
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
  },
  {
    title: 'A package manager, and a health check in an image without an interpreter',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/base-debian12
      RUN apt-get update && apt-get install -y tzdata
      COPY server /server
      HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/health"]
      ENTRYPOINT ["/server"]
    `,
    with: { server: '' },
  },
  {
    title: 'The interpreter of another language',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/cc-debian12
      COPY main.py /
      ENTRYPOINT ["python3", "/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'The interpreter path of the builder stage; in this image it is /usr/bin/python3',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      ENTRYPOINT ["/usr/local/bin/python3"]
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      ENTRYPOINT ["/usr/bin/python3"]
      CMD ["main.py"]
    `,
  },
  {
    title: 'Node.js by its bare name',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      HEALTHCHECK --interval=30s CMD node healthcheck.js || exit 1
      ENTRYPOINT ["node", "server.js"]
    `,
    good: text`
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      HEALTHCHECK --interval=30s CMD ["/nodejs/bin/node", "healthcheck.js"]
      ENTRYPOINT ["/nodejs/bin/node", "server.js"]
    `,
  },
  {
    title: 'A script for a shell that the image does not have',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --chmod=755 start.sh main.py /
      ENTRYPOINT ["/start.sh"]
    `,
    with: { 'start.sh': '#!/bin/sh\nexec python3 /main.py "$@"\n', 'main.py': '' },
  },
  {
    title: 'A script that starts through /usr/bin/env',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --chmod=755 app /app/
      ENTRYPOINT ["/app/main.py", "--port", "8080"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --chmod=755 app /app/
      ENTRYPOINT ["/usr/bin/python3", "/app/main.py", "--port", "8080"]
    `,
    with: { 'app/main.py': '#!/usr/bin/env python3\nprint(1)\n' },
  },
  {
    title: 'A script behind an init, from a builder stage that copies it from the context',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      WORKDIR /src
      COPY . .
      RUN chmod +x deploy/start.sh
      FROM gcr.io/distroless/base-debian12:nonroot
      COPY --from=builder /usr/bin/tini /usr/bin/tini
      COPY --from=builder /src/deploy/start.sh /app/start.sh
      ENTRYPOINT ["/usr/bin/tini", "-g", "--", "/app/start.sh"]
    `,
    underlined: ['"/app/start.sh"'],
    with: { 'deploy/start.sh': '#!/bin/bash\nexec /app/server\n' },
  },
  {
    title: 'CMD is what the init of ENTRYPOINT starts',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      FROM gcr.io/distroless/cc-debian12
      COPY --from=builder /usr/bin/dumb-init /dumb-init
      COPY --chmod=755 run.sh /usr/local/bin/
      ENTRYPOINT ["/dumb-init", "--"]
      CMD ["run.sh", "--all"]
    `,
    underlined: ['"run.sh"'],
    with: { 'run.sh': '#!/usr/bin/env bash\n' },
  },
  {
    title: 'An init, gosu and env that nothing brings',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java17-debian12 AS one
      ENTRYPOINT ["dumb-init", "java", "-jar", "/app.jar"]
      FROM gcr.io/distroless/base-debian12
      COPY server /server
      COPY --from=one /x /x
      HEALTHCHECK CMD ["/usr/bin/env", "A=b", "/server", "--check"]
      ENTRYPOINT ["gosu", "nonroot", "/server"]
    `,
    underlined: ['"/usr/bin/env"', '"gosu"'],
    with: { server: '' },
  },
  {
    title: 'Scripts written by here-documents and by printf',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN cat > /out.sh <<'EOF' && chmod +x /out.sh
      #!/bin/bash
      exec /server
      EOF
      RUN printf '#!/bin/sh\nexec /server --check\n' > /check.sh && chmod 755 /check.sh
      FROM gcr.io/distroless/static-debian12
      COPY --from=builder /out.sh /check.sh /
      COPY --chmod=755 <<-EOF /start.sh
      	#!/bin/sh
      	exec /out.sh
      EOF
      HEALTHCHECK CMD ["/check.sh"]
      ENTRYPOINT ["/start.sh"]
      CMD ["/out.sh"]
    `,
    underlined: ['"/check.sh"', '"/start.sh"'],
  },
  {
    title: 'The program of a JSON array that is written with single quotes',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/base-debian12
      RUN ['apt-get', 'update']
    `,
    underlined: ["'apt-get'"],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A mount may bring the program, with or without a slash at its end',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS tools
      FROM gcr.io/distroless/base-debian12
      RUN --mount=type=bind,from=tools,source=/usr/bin,target=/usr/bin/ ["curl", "--version"]
      RUN --mount=type=bind,from=tools,source=/usr/bin,target=/usr/bin ["curl", "--version"]
    `,
  },
  {
    title: 'The program is copied, or a folder that may contain it',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS build
      FROM gcr.io/distroless/base-debian12 AS one
      COPY --from=build /usr/local /usr/local
      COPY --from=build /usr/bin/curl /opt/tools/
      HEALTHCHECK CMD ["/opt/tools/curl", "-f", "http://localhost:8080/"]
      RUN ["/usr/local/bin/python3", "-V"]
      FROM one
      COPY --from=build /opt /opt
      ENV PATH=/opt/jre/bin:$PATH
      CMD ["java", "-jar", "app.jar"]
    `,
  },
  {
    title: 'Programs of the image, and words that are only arguments',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      RUN ["python", "-c", "print(1)"]
      RUN ["/usr/bin/python3.11", "-m", "compileall", "/app"]
      HEALTHCHECK CMD ["/usr/bin/python3", "check.py"]
      CMD ["curl", "is", "an", "argument"]
    `,
  },
  {
    title: 'busybox of a debug image, by its path, through PATH and through SHELL',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/base-debian12:debug-nonroot
      RUN ["/busybox/sh", "-c", "id"]
      HEALTHCHECK CMD ["wget", "-qO-", "http://localhost:8080/health"]
      SHELL ["/busybox/sh", "-c"]
      RUN mkdir /tmp/x && if command -v curl; then curl x; fi
      ENTRYPOINT ["sh"]
    `,
  },
  {
    title: 'Images that are not distroless',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      RUN apt-get update
      HEALTHCHECK CMD curl -f http://localhost:8080/health
      CMD ["python", "main.py"]
    `,
  },
  {
    title: 'Scripts whose interpreter is in the image or is copied',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=busybox:1.36-uclibc /bin/sh /bin/sh
      COPY --chmod=755 start.sh check.py /
      HEALTHCHECK CMD ["/check.py"]
      ENTRYPOINT ["/start.sh"]
    `,
    with: { 'start.sh': '#!/bin/sh\nexec python3 -c 1\n', 'check.py': '#!/usr/bin/python3\n' },
  },
  {
    title: 'Inits and scripts that are copied, scripts that a RUN changes or makes, or that come from another image',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      COPY start.sh other.sh /src/
      RUN sed -i 's,#!/bin/bash,#!/busybox/sh,' /src/start.sh
      RUN ./make-scripts
      FROM gcr.io/distroless/base-debian12:debug
      COPY --from=builder /src/start.sh /start.sh
      COPY --from=builder /made/run.sh /run.sh
      COPY --from=postgres:17 /usr/local/bin/docker-entrypoint.sh /
      COPY --from=builder /usr/bin/tini /tini
      HEALTHCHECK CMD ["/tini", "/docker-entrypoint.sh"]
      ENTRYPOINT ["/tini", "-e", "143", "--", "/start.sh", "/other.sh"]
      CMD ["/run.sh"]
    `,
    with: { 'start.sh': '#!/bin/bash\n', 'other.sh': '#!/bin/bash\n' },
  },
  {
    title: 'Node.js by its path, through PATH, and as the argument that entrypoint-repeated reports',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/nodejs22-debian12 AS one
      CMD node server.js
      FROM gcr.io/distroless/nodejs22-debian12
      COPY --from=one /x /x
      ENV PATH=/nodejs/bin:$PATH
      HEALTHCHECK CMD ["node", "healthcheck.js"]
      RUN ["/nodejs/bin/node", "--version"]
      CMD ["node", "server.js"]
    `,
  },
];
