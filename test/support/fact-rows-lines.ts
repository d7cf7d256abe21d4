import type { FactRow } from './fact-rows.ts';

const debian = 'FROM debian:bookworm-slim\n';
const shell = { ends: 'build fails', met: 'shell-syntax' } as const;
const refused = { ends: 'build fails', met: 'dockerfile-syntax' } as const;
const named = { met: 'stage-name-duplicate' } as const;

/** Lines that belong together and do not, and operators without a command. */
export const lineRows: readonly FactRow[] = [
  {
    title: '&& at the end of a line and at the beginning of the next',
    dockerfile: `${debian}RUN true && \\\n    && true\n`,
    says: /Syntax error: "&&" unexpected/,
    ...shell,
  },
  { title: '|| && in one line', dockerfile: `${debian}RUN true || && true\n`, says: /"&&" unexpected/, ...shell },
  { title: '&& before the first command', dockerfile: `${debian}RUN && true\n`, says: /"&&" unexpected/, ...shell },
  {
    title: '&& behind the last command',
    dockerfile: `${debian}RUN true &&\n`,
    says: /end of file unexpected/,
    ...shell,
  },
  {
    title: '&& at the beginning of a line of a here-document',
    dockerfile: `${debian}RUN <<EOF\ntrue\n&& true\nEOF\n`,
    says: /"&&" unexpected/,
    ...shell,
  },
  {
    title: '&& at the end of a line of a here-document',
    dockerfile: `${debian}RUN <<EOF\ntrue &&\n\n  true\nEOF\n`,
    ends: 'builds',
  },
  {
    title: 'a quote that is not closed',
    dockerfile: `${debian}RUN echo it's fine\n`,
    says: /Unterminated quoted string/,
    ...shell,
  },
  { title: 'a bracket that is not closed', dockerfile: `${debian}RUN (cd /tmp && ls\n`, says: /unexpected/, ...shell },
  {
    title: 'if without fi',
    dockerfile: `${debian}RUN if true; then ls\n`,
    says: /end of file unexpected/,
    ...shell,
  },
  {
    title: 'a RUN that swallows the next instruction',
    dockerfile: `${debian}RUN true && \\\n\n# the port\nEXPOSE 80\n`,
    says: /EXPOSE: not found/,
    ...shell,
  },
  {
    title: 'operators without a command in CMD',
    dockerfile: `${debian}CMD true && && true\n`,
    ends: 'exits',
    says: /"&&" unexpected/,
    met: 'shell-syntax',
  },
  {
    title: 'a missing backslash',
    dockerfile: `${debian}RUN true\n    && true\n`,
    says: /unknown instruction: &&/,
    ...refused,
  },
  {
    title: 'the lines of a text in quotes',
    dockerfile: `${debian}RUN echo "\nimport os\nfrom x import y\n"\n`,
    says: /unknown instruction: import/,
    ...refused,
  },
  {
    title: 'from x import y',
    dockerfile: `${debian}RUN echo "\nfrom x import y\n"\n`,
    says: /FROM requires either one or three arguments/,
    ...refused,
  },
  {
    title: 'a runtime with the name of the builder that it copies from',
    dockerfile: `${debian.trimEnd()} AS builder\nRUN touch /x\n${debian.trimEnd()} AS Builder\nCOPY --from=builder /x /x\n`,
    ends: 'build fails',
    says: /circular dependency detected on stage: builder/,
    ...named,
  },
  {
    title: 'a stage between two others of one name',
    dockerfile: `${debian.trimEnd()} AS a\nRUN touch /x\n${debian.trimEnd()} AS b\nCOPY --from=a /x /x\n${debian.trimEnd()} AS a\nCOPY --from=b /x /x\n`,
    ends: 'build fails',
    says: /needs to be defined before current stage|circular dependency/,
    ...named,
  },
  {
    title: 'two stages of one name above the one that copies: the last one counts',
    dockerfile: `${debian.trimEnd()} AS a\n${debian.trimEnd()} AS a\nRUN touch /x\n${debian}COPY --from=a /x /x\n`,
    ends: 'builds',
    ...named,
  },
];
