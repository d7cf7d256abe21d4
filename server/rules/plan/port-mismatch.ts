import { exposedBy } from '../../image/ports.ts';
import type { BuildTarget, ImageStep } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import { type Dockerfile, envPairs, type Word } from '../../model/dockerfile.ts';
import type { PlanImage } from '../../model/plan.ts';
import type { Finding, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'port-mismatch',
  severity: 'warning',
  title: 'EXPOSE, PORT or --port names another port than the plan',
  fix: "the plan's port, if the plan names only one (safe)",
  why: `Compose files, health checks and other services reach an image at the ports of the plan. A service that listens on
another port runs, but cannot be reached. The rule looks at the final image: at EXPOSE, at the variables PORT, SERVICE_PORT,
APP_PORT, API_PORT, HTTP_PORT and SERVER_PORT, and at \`--port\`, \`-p\`, \`--bind\` and \`-b\` of CMD and ENTRYPOINT. It leaves
health checks to \`healthcheck-endpoint\`.`,
  *dockerfile({ file, build, final, siblings }) {
    const { image } = build;
    if (!image || !final || image.ports.length === 0) {
      return;
    }
    // Several images may share this Dockerfile: accept what any of them uses.
    const ports = portsOfAll(siblings);
    for (const use of final.ownSteps.flatMap(usesOf)) {
      if (!ports.has(Number(use.port))) {
        yield finding(use, file, image);
      }
    }
  },
};

/** Remembered by the list of targets, which they all share. */
const portsOfAll = computed(
  (targets: readonly BuildTarget[]) => new Set(targets.flatMap(({ build }) => build.image?.ports ?? [])),
);

interface PortUse {
  readonly word: Word;
  /** The digits as they are written. */
  readonly port: string;
  readonly what: string;
}

const names = /^((SERVICE|APP|API|HTTP|SERVER)_)?PORT$/;

function usesOf(step: ImageStep): readonly PortUse[] {
  const { instruction, stage } = step;
  const { keyword, words } = instruction;
  if (keyword === 'EXPOSE') {
    return exposedBy(step).map(({ word, digits }) => ({ word, port: digits, what: 'EXPOSE' }));
  }
  if (keyword === 'ENV') {
    return envPairs(instruction).flatMap(({ name, value: word }) => {
      const text = names.test(name.value) ? (stage.target.value(word.value, instruction) ?? '') : '';
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
  // The last occurrence of the digits in the word is replaced. The value of a variable is not in the word.
  const at = [...source.matchAll(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'))].at(-1)?.index;
  const start = word.range.start + (at ?? 0);
  const edits = { [file.path]: [{ range: { start, end: start + port.length }, text: String(only) }] };
  return {
    range: word.range,
    message: `${what} says port ${Number(port)}, but the plan says ${listed(image.ports.map(String))} for ${image.id}: other services may not reach it.`,
    fixes: only !== undefined && at !== undefined ? [{ title: `Use port ${only}`, edits, safe: true }] : [],
  };
}
