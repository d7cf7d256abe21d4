import { examplePlan, type RuleExamples, text } from '../example.ts';

const twoImages = `${examplePlan('Dockerfile')}      - { id: web, image: web, dockerfile: Dockerfile, context: ., ports: [8081] }
`;
const server = `import os
from http.server import BaseHTTPRequestHandler, HTTPServer

PORT = int(os.environ.get("API_PORT", "8090"))
HTTPServer(("0.0.0.0", PORT), BaseHTTPRequestHandler).serve_forever()
`;
const literal = `import uvicorn
uvicorn.run("app:app", host="0.0.0.0", port=8090)
`;

export const examples: RuleExamples['examples'] = [
  {
    title: 'One port in many places is one finding, and changes everywhere at once',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8090 \
          HOST=0.0.0.0 \
          METRICS_SERVER_PORT=8090
      EXPOSE 8090/tcp
      HEALTHCHECK CMD ["/server", "probe", "http://localhost:8090/health"]
      ENTRYPOINT ["/server", "--port", "8090", "--bind=0.0.0.0:8090"]
    `,
    underlined: ['8090'],
    good: text`
      FROM scratch
      ENV PORT=8080 \
          HOST=0.0.0.0 \
          METRICS_SERVER_PORT=8080
      EXPOSE 8080/tcp
      HEALTHCHECK CMD ["/server", "probe", "http://localhost:8080/health"]
      ENTRYPOINT ["/server", "--port", "8080", "--bind=0.0.0.0:8080"]
    `,
  },
  {
    title: 'The value of a variable is changed where it is set',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ARG P=8090
      ENV SERVICE_PORT=$P
      EXPOSE $SERVICE_PORT
    `,
    underlined: ['$P'],
    good: text`
      FROM scratch
      ARG P=8080
      ENV SERVICE_PORT=$P
      EXPOSE $SERVICE_PORT
    `,
  },
  {
    title: "The code listens on the plan's port: only EXPOSE is wrong",
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8090
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8080
      CMD ["main.py"]
    `,
    with: { 'main.py': literal.replace('8090', '8080') },
  },
  {
    title: 'The code takes another port as its default',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8080
      CMD ["main.py"]
    `,
    underlined: ['CMD ["main.py"]'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      ENV API_PORT=8080
      COPY main.py ./
      EXPOSE 8080
      CMD ["main.py"]
    `,
    with: { 'main.py': server },
  },
  {
    title: 'A variable that only the code knows',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/nodejs20-debian12:nonroot
      WORKDIR /app
      COPY server.js ./
      ENV WEB_UI_PORT=3001
      CMD ["server.js"]
    `,
    underlined: ['3001'],
    good: text`
      FROM gcr.io/distroless/nodejs20-debian12:nonroot
      WORKDIR /app
      COPY server.js ./
      ENV WEB_UI_PORT=8080
      CMD ["server.js"]
    `,
    with: {
      'server.js': 'const port = process.env.WEB_UI_PORT || 3000;\nrequire("http").createServer().listen(port);\n',
    },
  },
  {
    title: 'The number stands in the code: the Dockerfile alone cannot change it',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8090
      CMD ["main.py"]
    `,
    underlined: ['8090'],
    with: { 'main.py': literal },
  },
  {
    title: 'Nothing tells on which port the program listens',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY server /
      EXPOSE 8090
      ENTRYPOINT ["/server"]
    `,
    underlined: ['8090'],
    with: { server: '' },
  },
  {
    title: 'A variable that may be for anything',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV RELAY_PORT=9001
      EXPOSE 9001
    `,
    underlined: ['9001'],
  },
  {
    title: 'Arguments in shell form; only the last CMD counts',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS base
      CMD ["gunicorn", "-b", "0.0.0.0:7000", "main:app"]
      FROM base
      CMD uvicorn main:app --host 0.0.0.0 --port 8090
    `,
    underlined: ['8090'],
    good: text`
      FROM python:3.11-slim AS base
      CMD ["gunicorn", "-b", "0.0.0.0:7000", "main:app"]
      FROM base
      CMD uvicorn main:app --host 0.0.0.0 --port 8080
    `,
  },
  {
    title: 'Another variable mentions the port',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8090 PUBLIC_URL=http://localhost:8090/api
    `,
    underlined: ['8090'],
  },
  {
    title: 'The plan names several ports: a person must choose',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE 8090
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile').replace('[8080]', '[8500, 8086]') },
  },
  {
    title: "Several ports are exposed, and none is the plan's",
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE 9443 9090
    `,
    underlined: ['9443'],
  },
  {
    title: 'Two images of the plan with different ports share the Dockerfile',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8090
      EXPOSE 8090
    `,
    underlined: ['8090'],
    with: { 'lucid.yaml': twoImages },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'One of the ports of the plan, a builder stage, a port of another service',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS build
      EXPOSE 9999
      FROM scratch
      ARG P=8080
      ENV REDIS_PORT=6379 PORT=$P
      EXPOSE $PORT
      CMD ["/server", "-p", "8080", "-v", "9"]
    `,
  },
  {
    title: "Further ports beside the plan's",
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV PORT=8080 API_PORT=8443
      EXPOSE 8080 8443 9000-9010
      EXPOSE 53/udp
    `,
  },
  {
    title: "The plan's port is in a range",
    file: 'Dockerfile',
    text: text`
      FROM scratch
      EXPOSE 8000-8100 9443
    `,
  },
  {
    title: 'A compose file sets the variable that the code reads',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8080
      CMD ["main.py"]
    `,
    with: {
      'main.py': server,
      'docker-compose.yml': 'services:\n  api:\n    image: api\n    environment:\n      API_PORT: 8080\n',
      'lucid.yaml': examplePlan('Dockerfile'),
    },
  },
  {
    title: 'The ports of other services that the code asks for',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      ENV PORT=8080 WEB_SERVICE_PORT=8081 GATE_PORT=9000
      EXPOSE 8080
      CMD ["main.py"]
    `,
    with: {
      'main.py': 'import os\nserve(os.environ["WEB_SERVICE_PORT"], os.environ["GATE_PORT"])\n',
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: web, image: web, dockerfile: web/Dockerfile, context: web }\n`,
    },
  },
  {
    title: 'uvicorn imports the module and listens itself',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      CMD ["-m", "uvicorn", "main:app", "--port", "8080"]
    `,
    with: { 'main.py': server },
  },
];
