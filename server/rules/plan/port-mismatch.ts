import type { Finding, Rule } from '../../check/rule.ts';
import { finalImage } from '../../image/history.ts';
import { environments } from '../../image/variables.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import type { PlanImage } from '../../model/plan.ts';
import { listed, planned } from '../../model/wording.ts';
import { expand } from '../../parse/expansion/expand.ts';

export const rule: Rule = {
  id: 'port-mismatch',
  severity: 'warning',
  title: 'EXPOSE, PORT or --port disagree with the plan',
  fix: "the plan's port, where it names one (safe)",
  why: `The compose files, the health checks and the other services reach an image at the ports of the plan. A service that
listens elsewhere is up and cannot be reached. Looked at are EXPOSE, the variables PORT, SERVICE_PORT, APP_PORT, API_PORT, HTTP_PORT and
SERVER_PORT, and \`--port\`, \`-p\`, \`--bind\` and \`-b\` of CMD and ENTRYPOINT, in the final image. Health checks have a rule of their own.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const config = finalImage(file, build, project);
      if (!config || build.image.ports.length === 0) {
        continue;
      }
      const scopes = environments(file, build);
      for (const step of config.lineage.instructions) {
        if (step.file !== file) {
          continue;
        }
        const { instruction } = step;
        const value = (word: Word) => expand(word.value, scopes.at(instruction), file.escape).value;
        for (const use of usesOf(instruction, value)) {
          if (!build.image.ports.includes(Number(use.port))) {
            yield finding(use, file, build.image);
          }
        }
      }
      return;
    }
  },
};

interface PortUse {
  readonly word: Word;
  /** The digits as they are written. */
  readonly port: string;
  readonly what: string;
}

const names = /^((SERVICE|APP|API|HTTP|SERVER)_)?PORT$/;

function usesOf(instruction: Instruction, value: (word: Word) => string | undefined): readonly PortUse[] {
  const { keyword, words } = instruction;
  if (keyword === 'EXPOSE') {
    return words.flatMap((word) => {
      const port = /^(\d+)(\/(tcp|udp|sctp))?$/i.exec(value(word) ?? '')?.[1];
      return port === undefined ? [] : [{ word, port, what: 'EXPOSE' }];
    });
  }
  if (keyword === 'ENV') {
    return words.flatMap((name, at) => {
      const word = words[at + 1];
      if (at % 2 === 1 || !word || !names.test(name.value)) {
        return [];
      }
      const text = value(word) ?? '';
      return /^\d+$/.test(text) ? [{ word, port: text, what: name.value }] : [];
    });
  }
  if ((keyword === 'CMD' || keyword === 'ENTRYPOINT') && instruction.json) {
    return words.flatMap((word, at) => option(word, words[at - 1]));
  }
  return [];
}

/** `--port 8080`, `--port=8080`, `--bind 0.0.0.0:8080`. */
function option(word: Word, before: Word | undefined): readonly PortUse[] {
  const own = /^(--port|--bind)=(?:[\w.[\]*]*:)?(\d+)$/.exec(word.value);
  if (own) {
    return [{ word, port: own[2] as string, what: own[1] as string }];
  }
  const flag = before?.value ?? '';
  const text = /^(--port|-p)$/.test(flag)
    ? /^(\d+)$/
    : /^(--bind|-b)$/.test(flag)
      ? /^(?:[\w.[\]*]*:)(\d+)$/
      : undefined;
  const port = text?.exec(word.value)?.[1];
  return port === undefined ? [] : [{ word, port, what: flag }];
}

function finding({ word, port, what }: PortUse, file: Dockerfile, image: PlanImage): Finding {
  const [only] = image.ports.length === 1 ? image.ports : [];
  const source = file.text.slice(word.range.start, word.range.end);
  // The digits are replaced only where they stand in the text, last of all; a variable's value stands elsewhere.
  const at = [...source.matchAll(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'))].at(-1)?.index;
  const start = word.range.start + (at ?? 0);
  const edits = { [file.path]: [{ range: { start, end: start + port.length }, text: String(only) }] };
  return {
    range: word.range,
    message: `${what} says ${Number(port)}, but the plan gives ${image.id} port ${listed(image.ports.map(String))}.`,
    fixes: only !== undefined && at !== undefined ? [{ title: `Use port ${only}`, edits, safe: true }] : [],
  };
}
