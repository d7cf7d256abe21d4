import { plainCommand } from '../../edits/exec-form.ts';
import type { StageView } from '../../image/target.ts';
import { sourceRange } from '../../model/dockerfile.ts';
import type { Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'json-args-recommended',
  buildkit: 'JSONArgsRecommended',
  severity: 'info',
  title: 'CMD or ENTRYPOINT in shell form',
  fix: 'exec form if the command needs no shell',
  why: `In the shell form, \`/bin/sh -c\` is the first process of the container. Some shells do not pass on the signal of
\`docker stop\`: the program is killed after ten seconds, without a chance to finish its work. The exec form, a JSON array,
starts the program itself. A SHELL instruction says that the shell is meant, and then BuildKit does not warn.

Where the image has no shell, \`distroless-shell\` reports an error instead.`,
  *dockerfile(target) {
    yield* warned('JSONArgsRecommended', target, target.stages.flatMap(shellForms));
  },
};

function shellForms(stage: StageView): readonly Warning[] {
  const { file } = stage.target;
  return dispatched(stage).flatMap(({ instruction, place, at }): readonly Warning[] => {
    const { keyword, json, body } = instruction;
    if ((keyword !== 'CMD' && keyword !== 'ENTRYPOINT') || json || stage.imageBefore(instruction).shell) {
      return [];
    }
    // With an ENTRYPOINT that starts a program, the words of CMD are its arguments.
    const startsProgram = keyword === 'ENTRYPOINT' || !stage.image.entrypoint?.words.length;
    const edits = at && startsProgram ? plainCommand(instruction)?.edits(file) : undefined;
    const range = at && body.text !== '' ? sourceRange(body, 0, body.text.length) : place.keywordRange;
    return [
      {
        ...(at && { at }),
        stage,
        range: onFirstLine(file, place, range),
        about: place.range,
        message: `${keyword} is in shell form: the program may not get the signals of "docker stop". Write a JSON array.`,
        fixes: edits ? [{ title: 'Use the exec form', edits: { [file.path]: edits }, safe: false }] : [],
      },
    ];
  });
}
