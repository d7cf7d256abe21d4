import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A typing mistake',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN make
      FROM scratch
      COPY --from=build /out/app /app
    `,
    underlined: ['build'],
    good: text`
      FROM debian:12 AS builder
      RUN make
      FROM scratch
      COPY --from=builder /out/app /app
    `,
  },
  {
    title: 'In a mount',
    file: 'Dockerfile',
    bad: text`
      FROM scratch AS data_files
      COPY a /a
      FROM debian:12
      RUN --mount=type=bind,from=data-files,target=/d cp /d/a /a
    `,
    good: text`
      FROM scratch AS data_files
      COPY a /a
      FROM debian:12
      RUN --mount=type=bind,from=data_files,target=/d cp /d/a /a
    `,
    with: { a: '' },
  },
  {
    title: 'No such stage',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      FROM scratch
      COPY --from=assets /a /a
      COPY --from=7 /b /b
    `,
  },
  {
    title: 'A stage further down, and a variable',
    file: 'Dockerfile',
    bad: text`
      FROM scratch AS one
      COPY --from=two /a /a
      FROM scratch AS two
      ARG S=one
      COPY --from=$S /a /a
    `,
  },
  {
    title: 'A path that the stage does not contain',
    file: 'Dockerfile',
    bad: text`
      FROM scratch AS files
      COPY a /srv/a
      FROM scratch
      COPY --from=files /app/a /a
    `,
    with: { a: '' },
  },
  {
    title: 'An empty stage',
    file: 'Dockerfile',
    bad: text`
      FROM scratch AS empty
      FROM debian:12
      COPY --from=empty /a.txt /x/
    `,
    underlined: ['/a.txt'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Stages by name in any case and by number, and images',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS Builder
      FROM scratch
      COPY --from=builder /a /a
      COPY --from=0 /b /b
      COPY --from=nginx /etc/nginx /c
      COPY --from=composer:2 /d /d
      COPY --from=ghcr.io/astral-sh/uv /uv /e
      COPY --from=gcr.io/distroless/static /f /f
    `,
  },
  {
    title: 'A named context, and an image of the plan',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY --from=shared /a /a
      COPY --from=api /b /b
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., contexts: { shared: common }'), 'common/a': '' },
  },
  {
    title: 'Stages with contents that are not all known: a base image, a copied folder, an archive',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/static-debian12 AS one
      COPY src/ /src/
      FROM scratch AS two
      COPY . /app
      ADD x.tgz /
      FROM scratch
      COPY --from=one /etc/passwd /etc/
      COPY --from=two /app/deep/file /a
    `,
    with: { 'src/a': '', 'x.tgz': '' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    why: 'A stage that no other stage uses is not built, and its mistakes do not count. After the fix it is part of the build.',
  },
];
