import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["python", "-c", "import app.health"]
    `,
    underlined: ['"python"'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import app.health"]
    `,
  },
  {
    title: 'The shell form, which distroless-shell reports too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD python3 -c "import app.health"
    `,
    underlined: ['python3'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD /usr/bin/python3 -c "import app.health"
    `,
  },
  {
    title: 'An array with single quotes, which json-form reports too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ['python3', '-m', 'app.health']
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      HEALTHCHECK CMD ["/usr/bin/python3", '-m', 'app.health']
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'An image that is not distroless has its interpreter elsewhere',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      HEALTHCHECK CMD ["python", "-c", "import app.health"]
    `,
  },
];
