import type { DocumentLink } from 'vscode-languageserver/node';
import { copySources } from '../../context/sources.ts';
import { stageReferences } from '../../image/references/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import type { Word } from '../../model/dockerfile.ts';
import { joinPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import { targetsAt } from '../documents/kinds.ts';
import type { Session } from '../documents/session.ts';
import { subjectOf } from '../documents/subject.ts';
import { type Documents, positions } from '../protocol/convert.ts';

/** What a word of a Dockerfile leads to. */
interface Link {
  readonly word: Word;
  readonly target: string;
  readonly tooltip: string;
}

/** COPY, ADD and mounts lead to the files that they read; FROM, `--from` and mounts to the stages that they name. */
export function documentLinks(session: Session, uri: string): DocumentLink[] {
  const about = subjectOf(session, uri);
  if (about === undefined) {
    return [];
  }
  const { project, path, documents } = about;
  const targets = targetsAt(project, path);
  const [first] = targets;
  if (first === undefined) {
    return [];
  }
  const rangeOf = positions(first.file.text);
  const links = [
    ...targets.flatMap((target) => fileLinks(target, documents)),
    ...targets.flatMap((target) => stageLinks(target, documents)),
  ];
  return distinct(links).map(({ word, target, tooltip }) => ({ range: rangeOf(word.range), target, tooltip }));
}

/** Patterns, folders and unknown values name no single file to open. */
function fileLinks(target: BuildTarget, documents: Documents): readonly Link[] {
  return copySources(target).flatMap(({ word, context, read, kind }) => {
    if (context === undefined || read === undefined || (kind === 'copy' && hasWildcard(read))) {
      return [];
    }
    const file = joinPath(context, read);
    const isFile = target.project.workspace.kind(file) === 'file';
    return isFile ? [{ word, target: documents.uri(file), tooltip: file }] : [];
  });
}

function stageLinks(target: BuildTarget, documents: Documents): readonly Link[] {
  const linkTo = (word: Word, { from }: StageView): Link => ({
    word,
    target: `${documents.uri(target.file.path)}#L${from.startLine}`,
    tooltip: `Stage in line ${from.startLine}`,
  });
  const bases = target.stages.flatMap(({ base, parent }) => (base && parent ? [linkTo(base, parent)] : []));
  const references = stageReferences(target).flatMap(({ word, origin }) =>
    origin.kind === 'stage' ? [linkTo(word, origin.stage)] : [],
  );
  return [...bases, ...references];
}

/** One link for each place: where builds differ, the first one counts. */
function distinct(links: readonly Link[]): readonly Link[] {
  const places = new Set<number>();
  return links.filter(({ word }) => !places.has(word.range.start) && places.add(word.range.start));
}
