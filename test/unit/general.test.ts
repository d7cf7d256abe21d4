import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { generalProblems } from '../../server/check/general.ts';
import { libraryProblems } from '../../server/check/library.ts';
import { applyEdits } from '../../server/model/text.ts';
import { projectOf } from '../support/example.ts';

function problems(text: string) {
  const project = projectOf('Dockerfile', text);
  const file = project.dockerfile('Dockerfile');
  assert.ok(file);
  return generalProblems(file, libraryProblems(text), checkFile(project, 'Dockerfile'));
}

describe('general Dockerfile problems', () => {
  it('finds what dockerfile-utils finds, with its quick fix', () => {
    const text = '# ESCAPE=\\\nFROM debian:12\n';
    const [problem] = problems(text);
    assert.equal(text.slice(problem?.range.start, problem?.range.end), 'ESCAPE');
    const fixed = problem?.fixes.map(({ edits }) => applyEdits(text, edits.Dockerfile ?? []));
    assert.deepEqual(fixed, ['# escape=\\\nFROM debian:12\n']);
  });

  it('leaves out a mistake of form that a rule of ours reports', () => {
    const unknown = 'FROM debian:12\nCOPPY a b\n';
    assert.ok(
      checkFile(projectOf('Dockerfile', unknown), 'Dockerfile').some(({ rule }) => rule === 'dockerfile-syntax'),
    );
    assert.deepEqual(problems(unknown), []);
  });

  it('leaves out what the checks of BuildKit say', () => {
    const text = 'FROM debian:12\nworkdir app\nMAINTAINER me\nCMD ["a"]\nCMD \\\n\n  ["b"]\n';
    assert.ok(libraryProblems(text).length >= 5);
    assert.deepEqual(problems(text), []);
  });

  it('leaves out ports, which a rule of ours judges, and several sources onto a path, which BuildKit accepts', () => {
    assert.deepEqual(problems('FROM debian:12\nEXPOSE -1\nEXPOSE 80/abc\n'), []);
    assert.deepEqual(problems('FROM debian:12\nRUN mkdir /x\nCOPY a b /x\n'), []);
  });

  it('takes the text of a here-document for text', () => {
    assert.deepEqual(problems('FROM debian:12\nRUN <<EOF\nCOPY\nMAINTAINER\nEOF\n'), []);
    assert.deepEqual(problems("FROM debian:12\nRUN cat > f << 'EOF'\nCOPY\nEOF\nMAINTAINER me\n"), []);
  });

  it('gives offsets of the text also with CRLF', () => {
    const text = 'FROM debian:12\r\nHEALTHCHECK --timeout=0s CMD ["x"]\r\n';
    const [problem] = problems(text);
    assert.equal(text.slice(problem?.range.start, problem?.range.end), 'timeout');
  });
});
