import {
  baseReferences,
  copiedReferences,
  meansImage,
  type WrittenReference,
} from '../../image/references/image-references.ts';
import { planImagesNamed } from '../../image/references/plan-images.ts';
import { parseReference } from '../../model/reference.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'image-reference',
  speaksFor: ['InvalidDefaultArgInFrom', 'UndefinedArgInFrom'],
  severity: 'error',
  aboutForm: true,
  title: 'An image reference is not valid',
  fix: 'lower case (safe for a stage name), remove the scheme, or the image of the plan that two colons mean',
  why: `An image reference is \`[registry/]repository[:tag][@digest]\`: at most one tag, the repository in lower case, no
scheme such as \`https://\`. Anything else fails the build with \`invalid reference format\`. FROM sees only the ARGs before the
first FROM. If a variable has no value, the reference is empty and BuildKit refuses the whole file:
\`base name (\${UNSET}) should not be blank\`.

The rule ignores an ARG without a default, since the command line may set it.`,
  dockerfile(target) {
    // BuildKit reads every reference, also in a stage that it does not build.
    const bases = baseReferences(target);
    const others = target.stages.flatMap(copiedReferences);
    return [...bases.flatMap(blank), ...[...bases.filter(meansImage), ...others].flatMap(unreadable)];
  },
};

function blank({ value, text, range, stage }: WrittenReference): readonly Finding[] {
  if (value !== '') {
    return [];
  }
  const { globalArgs } = stage.target.file;
  const [, name] = /^\$\{?(\w+)\}?$/.exec(text) ?? [];
  const hasNoValue = globalArgs.some(({ words }) => words.some((word) => word.value === name));
  const reason = hasNoValue
    ? `ARG ${name} has no default, and the plan gives no value. Write a default, or "args" in the plan.`
    : 'FROM sees only ARGs that come before the first FROM and have a value.';
  return [{ range, message: `${text} is empty here: the build fails. ${reason}` }];
}

function unreadable(name: WrittenReference): readonly Finding[] {
  const { value, range, text, instruction, stage } = name;
  const { target } = stage;
  if (value === undefined || value === '' || value.startsWith('[')) {
    return [];
  }
  // `copy-from-missing` reports a plain word that is not a stage.
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
    const message = `"${value}" is not a valid image reference: the build fails. FROM finds the stage only in lower case: write "${lower}".`;
    const edits = spot && { [target.file.path]: [{ range: spot, text: lower }] };
    return [
      { range, message, fixes: edits ? [{ title: `Write it in lower case: "${lower}"`, edits, safe: true }] : [] },
    ];
  }
  const shown = text === value ? `"${value}"` : `${text} ("${value}")`;
  return [
    {
      range,
      message: `${shown} is not a valid image reference: the build fails. ${reason(value)}.`,
      fixes: fixesOf(name, value),
    },
  ];
}

const scheme = /^[a-z]+:\/\//i;

function reason(value: string): string {
  const name = value.replace(/@.*$/, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (scheme.test(value)) {
    return `It begins with a scheme: write ${value.replace(scheme, '')}`;
  }
  if (/:.*:/.test(last)) {
    return 'It has two colons, but an image has only one tag';
  }
  if (/[:@]$/.test(value)) {
    return 'The tag or digest at its end is empty';
  }
  if (/\/\/|^\/|\/$/.test(name)) {
    return 'A part before or after a slash is empty';
  }
  if (name.replace(/:[^/]*$/, '') !== name.replace(/:[^/]*$/, '').toLowerCase()) {
    return 'The repository has capital letters';
  }
  if (value.includes('@')) {
    return 'The digest is not "sha256:" with 64 hexadecimal digits';
  }
  return 'It has characters that are not allowed in names and tags';
}

function fixesOf(name: WrittenReference, value: string): readonly Fix[] {
  const { file, project } = name.stage.target;
  const range = name.written(0, value.length);
  const fix = (title: string, text: string): readonly Fix[] =>
    range && parseReference(text)
      ? [{ title: `${title}: "${text}"`, edits: { [file.path]: [{ range, text }] }, safe: false }]
      : [];
  if (scheme.test(value)) {
    return fix('Remove the scheme', value.replace(scheme, ''));
  }
  const [, front = '', middle = '', tag = ''] = /^(.*[^/]):([\w.-]+):([\w.-]+)$/.exec(value) ?? [];
  const joined = parseReference(`${front}-${middle}:${tag}`);
  if (joined && planImagesNamed(joined, project.plan).length > 0) {
    return fix('Use the image of the plan', `${front}-${middle}:${tag}`);
  }
  const at = value.search(/[:@][^/]*$/);
  const repository = at < 0 ? value : value.slice(0, at);
  const lower = repository.toLowerCase() + value.slice(repository.length);
  return lower === value ? [] : fix('Write it in lower case', lower);
}
