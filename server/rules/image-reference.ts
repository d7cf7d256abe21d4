import { distinct } from '../analysis/distinct.ts';
import { baseNames, type ImageName, imageNames, namesImage } from '../analysis/from-names.ts';
import { parseReference, shortName } from '../analysis/reference.ts';
import { stageNamed } from '../analysis/stages.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf } from '../model/plan.ts';
import type { Project } from '../project.ts';
import { examplePlan, type Finding, type Fix, type Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'image-reference',
  severity: 'error',
  title: 'A name of an image that Docker cannot read',
  fix: 'lower case (safe for a stage), the scheme dropped, or the image of the plan that two colons mean',
  why: `An image is named \`[registry/]repository[:tag][@digest]\`: one tag at most, the repository in lower case, no scheme.
Anything else fails the build with \`invalid reference format\`. A variable in FROM sees only the ARGs before the first FROM; without a
value it leaves the name empty, and BuildKit refuses the whole file: \`base name (\${UNSET}) should not be blank\`.`,
  examples: [
    {
      title: 'Two colons',
      file: 'Dockerfile',
      bad: 'FROM docker.io/acme/lucid:base:latest\n',
      good: 'FROM docker.io/acme/lucid-base:latest\n',
      with: {
        'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: base, image: lucid-base, dockerfile: Dockerfile.base, context: . }\n`,
      },
      fix: 'Use the image of the plan',
    },
    {
      title: 'Upper case, a scheme, nothing behind the colon',
      file: 'Dockerfile',
      bad: 'FROM Python:3.11-slim AS a\nFROM https://ghcr.io/acme/tools:1 AS b\nFROM debian:\nCOPY --from=a /a /a\nCOPY --from=b /b /b\nCOPY --from=acme/Tools:1 /c /c\n',
    },
    {
      title: 'A variable that is set nowhere, even in a stage that is not built',
      file: 'Dockerfile',
      bad: 'FROM ${BUILDER} AS unused\nARG BASE=debian:12\nFROM debian:12\n',
    },
    {
      title: 'In lower case',
      file: 'Dockerfile',
      bad: 'FROM Debian:12\n',
      good: 'FROM debian:12\n',
      fix: 'Write it in lower case',
    },
    {
      title: 'A stage with capitals, which COPY finds and FROM does not',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS Build\nFROM Build AS test\nFROM debian:12\nCOPY --from=Build /etc/hostname /x\n',
      good: 'FROM debian:12 AS Build\nFROM build AS test\nFROM debian:12\nCOPY --from=Build /etc/hostname /x\n',
    },
  ],
  silent: [
    {
      title: 'Ports, digests, stages of any case, defaults, named contexts, what only the command line knows',
      file: 'tools/Dockerfile',
      text: 'ARG TAG\nARG BASE\nFROM localhost:5000/acme/app:1.2_x AS One\nFROM one AS two\nFROM debian:12@sha256:d97bc0a941b8d4be647dc0ee75b264ddbb772f1ac5ba690a4309c00723b23775 AS three\nFROM ${BASE} AS four\nFROM acme/app:${TAG} AS five\nFROM ${NOPE:-debian}:12\nCOPY --from=One /a /a\nCOPY --from=TWO /b /b\nCOPY --from=three /c /c\nCOPY --from=four /d /d\nCOPY --from=five /e /e\n',
      with: { 'lucid.yaml': examplePlan('Dockerfile') },
    },
    {
      title: 'A build argument of the plan',
      file: 'Dockerfile',
      text: 'ARG BASE\nFROM $BASE\n',
      with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., args: { BASE: "debian:12" }') },
    },
  ],
  dockerfile: (file, project) =>
    distinct(
      project.builds(file.path).flatMap((build) => {
        // BuildKit reads every FROM, whether it needs the stage or not.
        const bases = baseNames(file, build);
        const others = imageNames(file, build).filter(({ instruction }) => instruction.keyword !== 'FROM');
        return [
          ...bases.flatMap(blank),
          ...[...bases.filter(namesImage(file, build)), ...others].flatMap((name) => judge(name, file, project)),
        ];
      }),
    ),
};

function blank({ value, text, range }: ImageName): readonly Finding[] {
  if (value !== '') return [];
  const message = `${text} is empty here: FROM sees only ARGs that stand before the first FROM and have a value. BuildKit refuses the file.`;
  return [{ range, message }];
}

function judge(name: ImageName, file: Dockerfile, project: Project): readonly Finding[] {
  const { value, range, text, instruction } = name;
  if (value === undefined || value === '' || value.startsWith('[')) return [];
  // A bare word that is no stage is told by copy-from-missing.
  if (instruction.keyword !== 'FROM' && !/[:/@]/.test(value)) return [];
  const reference = parseReference(value);
  if (reference) return [];
  const stage = instruction.keyword === 'FROM' ? stageNamed(file, value, name.stage.index) : undefined;
  const lower = value.toLowerCase();
  if (stage && !/^\d+$/.test(value)) {
    const spot = name.written(0, value.length);
    const message = `FROM finds a stage by its name in lower case alone, "${lower}", and "${value}" is no name of an image. The build fails.`;
    const edits = spot && { [file.path]: [{ range: spot, text: lower }] };
    return [
      { range, message, fixes: edits ? [{ title: `Write it in lower case: "${lower}"`, edits, safe: true }] : [] },
    ];
  }
  const shown = text === value ? `"${value}"` : `${text}, which is "${value}",`;
  return [
    {
      range,
      message: `${shown} is no name of an image: ${reason(value)}. The build fails.`,
      fixes: fixesOf(name, value, file, project),
    },
  ];
}

const scheme = /^[a-z]+:\/\//i;

function reason(value: string): string {
  const name = value.replace(/@.*$/, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (scheme.test(value)) return `it begins with a scheme; write ${value.replace(scheme, '')}`;
  if (/:.*:/.test(last)) return 'it has two colons, and an image has one tag';
  if (/[:@]$/.test(value)) return 'nothing follows the last colon';
  if (/\/\/|^\/|\/$/.test(name)) return 'a part between slashes is empty';
  if (name.replace(/:[^/]*$/, '') !== name.replace(/:[^/]*$/, '').toLowerCase()) return 'the repository has capitals';
  if (value.includes('@')) return 'the digest is not sha256: with 64 hexadecimal digits';
  return 'it holds characters that names and tags cannot have';
}

function fixesOf(name: ImageName, value: string, file: Dockerfile, project: Project): readonly Fix[] {
  const range = name.written(0, value.length);
  const fix = (title: string, text: string): readonly Fix[] =>
    range && parseReference(text)
      ? [{ title: `${title}: "${text}"`, edits: { [file.path]: [{ range, text }] }, safe: false }]
      : [];
  if (scheme.test(value)) return fix('Drop the scheme', value.replace(scheme, ''));
  const [, front = '', middle = '', tag = ''] = /^(.*[^/]):([\w.-]+):([\w.-]+)$/.exec(value) ?? [];
  const joined = parseReference(`${front}-${middle}:${tag}`);
  if (joined && isPlanned(shortName(joined), project))
    return fix('Use the image of the plan', `${front}-${middle}:${tag}`);
  const at = value.search(/[:@][^/]*$/);
  const repository = at < 0 ? value : value.slice(0, at);
  const lower = repository.toLowerCase() + value.slice(repository.length);
  return lower === value ? [] : fix('Write it in lower case', lower);
}

function isPlanned(name: string, { plan }: Project): boolean {
  return imagesOf(plan).some((image) => {
    const own = parseReference(`${plan.registry}/${image.image}`);
    return own && shortName(own) === name;
  });
}
