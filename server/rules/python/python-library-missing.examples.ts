import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The interpreter and the standard library, without libpython',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local/lib/python3.12 /usr/local/lib/python3.12
      COPY --from=builder /usr/local/bin/python3.12 /usr/local/bin/python3.12
      ENTRYPOINT ["/usr/local/bin/python3.12"]
      CMD ["-m", "flask"]
    `,
    underlined: ['/usr/local/bin/python3.12'],
    good: text`
      FROM python:3.12-slim AS builder
      RUN pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local/lib/python3.12 /usr/local/lib/python3.12
      COPY --from=builder /usr/local/bin/python3.12 /usr/local/bin/python3.12
      COPY --from=builder /usr/local/lib/libpython3.12.so.1.0 /usr/local/lib/
      ENTRYPOINT ["/usr/local/bin/python3.12"]
      CMD ["-m", "flask"]
    `,
    fix: 'Copy libpython3.12.so.1.0 too',
  },
  {
    title: 'All programs, and a CMD that PATH leads to the copied Python',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim
      FROM gcr.io/distroless/cc-debian12:nonroot
      COPY --from=python:3.12-slim /etc/hosts /tmp/
      COPY --from=0 /usr/local/bin /usr/local/bin
      CMD ["python3.12", "-V"]
    `,
    good: text`
      FROM python:3.12-slim
      FROM gcr.io/distroless/cc-debian12:nonroot
      COPY --from=python:3.12-slim /etc/hosts /tmp/
      COPY --from=0 /usr/local/bin /usr/local/bin
      COPY --from=0 /usr/local/lib/libpython3.12.so.1.0 /usr/local/lib/
      COPY --from=0 /usr/local/lib/python3.12 /usr/local/lib/python3.12
      CMD ["python3.12", "-V"]
    `,
    fix: 'Copy libpython3.12.so.1.0 too',
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The library comes along',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      FROM gcr.io/distroless/cc-debian12:nonroot AS whole
      COPY --from=builder /usr/local /usr/local
      ENTRYPOINT ["/usr/local/bin/python3.12"]
      FROM gcr.io/distroless/cc-debian12:nonroot
      COPY --from=whole /etc/hosts /tmp/
      COPY --from=builder /usr/local/bin/python3.12 /opt/python
      COPY --from=builder /usr/local/lib/libpython3.12.so* /opt/lib/
      ENV LD_LIBRARY_PATH=/opt/lib
      ENTRYPOINT ["/opt/python"]
    `,
  },
  {
    title: 'The Python of the base image starts, or one of Debian, which needs no library',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN apt-get update && apt-get install -y python3
      FROM gcr.io/distroless/cc-debian12:nonroot AS debian
      COPY --from=builder /usr/bin/python3.11 /usr/bin/python3.11
      ENTRYPOINT ["/usr/bin/python3.11"]
      FROM python:3.12-slim AS official
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=debian /etc/hosts /tmp/
      COPY --from=official /usr/local/bin/python3.12 /usr/local/bin/python3.12
      CMD ["-V"]
    `,
  },
];
