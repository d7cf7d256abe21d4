import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: '/usr/local needs PYTHONPATH',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /usr/local
      ENV PYTHONPATH=/app \
          LOG_LEVEL=INFO
      CMD ["-m", "flask"]
    `,
    underlined: ['/usr/local'],
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /usr/local
      ENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages \
          LOG_LEVEL=INFO
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'No PYTHONPATH is set yet',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian13
      COPY --from=builder --chown=65532:65532 /root/.local/ /usr/local/
      CMD ["-m", "flask"]
    `.replaceAll('\n', '\r\n'),
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian13
      COPY --from=builder --chown=65532:65532 /root/.local/ /usr/local/
      ENV PYTHONPATH=/usr/local/lib/python3.13/site-packages
      CMD ["-m", "flask"]
    `.replaceAll('\n', '\r\n'),
  },
  {
    title: 'A home that is not the home of the user; PATH does not help',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /home/app/.local
      ENV PATH=/home/app/.local/bin:$PATH
      ENV PYTHONPATH="/app"
      USER 65532:65532
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /usr/local
      ENV PATH=/usr/local/bin:$PATH
      ENV PYTHONPATH="/app:/usr/local/lib/python3.11/site-packages"
      USER 65532:65532
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'No account of the copied /etc/passwd has that home',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN useradd -r berth
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /home/app/.local
      COPY --from=builder /etc/passwd /etc/passwd
      USER 65532:65532
      CMD ["-m", "flask"]
    `,
    underlined: ['/home/app/.local'],
    good: text`
      FROM python:3.11-slim AS builder
      RUN useradd -r berth
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /usr/local
      COPY --from=builder /etc/passwd /etc/passwd
      ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
      USER 65532:65532
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'The home of root, and the old form of ENV',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /root/.local
      ENV PATH /root/.local/bin:$PATH
      ENV PYTHONPATH /app
      USER 65532:65532
      CMD ["-m", "flask"]`,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /usr/local
      ENV PATH /usr/local/bin:$PATH
      ENV PYTHONPATH /app:/usr/local/lib/python3.11/site-packages
      USER 65532:65532
      CMD ["-m", "flask"]`,
  },
  {
    title: 'pip install --target and --prefix',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      WORKDIR /build
      RUN pip install --no-cache-dir --target=packages flask && pip install --prefix /install gunicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /build/packages /packages
      COPY --from=builder /install /usr/local
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      WORKDIR /build
      RUN pip install --no-cache-dir --target=packages flask && pip install --prefix /install gunicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /build/packages /packages
      COPY --from=builder /install /usr/local
      ENV PYTHONPATH=/packages:/usr/local/lib/python3.11/site-packages
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'An official image that runs as another user',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM python:3.11-slim
      COPY --from=builder /root/.local /root/.local
      ENV PATH=/root/.local/bin:$PATH
      USER 65532
      CMD ["flask", "run"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM python:3.11-slim
      COPY --from=builder /root/.local /usr/local
      ENV PATH=/usr/local/bin:$PATH
      USER 65532
      CMD ["flask", "run"]
    `,
  },
  {
    title: 'The folder of another Python version',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target /packages flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /packages /usr/local/lib/python3.9/dist-packages
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target /packages flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'The fix keeps the PYTHONPATH of the plan',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /root/.local /usr/local
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      ENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages
      COPY --from=builder /root/.local /usr/local
      CMD ["-m", "flask"]
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., env: { PYTHONPATH: /app }') },
  },
  {
    title: 'The code comes through the builder stage: it is followed back to the build context',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      COPY requirements.txt .
      RUN pip install --no-cache-dir --target=/packages -r requirements.txt
      COPY api/ ./api/
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages /packages
      COPY --from=builder /src /app
      CMD ["-m", "api.main"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      COPY requirements.txt .
      RUN pip install --no-cache-dir --target=/packages -r requirements.txt
      COPY api/ ./api/
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages /packages
      COPY --from=builder /src /app
      ENV PYTHONPATH=/packages
      CMD ["-m", "api.main"]
    `,
    with: { 'requirements.txt': 'flask\n', 'api/__init__.py': '', 'api/main.py': 'import flask\n' },
  },
  {
    title: 'Mistakes of the command and of the COPY hide nothing',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/packages gunicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages /packages 2>/dev/null || true
      COPY . .
      ENTRYPOINT ['/usr/bin/python3']
      CMD ["python3 -m gunicorn main:app"]
    `,
    underlined: ['/packages'],
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/packages gunicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages /packages 2>/dev/null || true
      COPY . .
      ENV PYTHONPATH=/packages
      ENTRYPOINT ['/usr/bin/python3']
      CMD ["python3 -m gunicorn main:app"]
    `,
    with: { 'main.py': 'app = None\n' },
  },
  {
    title: 'A virtual environment that is not on PATH, in an official image',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      WORKDIR /src
      RUN python -m venv /opt/venv && /opt/venv/bin/pip install uvicorn
      COPY . .
      FROM python:3.12-slim
      WORKDIR /app
      COPY --from=builder /opt/venv /opt/venv
      COPY --from=builder /src .
      CMD ["uvicorn", "main:app"]
    `,
    good: text`
      FROM python:3.12-slim AS builder
      WORKDIR /src
      RUN python -m venv /opt/venv && /opt/venv/bin/pip install uvicorn
      COPY . .
      FROM python:3.12-slim
      WORKDIR /app
      COPY --from=builder /opt/venv /opt/venv
      COPY --from=builder /src .
      ENV PATH=/opt/venv/bin:$PATH
      CMD ["uvicorn", "main:app"]
    `,
    with: { 'main.py': 'app = None\n' },
  },
  {
    title: 'A user that does not exist has no home',
    file: 'other/Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /home/app/.local
      USER app
      ENTRYPOINT ["/bin/sh", "-c", "exec python3 -m flask"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /usr/local
      ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
      USER app
      ENTRYPOINT ["/bin/sh", "-c", "exec python3 -m flask"]
    `,
    with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A copied /etc/passwd may have the account',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN useradd -m app
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /root/.local /home/app/.local
      COPY --from=builder /etc/passwd /etc/passwd
      USER app
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'Packages in the working directory, which is written with a slash at its end',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/packages flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app/
      COPY --from=builder /packages /app
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'The home of the user, dist-packages, PYTHONPATH',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      RUN pip install --target=/packages redis && pip install --prefix=/install celery
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder --chown=nonroot:nonroot /root/.local /home/nonroot/.local
      COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages
      COPY --from=builder /install /install
      ENV PYTHONPATH=/app:/install/lib/python3.11/site-packages/
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'HOME or PYTHONUSERBASE sets the folder of the user',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot AS one
      ENV HOME=/home/app
      COPY --from=builder /root/.local /home/app/.local
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one / /other
      ENV PYTHONUSERBASE=/opt/user
      COPY --from=builder /root/.local /opt/user
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'A copied account may have any home',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      RUN useradd --uid 65532 app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /etc/passwd /etc/passwd
      COPY --from=builder /root/.local /home/app/.local
      USER app
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'Packages in the folder of the script, and a script that changes sys.path',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install -t /packages flask && pip install -t /vendor redis
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages .
      COPY --from=builder /vendor ./vendor
      COPY main.py .
      CMD ["main.py"]
    `,
    with: { 'main.py': "import sys\nsys.path.insert(0, '/app/vendor')\n" },
  },
  {
    title: 'Official images search site-packages, and as root /root/.local',
    file: 'other/Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      RUN pip install redis
      FROM python:3.11-slim
      COPY --from=builder /root/.local /root/.local
      COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
      ENV PATH=/root/.local/bin:$PATH
      CMD ["flask", "run"]
    `,
    with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
  },
  {
    title: 'A start script that may set PYTHONPATH, and a main script from the builder stage',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target /app/vendor flask && python -m venv /opt/venv
      FROM python:3.11-slim AS scripted
      COPY --from=builder /opt/venv /opt/venv
      ENTRYPOINT ["/start.sh"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=scripted /etc/hosts /tmp/
      COPY --from=builder /app /app
      CMD ["main.py"]
    `,
  },
  {
    title: 'Code of a builder stage that changes sys.path, or that a command makes there',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      RUN pip install -t /packages flask
      COPY . .
      FROM python:3.11-slim AS made
      RUN git clone https://example.com/app.git /src
      FROM gcr.io/distroless/python3-debian12:nonroot AS other
      WORKDIR /app
      COPY --from=builder /packages /packages
      COPY --from=made /src /app
      CMD ["main.py"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=other /etc/hosts /tmp/
      COPY --from=builder /packages /packages
      COPY --from=builder /src/main.py ./
      CMD ["main.py"]
    `,
    with: { 'main.py': "import sys\nsys.path.insert(0, '/packages')\n" },
  },
  {
    title: 'A copied Python, or no Python',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot AS one
      COPY --from=builder /usr/local /usr/local
      ENTRYPOINT ["python3"]
      CMD ["-m", "flask"]
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=one /usr/local /usr/local
      COPY --from=builder /root/.local /usr/local
    `,
  },
  {
    title: 'A folder `.local` that is not from Python',
    file: 'Dockerfile',
    text: text`
      FROM haskell:9 AS builder
      RUN stack install tool
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /opt/tool
      CMD ["-m", "http.server"]
    `,
  },
  {
    title: 'A virtual environment of Debian’s Python, used by its own interpreter',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim AS builder
      RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv && /opt/venv/bin/pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENTRYPOINT ["/opt/venv/bin/python"]
      CMD ["-m", "flask"]
    `,
  },
];
