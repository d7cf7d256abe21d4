import { baseReferences, imageReferences, meansImage, type WrittenReference } from '../../image/image-references.ts';
import { imagesOf } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { parseReference, shortName } from '../../model/reference.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'image-reference',
  severity: 'error',
  aboutForm: true,
  title: 'A name of an image that Docker cannot read',
  fix: 'lower case (safe for a stage), the scheme dropped, or the image of the plan that two colons mean',
  why: `An image is named \`[registry/]repository[:tag][@digest]\`: one tag at most, the repository in lower case, no scheme.
Anything else fails the build with \`invalid reference format\`. A variable in FROM sees only the ARGs before the first FROM; without a
value it leaves the name empty, and BuildKit refuses the whole file: \`base name (\${UNSET}) should not be blank\`.`,
  unmasks: [{ why: 'A name that Docker cannot read is unknown, and so is what the image holds.' }],
  dockerfile(target) {
    // BuildKit reads every FROM, whether it needs the stage or not.
    const bases = baseReferences(target);
    const others = imageReferences(target).filter(({ instruction }) => instruction.keyword !== 'FROM');
    return [...bases.flatMap(blank), ...[...bases.filter(meansImage), ...others].flatMap(unreadable)];
  },
};

function blank({ value, text, range }: WrittenReference): readonly Finding[] {
  if (value !== '') {
    return [];
  }
  const message = `${text} is empty here: FROM sees only ARGs that stand before the first FROM and have a value. BuildKit refuses the file.`;
  return [{ range, message }];
}

function unreadable(name: WrittenReference): readonly Finding[] {
  const { value, range, text, instruction, stage } = name;
  const { target } = stage;
  if (value === undefined || value === '' || value.startsWith('[')) {
    return [];
  }
  // A bare word that is no stage is told by copy-from-missing.
  if (instruction.keyword !== 'FROM' && !/[:/@]/.test(value)) {
    return [];
  }
  const reference = parseReference(value);
  if (reference) {
    return [];
  }
  const meant = instruction.keyword === 'FROM' ? target.stageNamed(value, stage.index) : undefined;
  const lower = value.toLowerCase();
  if (meant && !/^\d+$/.test(value)) {
    const spot = name.written(0, value.length);
    const message = `FROM finds a stage by its name in lower case alone, "${lower}", and "${value}" is no name of an image. The build fails.`;
    const edits = spot && { [target.file.path]: [{ range: spot, text: lower }] };
    return [
      { range, message, fixes: edits ? [{ title: `Write it in lower case: "${lower}"`, edits, safe: true }] : [] },
    ];
  }
  const shown = text === value ? `"${value}"` : `${text}, which is "${value}",`;
  return [
    {
      range,
      message: `${shown} is no name of an image: ${reason(value)}. The build fails.`,
      fixes: fixesOf(name, value),
    },
  ];
}

const scheme = /^[a-z]+:\/\//i;

function reason(value: string): string {
  const name = value.replace(/@.*$/, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (scheme.test(value)) {
    return `it begins with a scheme; write ${value.replace(scheme, '')}`;
  }
  if (/:.*:/.test(last)) {
    return 'it has two colons, and an image has one tag';
  }
  if (/[:@]$/.test(value)) {
    return 'nothing follows the last colon';
  }
  if (/\/\/|^\/|\/$/.test(name)) {
    return 'a part between slashes is empty';
  }
  if (name.replace(/:[^/]*$/, '') !== name.replace(/:[^/]*$/, '').toLowerCase()) {
    return 'the repository has capitals';
  }
  if (value.includes('@')) {
    return 'the digest is not sha256: with 64 hexadecimal digits';
  }
  return 'it holds characters that names and tags cannot have';
}

function fixesOf(name: WrittenReference, value: string): readonly Fix[] {
  const { file, project } = name.stage.target;
  const range = name.written(0, value.length);
  const fix = (title: string, text: string): readonly Fix[] =>
    range && parseReference(text)
      ? [{ title: `${title}: "${text}"`, edits: { [file.path]: [{ range, text }] }, safe: false }]
      : [];
  if (scheme.test(value)) {
    return fix('Drop the scheme', value.replace(scheme, ''));
  }
  const [, front = '', middle = '', tag = ''] = /^(.*[^/]):([\w.-]+):([\w.-]+)$/.exec(value) ?? [];
  const joined = parseReference(`${front}-${middle}:${tag}`);
  if (joined && isPlanned(shortName(joined), project)) {
    return fix('Use the image of the plan', `${front}-${middle}:${tag}`);
  }
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
