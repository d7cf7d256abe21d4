import { type BrokenArray, brokenArray } from '../analysis/json-array.ts';
import { reachedStages } from '../analysis/stages.ts';
import { type Dockerfile, type Instruction, sourceRange } from '../model/dockerfile.ts';
import type { Project } from '../project.ts';
import type { Finding, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'json-form',
  severity: 'error',
  title: 'An exec form that is no JSON array',
  fix: 'double quotes, no comma behind the last word (safe where the result is JSON)',
  why: `The exec form is a JSON array: strings in double quotes with commas between them. Anything else, \`['python3', 'main.py']\` or a
comma behind the last word, is taken for the shell form without a word of warning: \`/bin/sh -c "['python3', 'main.py']"\` looks
for a program called \`[python3,\`. RUN fails the build, CMD and ENTRYPOINT the start, a HEALTHCHECK is never healthy; COPY and ADD look
for files of these names, VOLUME makes a volume with brackets in its name, and SHELL is refused.

\`RUN [ -f x ] && …\` is a test of the shell and no array.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: "FROM gcr.io/distroless/python3-debian12:nonroot\nRUN ['/usr/bin/python3', '-c', 'print(\"ok\")']\nCMD ['main.py']\n",
      good: 'FROM gcr.io/distroless/python3-debian12:nonroot\nRUN ["/usr/bin/python3", "-c", "print(\\"ok\\")"]\nCMD ["main.py"]\n',
    },
    {
      title: 'Typographic quotes, a comma too many, a bracket missing, continued lines',
      file: 'Dockerfile',
      bad: 'FROM debian:12\nSHELL [“/bin/bash”, "-c"]\nVOLUME ["/data",]\nHEALTHCHECK --interval=5s CMD ["/check", \\\r\n  # every port\r\n  \'--all\' \\\r\n  ]\r\nENTRYPOINT ["/server", "--port", "8080"',
      good: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nVOLUME ["/data"]\nHEALTHCHECK --interval=5s CMD ["/check", \\\r\n  # every port\r\n  "--all" \\\r\n  ]\r\nENTRYPOINT ["/server", "--port", "8080"]',
    },
    {
      title: 'Paths of COPY, and a backslash',
      file: 'Dockerfile',
      bad: 'FROM debian:12\nCOPY [\'my file.txt\', \'/data/\']\nCMD ["run", "C:\\data"]\n',
      good: 'FROM debian:12\nCOPY ["my file.txt", "/data/"]\nCMD ["run", "C:\\\\data"]\n',
      with: { 'my file.txt': '' },
    },
  ],
  silent: [
    {
      title: 'Tests of the shell, JSON over several lines, a pattern',
      file: 'Dockerfile',
      text: 'FROM debian:12\nRUN [ -f /x ] || touch /x\nRUN [ "$(id -u)" = 0 ]\nRUN [ \'a\' ]\nRUN [[ "a" == "b" ]] || true\nCOPY [ab].txt /x/\nCMD [ "sleep", \\\n  "1" ]\n',
      with: { 'a.txt': '' },
    },
  ],
  *dockerfile(file, project) {
    for (const instruction of file.instructions) {
      for (const one of [instruction, ...(instruction.inner ? [instruction.inner] : [])]) {
        const broken = brokenArray(one);
        if (broken) yield finding(one, instruction, broken, file, project);
      }
    }
  },
};

const outcomes: Readonly<Record<string, string>> = {
  ADD: 'ADD looks for files of these names, brackets and quotes included',
  COPY: 'COPY looks for files of these names, brackets and quotes included',
  SHELL: 'BuildKit refuses the file',
  VOLUME: 'the volume gets a name with brackets',
};

function finding(
  instruction: Instruction,
  owner: Instruction,
  { fault, edits }: BrokenArray,
  file: Dockerfile,
  project: Project,
): Finding {
  const { body, keyword } = instruction;
  const outcome = outcomes[keyword] ?? 'a shell gets it as a command, and finds no such program';
  return {
    range: sourceRange(body, 0, body.text.length),
    severity: weigh(keyword, owner, file, project),
    message: `This is no JSON array because of ${fault}: ${outcome}. Put every word in double quotes, with commas between them.`,
    fixes: edits ? [{ title: 'Write a JSON array', edits: { [file.path]: edits }, safe: true }] : [],
  };
}

/** What no build reaches breaks nothing; a volume with a strange name neither. */
function weigh(keyword: string, owner: Instruction, file: Dockerfile, project: Project): Severity {
  if (keyword === 'SHELL') return 'error';
  const stage = file.stages.find(({ instructions }) => instructions.includes(owner));
  const isReached = project.builds(file.path).some((build) => stage && reachedStages(file, build).has(stage.index));
  return isReached && keyword !== 'VOLUME' ? 'error' : 'warning';
}
