import { namesSecretToBuildKit } from '../../context/secrets.ts';
import { insertEnv } from '../../edits/insert.ts';
import { programsIn } from '../../image/programs/programs.ts';
import { envPairs } from '../../model/dockerfile.ts';
import type { Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { quoted } from './env-values.ts';

export const rule: Rule = {
  id: 'env-missing',
  severity: 'info',
  title: 'A variable of the plan is not set',
  fix: 'one ENV with the missing variables (safe)',
  why: `The plan lists variables that every image sets (\`env:\`), so that services behave alike: output without buffering,
the same log level, their own name and port. A variable that has another value is \`env-mismatch\`.
An image without Python needs no \`PYTHON…\` variable.`,
  *dockerfile({ file, build, final, siblings }) {
    if (!build.image || !final || final.image.base.kind === 'unknown') {
      return;
    }
    const set = new Set(final.steps.flatMap(({ instruction }) => envPairs(instruction).map(({ name }) => name.value)));
    // A secret is set when the container starts, and never by the image.
    const hasNoPython = programsIn(final)?.has('python3') === false;
    const missing = Object.entries(build.image.env).filter(
      ([name]) => !set.has(name) && !namesSecretToBuildKit(name) && !(hasNoPython && name.startsWith('PYTHON')),
    );
    if (missing.length === 0) {
      return;
    }
    const assignments = missing.map(([name, value]) => `${name}=${quoted(value, file.escape)}`);
    const line = `ENV ${assignments.join(` ${file.escape}\n    `)}`;
    const edit = insertEnv(file, final, line);
    const names = listed(missing.map(([name]) => name));
    // Other images of the plan that are built from the Dockerfile may want other values.
    const isAgreed = siblings.every((one) =>
      missing.every(([name, value]) => (one.build.image?.env[name] ?? value) === value),
    );
    yield {
      range: final.from.range,
      message: `${build.image.id} does not set all variables of the plan: ${names} ${missing.length > 1 ? 'are' : 'is'} missing. The service may behave differently from the others.`,
      fixes: edit ? [{ title: `Set ${names}`, edits: { [file.path]: [edit] }, safe: isAgreed }] : [],
    };
  },
};
