import { replacePath } from '../../edits/replace.ts';
import type { BuildTarget } from '../../image/target.ts';
import type { PlanImage } from '../../model/plan.ts';
import { cleanPath } from '../../workspace/paths.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'workdir-mismatch',
  severity: 'warning',
  title: 'The working directory is not the one of the plan',
  fix: "the plan's folder in WORKDIR",
  why: `The plan says in which folder images run (\`workdir:\`), so that compose files can mount configuration and data at the
same place in each of them. In another folder the mounted files are not found. The fix changes the last WORKDIR alone: the
paths of COPY, CMD and PYTHONPATH may have to follow, so it is not safe.

The rule ignores a working directory that depends on something unknown, and images for which the plan names none.`,
  *dockerfile(target) {
    const { final, build, siblings } = target;
    const workdir = final?.image.workdir;
    if (!build.image?.workdir || workdir === undefined) {
      return;
    }
    // Several images may share this Dockerfile: accept what any of them asks.
    const found = cleanPath(workdir);
    if (!siblings.some((one) => one.build.image?.workdir === found)) {
      yield finding(found, target, build.image);
    }
  },
};

function finding(found: string, { file, final }: BuildTarget, image: PlanImage): Finding {
  const wanted = image.workdir ?? '/';
  const last = final?.ownSteps.findLast(({ instruction }) => instruction.keyword === 'WORKDIR')?.instruction;
  const [word] = last?.words ?? [];
  const edit = word?.value.startsWith('/') ? replacePath(file, word, wanted.slice(1)) : undefined;
  return {
    range: word?.range ?? final?.from.range ?? { start: 0, end: 0 },
    message: `The working directory is ${found}, but the plan says ${wanted} for ${image.id}: what is mounted there is not found.`,
    fixes: edit ? [{ title: `Use WORKDIR ${wanted}`, edits: { [file.path]: [edit] }, safe: false }] : [],
  };
}
