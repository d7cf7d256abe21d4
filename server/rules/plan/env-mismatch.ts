import { isPlaceholder, isSecretName } from '../../context/secrets.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { type LastEnv, lastEnv } from '../../image/last-env.ts';
import { portReport } from '../../image/ports/uses.ts';
import type { BuildTarget } from '../../image/target.ts';
import { imagesOf, type PlanImage } from '../../model/plan.ts';
import type { Finding, Rule } from '../rule.ts';
import { meansTheSame, quoted } from './env-values.ts';

export const rule: Rule = {
  id: 'env-mismatch',
  severity: 'warning',
  title: 'A variable of the plan has another value',
  fix: "the plan's value (safe for a name that was copied from another image of the plan)",
  why: `The plan lists variables that every image sets (\`env:\`) and their values. With \`HOST=127.0.0.1\` no other container
reaches the service, with \`DEBUG=true\` it shows its insides, and with the \`SERVICE_NAME\` of another image its logs look like
those of the other one. If an image needs another value, the plan can say so: \`env:\` of the image replaces that of the plan.

The rule ignores lists of folders such as PYTHONPATH, which may be longer, and values that mean the same (\`1\` and \`true\`,
\`info\` and \`INFO\`). \`port-mismatch\` reports ports, \`placeholder-value\` placeholders and \`secret-literal\` secrets.`,
  *dockerfile(target) {
    const { build, final } = target;
    const names = Object.keys(build.image?.env ?? {});
    for (const name of final && build.image ? names : []) {
      const set = final && lastEnv(final.steps, name);
      if (set && build.image && contradicts(name, set, target)) {
        yield finding(name, set, target, build.image);
      }
    }
  },
};

function contradicts(name: string, { step, word, value }: LastEnv, target: BuildTarget): boolean {
  if (value === undefined || step.stage.target !== target || name.endsWith('PATH')) {
    return false;
  }
  // An ARG without a value waits for the build to give one.
  const isAwaited = value === '' && word.value.includes('$');
  const isPort = portReport(target)?.uses.some(({ kind, what }) => kind === 'variable' && what === name);
  if (isAwaited || isPort || isPlaceholder(value) || isSecretName(name)) {
    return false;
  }
  // Several images may share this Dockerfile: accept what any of them asks.
  return !target.siblings.some(({ build }) => {
    const wanted = build.image && (build.image.env[name] ?? value);
    return wanted !== undefined && meansTheSame(wanted, value);
  });
}

function finding(name: string, { word, value = '' }: LastEnv, target: BuildTarget, image: PlanImage): Finding {
  const { file, project, siblings } = target;
  const wanted = image.env[name] ?? '';
  const edit = { range: word.range, text: quoted(wanted, file.escape) };
  const others = imagesOf(project.plan).filter(({ id }) => id !== image.id);
  // A whole Dockerfile is often copied from another image: nobody wants to keep its name.
  const isCopied = wanted === image.id && others.some(({ id, image: other }) => [id, other].includes(value));
  const isAgreed = siblings.every(({ build }) => build.image?.env[name] === wanted);
  return {
    range: word.range,
    message: `${name} is "${value}", but the plan says "${wanted}" for ${image.id}: ${outcome(name, value, isCopied)}.`,
    fixes: readsAsWell(file, [edit])
      ? [{ title: `Set ${name} to "${wanted}"`, edits: { [file.path]: [edit] }, safe: isCopied && isAgreed }]
      : [],
  };
}

function outcome(name: string, value: string, isCopied: boolean): string {
  if (isCopied) {
    return 'the service goes by the name of another image';
  }
  const isLoopback = /(?:^|_)HOST$/.test(name) && /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(value);
  return isLoopback ? 'other containers cannot reach the service' : 'the service behaves differently from the others';
}
