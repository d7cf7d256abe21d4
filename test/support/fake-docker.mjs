// Stands in for `docker` where a test is about the editor and not about BuildKit: answers what a build asks first, and
// "builds" a Dockerfile by looking whether its COPY sources are in the context and its RUN steps have a shell.
// Real builds are tested in test/docker. LUCID_FAKE_STEP sets how many milliseconds a step takes.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const args = process.argv.slice(2);
const milliseconds = Number(process.env.LUCID_FAKE_STEP ?? 20);

if (args[0] !== 'buildx') {
  fail(`fake docker: unknown command ${args[0]}`);
} else if (args[1] === 'version') {
  console.log('github.com/docker/buildx v0.33.0 0000000');
} else if (args[1] === 'inspect') {
  const platforms = 'linux/amd64, linux/arm64, linux/arm/v7';
  console.log(
    `Name:          desktop-linux\nDriver:        docker\n\nNodes:\nName:      desktop-linux\nEndpoint:  desktop-linux\nStatus:    running\nPlatforms: ${platforms}`,
  );
} else if (args[1] === 'build') {
  await build();
} else {
  fail(`fake docker: unknown command buildx ${args[1]}`);
}

async function build() {
  const context = args.at(-1);
  const dockerfile = option('-f') ?? option('--file') ?? join(context, 'Dockerfile');
  const lines = readFileSync(dockerfile, 'utf8').split(/\r?\n/);
  for (const [number, step] of stepsOf(lines).entries()) {
    const vertex = {
      digest: `sha256:${String(number).padStart(64, '0')}`,
      name: step.name,
      started: new Date().toISOString(),
    };
    event({ vertexes: [vertex] });
    await sleep(milliseconds);
    const reason = refusal(step, context);
    const completed = new Date().toISOString();
    if (reason === undefined) {
      event({ vertexes: [{ ...vertex, completed }] });
    } else {
      return refuse({ ...vertex, completed }, reason, { dockerfile, lines, index: step.index });
    }
  }
  const metadata = option('--metadata-file');
  if (metadata) {
    writeFileSync(metadata, JSON.stringify({ 'containerimage.digest': digestOf(lines) }));
  }
}

/** The steps of every stage, named as BuildKit names them: `[builder 2/4] COPY …`. */
function stepsOf(lines) {
  const steps = lines.flatMap((line, index) => (/^(FROM|COPY|RUN|WORKDIR)\s/.test(line) ? [{ line, index }] : []));
  const stages = steps.flatMap(({ line }, at) =>
    line.startsWith('FROM') ? [{ at, name: /\sAS\s+(\S+)/i.exec(line)?.[1] }] : [],
  );
  return steps.map((step, at) => {
    const stage = stages.findLastIndex((each) => each.at <= at);
    const { at: start = 0, name = `stage-${stage}` } = stages[stage] ?? {};
    const count = (stages[stage + 1]?.at ?? steps.length) - start;
    const shell = !/^FROM\s.*distroless(?!\S*debug)/.test(steps[start].line);
    return { ...step, shell, name: `[${name} ${at - start + 1}/${count}] ${step.line.replace(/\s*\\$/, '')}` };
  });
}

function digestOf(lines) {
  return `sha256:${createHash('sha256').update(lines.join()).digest('hex')}`;
}

/** A source that is plainly a path and not there. */
function missingSource(line, context) {
  const [instruction, ...words] = line.trim().split(/\s+/);
  if (instruction !== 'COPY' || words.some((word) => word.startsWith('--from='))) {
    return undefined;
  }
  const paths = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  return paths.find((path) => /^[\w./-]+$/.test(path) && !existsSync(join(context, path)));
}

/** The words of BuildKit for a source that is not there, and for a shell that is not. */
function refusal({ line, shell }, context) {
  const source = missingSource(line, context);
  if (source !== undefined) {
    return `failed to calculate checksum of ref fake::fake: "/${source.replace(/\/$/, '')}": not found`;
  }
  const command = /^RUN\s+(?!\[)(.*?)\s*\\?$/.exec(line)?.[1];
  if (command === undefined || shell) {
    return undefined;
  }
  return `process "/bin/sh -c ${command}" did not complete successfully: exec: "/bin/sh": stat /bin/sh: no such file or directory`;
}

function refuse(vertex, reason, { dockerfile, lines, index }) {
  event({ vertexes: [{ ...vertex, error: reason }] });
  const around = [index - 1, index, index + 1].filter((each) => lines[each] !== undefined);
  const excerpt = around.map(
    (each) => `${String(each + 1).padStart(4)} | ${each === index ? '>>>' : '   '} ${lines[each]}`,
  );
  const dashes = '-'.repeat(20);
  console.error([`${dockerfile}:${index + 1}`, dashes, ...excerpt, dashes].join('\n'));
  fail(
    `ERROR: failed to build: failed to solve: ${reason.startsWith('process') ? '' : 'failed to compute cache key: '}${reason}`,
  );
}

function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function event(value) {
  console.error(JSON.stringify(value));
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
