import { posix } from 'node:path';
import type { DocumentLink } from 'vscode-languageserver/node';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';
import { dockerfileAt } from '../documents/kinds.ts';
import type { Session } from '../documents/session.ts';
import { subjectOf } from '../documents/subject.ts';
import { positions } from '../protocol/convert.ts';

/** COPY and ADD sources lead to the files that they name, FROM and `--from` to the stage that they name. */
export function documentLinks(session: Session, uri: string): DocumentLink[] {
  const about = subjectOf(session, uri);
  if (about === undefined) {
    return [];
  }
  const { project, path, documents } = about;
  const dockerfile = dockerfileAt(project, path);
  if (dockerfile === undefined) {
    return [];
  }
  const rangeOf = positions(dockerfile.text);
  return [
    ...sources(project, dockerfile).map(({ word, file }) => ({
      range: rangeOf(word.range),
      target: documents.uri(file),
      tooltip: file,
    })),
    ...stageNames(dockerfile).map(({ word, from }) => ({
      range: rangeOf(word.range),
      target: `${documents.uri(path)}#L${from.startLine}`,
      tooltip: `Stage in line ${from.startLine}`,
    })),
  ];
}

/** Plain names of files that exist: variables, patterns and folders do not name one file to open. */
function sources(project: Project, dockerfile: Dockerfile): { readonly word: Word; readonly file: string }[] {
  const contexts = project.builds(dockerfile.path).flatMap(({ context }) => (context === undefined ? [] : [context]));
  const copies = dockerfile.instructions.filter(
    ({ keyword, flags }) => /^(COPY|ADD)$/.test(keyword) && !flags.some(({ name }) => name === 'from'),
  );
  return copies.flatMap(({ words }) =>
    words.slice(0, -1).flatMap((word) => {
      if (/[$*?[<]|:\/\//.test(word.value)) {
        return [];
      }
      const file = contexts
        .map((context) => posix.join(context, posix.resolve('/', word.value).slice(1)))
        .find((candidate) => project.workspace.kind(candidate) === 'file');
      return file === undefined ? [] : [{ word, file }];
    }),
  );
}

function stageNames(dockerfile: Dockerfile): { readonly word: Word; readonly from: Instruction }[] {
  return dockerfile.stages.flatMap((stage) => {
    const earlier = (name: string): Instruction | undefined =>
      dockerfile.stages
        .slice(0, stage.index)
        .findLast((other) => other.name?.value.toLowerCase() === name.toLowerCase())?.from;
    const named: Word[] = stage.instructions.flatMap(({ flags }) =>
      flags.flatMap(({ name, value, valueRange }) =>
        name === 'from' && value !== undefined && valueRange ? [{ value, range: valueRange }] : [],
      ),
    );
    return [...(stage.base ? [stage.base] : []), ...named].flatMap((word) => {
      const from = earlier(word.value);
      return from ? [{ word, from }] : [];
    });
  });
}
