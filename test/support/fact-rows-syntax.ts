import type { FactRow } from './fact-rows.ts';

const image = 'gcr.io/distroless/python3-debian12';
const python = `FROM ${image}:nonroot\n`;
const nonroot = 'USER 65532:65532\n';
/** A build step by the interpreter that distroless has; it needs no shell. */
const step = (program: string): string => `RUN ["/usr/bin/python3", "-c", ${JSON.stringify(program)}]\n`;

export const syntaxRows: readonly FactRow[] = [
  {
    title: 'a space after << is a here-document for a current frontend',
    dockerfile: `FROM python:3.11-slim AS builder\nRUN cat > /f << 'EOF'\nCOPY nothing\nEOF\n${python}COPY --from=builder /f /f\n${step("print('file', open('/f').read())")}`,
    ends: 'builds',
    says: /file COPY nothing/,
  },
  {
    title: 'a space after << makes no here-document for a frontend older than 1.16',
    dockerfile: `# syntax=docker/dockerfile:1.5\nFROM python:3.11-slim AS builder\nRUN cat > /f << 'EOF'\nnothing\nEOF\n${python}COPY --from=builder /f /f\n`,
    ends: 'builds',
    met: 'heredoc-spacing',
    unasked: 'there is no stand-in for old frontends',
  },
  {
    title: 'comment lines and empty lines inside a continued instruction',
    dockerfile: `${python}RUN ["/usr/bin/python3", \\\n# why\n  # indented\n\n  "-c", "print('continued'.upper())"]\n`,
    ends: 'builds',
    says: /CONTINUED/,
  },
  {
    title: 'CRLF',
    dockerfile: `${python}${step("print('crlf'.upper())")}`.replaceAll('\n', '\r\n'),
    ends: 'builds',
    says: /CRLF/,
  },
  {
    title: 'a byte-order mark',
    dockerfile: `\ufeff${python}${step("print('bom'.upper())")}`,
    ends: 'builds',
    says: /BOM/,
  },
  {
    title: 'the escape directive',
    dockerfile: `# escape=\`\n${python}RUN ["/usr/bin/python3", \`\n  "-c", "print('escape'.upper())"]\n`,
    ends: 'builds',
    says: /ESCAPE/,
  },
  {
    title: 'lower-case instructions',
    dockerfile: `from ${image}:nonroot\nrun ["/usr/bin/python3", "-c", "print('lower'.upper())"]\n`,
    ends: 'builds',
    says: /LOWER/,
  },
  {
    title: '# syntax= on the first line is obeyed',
    dockerfile: `# syntax=docker/dockerfile:1\n${python}${step("print('first'.upper())")}`,
    ends: 'builds',
    says: /FIRST/,
  },
  {
    title: '# syntax= after a comment is inert: a missing frontend does no harm',
    dockerfile: `# A service\n# syntax=docker/dockerfile:nonesuch\n${python}${step("print('inert'.upper())")}`,
    ends: 'builds',
    says: /INERT/,
    met: 'syntax-directive-inert',
  },
  {
    title: '# syntax= after a blank line is inert',
    dockerfile: `\n# syntax=docker/dockerfile:nonesuch\n${python}${step("print('inert'.upper())")}`,
    ends: 'builds',
    says: /INERT/,
    met: 'syntax-directive-inert',
  },
  {
    title: 'RUN with single quotes is a shell command',
    dockerfile: `${python}RUN ['/usr/bin/python3', '-c', 'print()']\n`,
    ends: 'build fails',
    says: /\/bin\/sh.*no such file/,
    met: 'json-form',
  },
  {
    title: 'HEALTHCHECK with a flag alone',
    dockerfile: `${python}HEALTHCHECK --interval=30s\n`,
    ends: 'build fails',
    says: /[Mm]issing command|parse error|requires/,
    met: 'dockerfile-syntax',
  },
  {
    title: 'FROM of a variable without a value',
    dockerfile: 'ARG UNSET\nFROM ${UNSET}\n',
    ends: 'build fails',
    says: /base name \(\$\{UNSET\}\) should not be blank/,
    met: 'image-reference',
  },
  {
    title: 'FROM with two tags',
    dockerfile: 'FROM a:b:c\n',
    ends: 'build fails',
    says: /invalid reference format/,
    met: 'image-reference',
  },
  ...["LABEL note=it's", "ENV NOTE it's", 'WORKDIR "/x y', 'EXPOSE ${PORT:?say}', "COPY <<END /x\nit's ${X\nEND"].map(
    (line) => ({
      title: `a quote, a brace or a value that is missing: ${line.replaceAll('\n', ' ')}`,
      dockerfile: `${python}${line}\n`,
      ends: 'build fails' as const,
      says: /failed to process/,
      met: 'dockerfile-syntax',
    }),
  ),
  ...[
    ['80000', /invalid containerPort: 80000/],
    ['8080,8081', /invalid containerPort: 8080,8081/],
    ['8090-8080', /invalid containerPort: 8090-8080/],
    ['8080/http', /invalid proto: http/],
    ['local:80:80', /invalid IP address: local/],
    ['x:80', /invalid hostPort: x/],
  ].map(([port, says]) => ({
    title: `EXPOSE ${port}`,
    dockerfile: `${python}EXPOSE ${port}\n`,
    ends: 'build fails' as const,
    says: says as RegExp,
    met: 'expose-port',
  })),
  {
    title: 'ports that EXPOSE accepts',
    dockerfile: `${python}ARG PORTS="8080 8081"\nEXPOSE 0 65535 8080-8090/UDP 127.0.0.1:80:8080 9/ +80 $PORTS $UNSET\n`,
    ends: 'builds',
  },
  {
    title: 'quotes that close, and quotes of programs',
    dockerfile: `${python}LABEL a="it's" b=it\\'s\nWORKDIR /a'b'c\nCOPY <<'END' /x\nit's \${X\nEND\nCMD ["it's"]\n${step("print('quotes'.upper())")}`,
    ends: 'builds',
    says: /QUOTES/,
  },
  {
    title: 'ARG before FROM',
    dockerfile: `ARG BASE=${image}:nonroot\nFROM \${BASE}\n${step("print('arg'.upper())")}`,
    ends: 'builds',
    says: /ARG/,
  },
  {
    title: 'HEALTHCHECK with a shell and curl, which are not there',
    dockerfile: `${python}HEALTHCHECK --retries=1 CMD curl -f http://localhost/\nCMD ["-c", "import time; time.sleep(60)"]\n`,
    ends: 'unhealthy',
    met: 'distroless-missing-tool',
  },
  {
    title: 'a health check in Python with a block behind ;',
    dockerfile: `${python}HEALTHCHECK --retries=1 CMD ["/usr/bin/python3", "-c", "import sys; try: sys.exit(0)"]\nCMD ["-c", "import time; time.sleep(60)"]\n`,
    ends: 'unhealthy',
    met: 'healthcheck-syntax',
  },
  {
    title: 'a health check in shell with two operators',
    dockerfile: 'FROM python:3.11-slim\nHEALTHCHECK --retries=1 CMD true || || exit 1\nCMD ["sleep", "60"]\n',
    ends: 'unhealthy',
    met: 'healthcheck-syntax',
    off: 'user-nonroot',
  },
  {
    title: 'a tag that distroless does not publish',
    dockerfile: `FROM ${image}:arm64\n${nonroot}`,
    ends: 'build fails',
    says: /not found/,
    met: 'distroless-tag',
  },
  {
    title: 'a constant platform gives an arm64 stage in an amd64 image',
    dockerfile: `FROM --platform=linux/arm64 ${image}:nonroot\n${step("import platform; print('machine', platform.machine())")}`,
    ends: 'builds',
    says: /machine aarch64/,
    met: 'platform-hardcoded',
    platforms: 'linux/amd64, linux/arm64',
  },
];
