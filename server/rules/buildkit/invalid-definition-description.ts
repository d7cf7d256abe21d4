import type { Instruction } from '../../model/dockerfile.ts';
import { commentsAbove } from '../../parse/dockerfile/comments-above.ts';
import type { Rule } from '../rule.ts';
import { warned } from './warned.ts';

export const rule: Rule = {
  id: 'invalid-definition-description',
  buildkit: 'InvalidDefinitionDescription',
  severity: 'info',
  title: 'The comment above a stage or an ARG does not describe it',
  why: `\`docker build --call=outline\` and \`--call=targets\` show the comment right above a stage or an ARG as its description, if
it begins with the name: \`# build compiles the service\`. An empty comment line between keeps others apart. BuildKit makes this
check only where it is asked for: \`# check=experimental=InvalidDefinitionDescription\`.`,
  *dockerfile(target) {
    const above = commentsAbove(target.file);
    yield* warned(
      'InvalidDefinitionDescription',
      target,
      target.file.instructions.flatMap((instruction) => {
        const names = namesIn(instruction);
        const comment = names.length === 0 ? undefined : above.get(instruction)?.at(-1);
        if (comment === undefined || names.includes(comment.split(' ', 1)[0] ?? '')) {
          return [];
        }
        const name = names.length > 1 ? 'name' : names[0];
        const message = `The comment above does not describe ${names.join(', ')}: begin it with "# ${name} …", or put "#" between.`;
        return [{ at: instruction, range: instruction.keywordRange, about: instruction.range, message }];
      }),
    );
  },
};

function namesIn({ keyword, words }: Instruction): readonly string[] {
  if (keyword === 'ARG') {
    return words.map(({ value }) => value.split('=', 1)[0] ?? '');
  }
  const name = keyword === 'FROM' && words.length === 3 ? words[2] : undefined;
  return name ? [name.value.toLowerCase()] : [];
}
