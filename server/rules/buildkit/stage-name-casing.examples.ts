import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24 AS Build
      RUN go build -o /app .

      FROM scratch
      COPY --from=build /app /app
    `,
    underlined: ['Build'],
    fix: 'Write "build"',
    good: text`
      FROM golang:1.24 AS build
      RUN go build -o /app .

      FROM scratch
      COPY --from=build /app /app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Skipped for the file, and above the instruction',
    file: 'Dockerfile',
    text: text`
      # check=skip=StageNameCasing,FromAsCasing
      FROM scratch AS Build
    `,
  },
  {
    title: 'Skipped above the instruction, which BuildKit reads since its Dockerfile frontend 1.21',
    file: 'Dockerfile',
    text: text`
      # The name is public.
      # check=skip=StageNameCasing
      FROM scratch AS Build
    `,
  },
];
