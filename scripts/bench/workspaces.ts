import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Dockerfile of about `lines` lines of the user's kind: a builder, a distroless runtime, comments, ENV blocks, COPYs. */
export function dockerfile(name: string, lines: number): string {
  const text = [
    '# syntax=docker/dockerfile:1',
    `# ${name}: built for the Pi by docker buildx`,
    'FROM python:3.11-slim AS builder',
    'WORKDIR /build',
    'RUN apt-get update && apt-get install -y --no-install-recommends gcc \\',
    '    # compilers for wheels',
    '    libffi-dev && rm -rf /var/lib/apt/lists/*',
    'COPY requirements.txt ./',
    'RUN pip install --user --no-cache-dir -r requirements.txt',
    'FROM gcr.io/distroless/python3-debian12:latest',
    'WORKDIR /app',
    'COPY --from=builder /root/.local /usr/local',
  ];
  for (let n = 0; text.length < lines - 8; n++) {
    text.push(
      `# part ${n} of ${name}`,
      `ENV PART_${n}_NAME=part-${n} \\`,
      `    PART_${n}_LIMIT=${n * 10}`,
      `COPY --chown=65532:65532 src/part${n % 20}.py ./parts/part${n}.py`,
      // In the user's workspace one source in seven is missing.
      n % 6 === 0 ? `COPY src/gone${n}.py ./parts/` : `COPY src/part${n % 20}.py ./more/`,
      `LABEL org.example.part${n}="a part, \\"quoted\\""`,
      '',
    );
  }
  text.push(
    'USER 65532:65532',
    'EXPOSE 8080',
    'HEALTHCHECK --interval=30s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen(\'http://localhost:8080/health\')"]',
    'ENTRYPOINT []',
    'CMD ["/usr/bin/python3", "main.py"]',
    '',
  );
  return text.join('\n');
}

/** A Dockerfile of about `lines` lines with ten lines a stage, each stage built from or copying from the one above. */
export function manyStages(lines: number): string {
  const bases = ['$PYTHON', 'gcr.io/distroless/python3-debian12'];
  const stages = Array.from({ length: Math.ceil(lines / 10) }, (_, n) => [
    `FROM ${bases[n % 3] ?? `stage${n - 1}`} AS stage${n}`,
    `ENV PATH=/opt/${n}/bin:$PATH PORT=8080`,
    `WORKDIR /app${n % 50}`,
    `RUN useradd --create-home user${n} && pip install --user flask`,
    ...(n === 0 ? [] : [`COPY --from=stage${n - 1} --chown=user${n} /root/.local /usr/local`]),
    `COPY src/part${n % 20}.py ./`,
    `EXPOSE ${8000 + (n % 90)}`,
    `USER user${n}`,
    'HEALTHCHECK CMD curl -f http://localhost:8080/',
    'CMD ["python", "main.py"]',
  ]);
  return ['ARG PYTHON=python:3.11-slim', ...stages.flat(), ''].join('\n');
}

/** A workspace of services, each with its Dockerfile and sources, and as many compose files as asked. */
export function writeWorkspace(
  folder: string,
  services: number,
  composeFiles: number,
  lines: number,
): readonly string[] {
  const place = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const dockerfiles: string[] = [];
  for (let n = 0; n < services; n++) {
    const home = `group${n % 20}/service${n}`;
    dockerfiles.push(place(`${home}/Dockerfile`, dockerfile(`service${n}`, lines)));
    place(`${home}/requirements.txt`, 'httpx==0.27.0\n');
    for (let part = 0; part < 20; part++) {
      place(`${home}/src/part${part}.py`, '');
    }
  }
  for (let n = 0; n < composeFiles; n++) {
    const entries = Array.from({ length: 7 }, (_, k) => (n * 7 + k) % services).map(
      (s) =>
        `  service${s}:\n    image: pickme/lucid-service${s}:\${TAG:-latest}\n    build:\n      context: group${s % 20}/service${s}\n      dockerfile: Dockerfile\n    environment:\n      - PORT=\${PORT:-8080}\n    security_opt: [no-new-privileges:true]\n    deploy:\n      resources:\n        limits: { cpus: "0.5", memory: 256M }\n`,
    );
    place(`docker-compose.${n}.yml`, `services:\n${[...new Set(entries)].join('')}`);
  }
  return dockerfiles;
}
