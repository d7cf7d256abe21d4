import type { Diagnostic, Hover, HoverParams } from 'vscode-languageserver/node';
import type { Build } from '../../model/build.ts';
import { rules } from '../../rules/index.ts';
import { targetsAt } from '../documents/kinds.ts';
import type { Session } from '../documents/session.ts';
import { subjectOf } from '../documents/subject.ts';
import { offsetAt, positions } from '../protocol/convert.ts';
import { baseFacts } from './base-facts.ts';

/** Above a finding: why its rule exists. Above FROM, COPY and ADD: how this Dockerfile is built, and what its bases are. */
export function hover(session: Session, params: HoverParams, findings: readonly Diagnostic[]): Hover | null {
  const { line, character } = params.position;
  const here = findings.filter(
    ({ range: { start, end } }) =>
      (start.line < line || (start.line === line && start.character <= character)) &&
      (end.line > line || (end.line === line && end.character >= character)),
  );
  const pages = [...new Set(here.map((finding) => String(finding.code)))].flatMap(rulePage);
  const about = subjectOf(session, params.textDocument.uri);
  if (about === undefined) {
    return null;
  }
  const { project, path, documents } = about;
  const text = documents.text(path);
  const offset = offsetAt(text, params.position);
  const targets = targetsAt(project, path);
  const instruction = targets[0]?.file.instructions.find(({ range }) => offset >= range.start && offset <= range.end);
  const onKeyword = instruction !== undefined && offset <= instruction.keywordRange.end;
  const isBuilt = onKeyword && /^(FROM|COPY|ADD)$/.test(instruction.keyword);
  const builds = isBuilt ? targets.map(({ build }) => buildLine(build)) : [];
  const stages = targets.flatMap((target) => target.stages.filter(({ from }) => from === instruction));
  const bases = new Set(stages.flatMap((stage) => baseFacts(stage) ?? []));
  const facts = [...builds, ...bases];
  if (pages.length + facts.length === 0) {
    return null;
  }
  const over = onKeyword ? instruction?.keywordRange : instruction?.range;
  const range = facts.length > 0 && pages.length === 0 && over ? positions(text)(over) : here[0]?.range;
  return {
    contents: { kind: 'markdown', value: [...facts, ...pages].join('\n\n---\n\n') },
    ...(range && { range }),
  };
}

function rulePage(id: string): string[] {
  const rule = rules.find((one) => one.id === id);
  return rule ? [`**${rule.title}** (\`${rule.id}\`)\n\n${rule.why}`] : [];
}

function buildLine({ source, context, image, target, platforms }: Build): string {
  const where = context === undefined ? 'a context outside this workspace' : `context ${code(context)}`;
  const from = {
    plan: 'the plan',
    compose: 'a compose file',
    bake: 'a bake file',
    embedded: 'no file declares it',
    inferred: 'a guess',
  }[source];
  const details = [
    `Built with ${where} (${from}${image ? `: ${prose(image.id)}, ${prose(image.title)}` : ''})`,
    target && `target ${code(target)}`,
    platforms.length > 0 && `for ${platforms.map(code).join(', ')}`,
    image && image.ports.length > 0 && `ports ${image.ports.join(', ')}`,
    image?.base && `base ${code(image.base)}`,
  ];
  return details.filter(Boolean).join(' · ');
}

/** Shows a value of the plan as text: a link or a picture in it would be fetched. */
const prose = (value: string): string => value.replace(/[\\`*_{}[\]()#+!<>|~&:]/g, '\\$&').replace(/\s+/g, ' ');

/** A code span of a value that may hold backticks itself. */
const code = (value: string): string => {
  const fence = '`'.repeat(Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const padded = value.startsWith('`') || value.endsWith('`') ? ` ${value} ` : value;
  return `${fence}${padded.replace(/\s+/g, ' ')}${fence}`;
};
