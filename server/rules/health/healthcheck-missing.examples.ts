import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY main.py /app/
      # starts the service
      CMD ["/app/main.py"]
    `,
    underlined: ['FROM gcr.io/distroless/python3-debian12:nonroot'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY main.py /app/
      HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
      # starts the service
      CMD ["/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'Turned off',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK NONE
    `,
  },
  {
    title: 'No interpreter in the image',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/base-debian12:nonroot
      CMD ["/app/server"]
    `,
  },
  {
    title: 'The code listens on another port',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY main.py ./
      CMD ["main.py"]
    `,
    with: { 'main.py': 'import uvicorn\nuvicorn.run("app:app", port=8090)\n' },
  },
  {
    title: 'Two images of the plan with different ports share the Dockerfile',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: web, image: web, dockerfile: Dockerfile, context: ., ports: [8081], health: /health }\n`,
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The health check is in the stage that the final stage is built from',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot AS base
      HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
      FROM base
      CMD ["main.py"]
    `,
  },
  {
    title: 'The plan says `health: none`',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile').replace('health: /health', 'health: none') },
  },
];
