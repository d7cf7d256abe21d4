import { isShell } from '../analysis/commands.ts';
import { distinct } from '../analysis/distinct.ts';
import { lineStart } from '../analysis/edits.ts';
import { plainCommand, withoutFirst } from '../analysis/exec-edits.ts';
import { type ImageHistory, imageHistory } from '../analysis/image.ts';
import { type Interpreter, interpreterOf, languageOf, pythonModules, repeatedWords } from '../analysis/interpreter.ts';
import { brokenArray } from '../analysis/json-array.ts';
import { programsIn } from '../analysis/programs.ts';
import { isDeadScript } from '../analysis/python-scripts.ts';
import { isDanglingPython } from '../analysis/python-venv.ts';
import { finalStage } from '../analysis/stages.ts';
import { tools, utilities } from '../facts/programs.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import { sourceRange } from '../model/dockerfile.ts';
import type { Build, Project } from '../project.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'entrypoint-repeated',
  severity: 'error',
  title: 'CMD repeats the program of the ENTRYPOINT that it is handed to',
  fix: 'arguments only (safe); `ENTRYPOINT []` or `-m` where CMD names another program',
  why: `With an ENTRYPOINT, the words of CMD are its arguments. Distroless images with a language have one: \`/usr/bin/python3.11\`,
\`/usr/bin/java -jar\`, \`/nodejs/bin/node\`. \`CMD ["/usr/bin/python3", "main.py"]\` then runs \`python3.11 /usr/bin/python3 main.py\`:
Python tries to read the interpreter as a script and exits with a \`SyntaxError\`; \`CMD ["python", "-m", "x"]\` ends in
\`can't open file '/app/python'\`. The image builds, and the container never starts.

Write the arguments alone. HEALTHCHECK is not affected: its command is started as it stands.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nCOPY main.py ./\nCMD ["/usr/bin/python3", "main.py"]\n',
      good: 'FROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nCOPY main.py ./\nCMD ["main.py"]\n',
      with: { 'main.py': '' },
    },
    {
      title: 'A module, continued lines, the ENTRYPOINT of an earlier stage',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot AS runtime\nENTRYPOINT ["python3", "-u"]\nFROM runtime\nCMD [ "python", \\\r\n  # the service\r\n  "-m", "api.main" ]',
      good: 'FROM gcr.io/distroless/python3-debian12:nonroot AS runtime\nENTRYPOINT ["python3", "-u"]\nFROM runtime\nCMD [ \\\r\n  # the service\r\n  "-m", "api.main" ]',
    },
    {
      title: 'java -jar, and the shell form, which would need a shell on top',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/java17-debian12\nCOPY app.jar /app/\nCMD java -jar /app/app.jar\n',
      good: 'FROM gcr.io/distroless/java17-debian12\nCOPY app.jar /app/\nCMD ["/app/app.jar"]\n',
      with: { 'app.jar': '' },
    },
    {
      title: 'Options that java must see before -jar',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/java17-debian12\nCMD ["java", "-Xmx64m", "-jar", "/app/app.jar"]\n',
      good: 'FROM gcr.io/distroless/java17-debian12\nENTRYPOINT []\nCMD ["java", "-Xmx64m", "-jar", "/app/app.jar"]\n',
      fix: 'Clear the inherited ENTRYPOINT',
    },
    {
      title: 'A program that is a Python module',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0"]\n',
      good: 'FROM gcr.io/distroless/python3-debian12\nCMD ["-m", "uvicorn", "app:app", "--host", "0.0.0.0"]\n',
      fix: 'Run uvicorn as a module',
    },
  ],
  silent: [
    {
      title: 'Arguments only, a cleared ENTRYPOINT, one of its own',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12 AS one\nCMD ["-m", "api.main"]\nFROM gcr.io/distroless/python3-debian12 AS two\nENTRYPOINT []\nCMD ["/usr/bin/python3", "main.py"]\nFROM gcr.io/distroless/nodejs22-debian13\nCOPY --from=one /a /a\nCOPY --from=two /b /b\nENTRYPOINT ["/nodejs/bin/node", "server.js"]\nCMD ["node", "is", "an", "argument"]\n',
    },
    {
      title: 'A base without ENTRYPOINT, and a stage that another one replaces',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12 AS old\nCMD ["python", "main.py"]\nFROM python:3.11-slim\nCOPY --from=old /x /x\nCMD ["python", "main.py"]\n',
    },
    {
      title: 'A script with an absolute path, which Python reads',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12\nCOPY bin/ /usr/local/bin/\nCMD ["/usr/local/bin/gunicorn", "app:app"]\n',
      with: { 'bin/gunicorn': '' },
    },
    {
      title: 'A health check names its program',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12\nHEALTHCHECK CMD ["/usr/bin/python3", "check.py"]\nCMD ["main.py"]\n',
    },
  ],
  dockerfile: (file, project) =>
    distinct(project.builds(file.path).flatMap((build) => judge(file, build, project) ?? [])),
};

function judge(file: Dockerfile, build: Build, project: Project): Finding | undefined {
  const stage = finalStage(file, build.target);
  const history = stage && imageHistory(file, stage, build, project);
  const cmd = history?.result.cmd;
  const interpreter = interpreterOf(history?.result.entrypoint);
  const instruction = cmd?.instruction;
  const isHere = history?.steps.some((step) => step.file === file && step.instruction === instruction);
  if (!history || !cmd || !instruction || !interpreter || !isHere) return undefined;
  if (brokenArray(instruction)) return undefined;
  // That such an interpreter leads nowhere is the first thing to know of it.
  if (isDanglingPython(cmd.words[0] ?? '', file, stage, build, project)) return undefined;
  const plain = plainCommand(instruction);
  const words = cmd.exec ? cmd.words : plain?.words.map(({ value }) => value);
  const programs = programsIn(history, file, build, project);
  if (words === undefined) return undefined;
  const repeated = repeatedWords(interpreter, words);
  if (repeated === 0 && !cmd.exec) return undefined;
  const range = cmd.exec
    ? {
        start: instruction.words[0]?.range.start ?? 0,
        end: instruction.words[Math.max(repeated, 1) - 1]?.range.end ?? 0,
      }
    : sourceRange(instruction.body, 0, instruction.body.text.length);
  const entrypoint = history.result.entrypoint?.words.join(' ') ?? '';
  if (repeated > 0) {
    const edits = cmd.exec ? withoutFirst(instruction, repeated, file) : plain?.edits(file, repeated);
    const safe = !usesVenv(history, words[0] ?? '');
    const result = cmd.exec ? words.join(' ') : `/bin/sh -c "${words.join(' ')}"`;
    return {
      range,
      message: `The ENTRYPOINT of the image is ${entrypoint}, so this runs "${entrypoint} ${result}" and the container exits at once. Write the arguments alone.`,
      fixes: edits ? [{ title: 'Leave the arguments alone', edits: { [file.path]: edits }, safe }] : [],
    };
  }
  const first = words[0] ?? '';
  if (!isOtherProgram(first, interpreter)) return undefined;
  const absent = programs?.has(first) === false ? `, and ${first} is not in the image` : '';
  const isDead = isDeadScript(first, { file, stage, build, project });
  return {
    range,
    message: `The ENTRYPOINT of the image is ${entrypoint}, which takes "${first}" for what it is to run: the container exits at once${absent}. Hand over arguments${absent === '' && !isDead ? ', or clear the ENTRYPOINT' : ' alone'}.`,
    fixes: [
      ...moduleFix(first, interpreter, instruction, file, isDead),
      ...(absent === '' && !isDead ? clearFix(history, instruction, file) : []),
    ],
  };
}

/** A name that is certainly meant as a program of its own. */
function isOtherProgram(first: string, interpreter: Interpreter): boolean {
  if (languageOf(first) !== undefined) return true;
  if (/^(?:\/(?:usr\/)?bin\/)/.test(first)) return isShell(first);
  if (first.includes('/')) return false;
  return tools.has(first) || utilities.has(first) || (interpreter.language === 'python' && pythonModules.has(first));
}

/** The interpreter of a venv that stands first in PATH finds packages that the other one does not. */
function usesVenv({ steps }: ImageHistory, program: string): boolean {
  if (program.includes('/')) return false;
  return steps.some(({ instruction }) => instruction.keyword === 'ENV' && /\bPATH\b.*venv/.test(instruction.body.text));
}

function moduleFix(
  first: string,
  interpreter: Interpreter,
  instruction: Instruction,
  file: Dockerfile,
  safe: boolean,
): readonly Fix[] {
  const at = instruction.words[0]?.range.start;
  if (interpreter.language !== 'python' || !pythonModules.has(first) || at === undefined) return [];
  const edit = { range: { start: at, end: at }, text: '"-m", ' };
  return [{ title: `Run ${first} as a module: -m ${first}`, edits: { [file.path]: [edit] }, safe }];
}

function clearFix({ result }: ImageHistory, instruction: Instruction, file: Dockerfile): readonly Fix[] {
  // Whoever wrote an ENTRYPOINT of their own wants it for something.
  if (result.entrypoint?.instruction) return [];
  const at = lineStart(file.text, instruction.range.start);
  const edit = { range: { start: at, end: at }, text: `ENTRYPOINT []${file.newline}` };
  return [{ title: 'Clear the inherited ENTRYPOINT: ENTRYPOINT []', edits: { [file.path]: [edit] }, safe: false }];
}
