// biome-ignore-all format: the lists of lines read better side by side
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import fc from 'fast-check';

/** Dockerfiles that hold what the checks of BuildKit look for, skipped here and there. */

const pick = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const lines = (line: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(line, { maxLength }).map((all) => all.map((one) => `${one}\n`).join(''));

const names = [
  'UndefinedVar', 'JSONArgsRecommended', 'StageNameCasing', 'FromAsCasing', 'MaintainerDeprecated', 'LegacyKeyValueFormat', 'SecretsUsedInArgOrEnv', 'WorkdirRelativePath',
  'MultipleInstructionsDisallowed', 'ExposeProtoCasing', 'ReservedStageName', 'UndefinedArgInFrom', 'NoEmptyContinuation', 'ConsistentInstructionCasing', 'Nonesuch',
];
const some = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
const options = fc.oneof(
  { weight: 6, arbitrary: some.map((list) => `skip=${list}`) },
  { weight: 4, arbitrary: pick('skip=all', 'experimental=all', 'experimental=InvalidDefinitionDescription', 'error=true', 'error=false', 'skip=all;error=true', 'skip=JSONArgsRecommended;error=true',
    'experimental=all;error=true', 'Skip=all', 'skip', 'error=maybe', 'skip= all', 'skip=all ', 'skip=a;skip=b;error=true;error=true', 'skip=JSONArgsRecommended ; error=true', '') },
);
const head = fc.oneof({ weight: 5, arbitrary: pick('', '', '# syntax=docker/dockerfile:1\n', '# A title\n') }, { weight: 2, arbitrary: options.map((text) => `# check=${text}\n`) },
  { weight: 1, arbitrary: options.map((text) => `# syntax=docker/dockerfile:1\n#check = ${text}\n`) }, { weight: 1, arbitrary: options.map((text) => `# A title\n# check=${text}\n`) });
const comment = fc.oneof({ weight: 12, arbitrary: pick('') }, { weight: 2, arbitrary: pick('# a comment\n', '#\n', '# build makes it\n', '# VERSION of it\n', '  # indented\n', '\n') },
  { weight: 3, arbitrary: options.map((text) => `# check=${text}\n`) }, { weight: 1, arbitrary: options.map((text) => `# why\n# Check = ${text}\n\n`) },
  { weight: 1, arbitrary: options.map((text) => `  # check=${text}\n`) }, { weight: 1, arbitrary: options.map((text) => `# check=${text}\n#\n`) });

const globalArg = pick('ARG BASE=alpine:3.22', 'ARG BASE', 'ARG TAG=3.22 VERSION=1', 'ARG VERSION', 'ARG EMPTY=', 'ARG NESTED=${BASE}', 'ARG BAD=a:b:c', 'arg TOKEN', 'ARG REG=docker.io/', 'ARG TARGETPLATFORM=linux/amd64');
const platform = pick('', '', '', '', '--platform=linux/arm64 ', '--platform=$TARGETPLATFORM ', '--platform=${TARGETPLATFORM} ', '--platform=$BUILDPLATFORM ', '--platform=linux/$TARGETARCH ',
  '--platform=amd64 ', '--platform=Linux/x86_64 ', '--platform="linux/amd64" ', '--platform=$PLATFROM ', '--platform=${BUILDPLATFROM:-linux/amd64} ', '--platform=${TARGETPLATFORM:-x} ');
const image = pick('alpine:3.22', 'scratch', 'scratch', 'debian', 'gcr.io/distroless/static-debian12', 'build', 'base', 'Build', 'context', '$BASE', '${BASE}', 'alpine:${TAG}', 'alpine:$TAGG', '${REG}alpine', '${BASE:-debian}',
  '$NESTED', '$BAD', '${EMPTY}', 'a:b:c', 'Alpine', 'alpine:${VERSION:?give one}', '${NOPE:+x}debian', 'docker.io/library/alpine:3.22@sha256:0123456789012345678901234567890123456789012345678901234567890123');
const as = pick('', '', ' AS build', ' as build', ' As base', ' AS base', ' AS Build', ' as linux-arm64', ' AS context', ' as CONTEXT', ' AS runtime', ' AS context', ' AS 1x');
const from = fc.tuple(pick('FROM', 'FROM', 'FROM', 'from', 'From'), platform, image, as).map(([keyword, flag, name, stage]) => `${keyword} ${flag}${name}${stage}`);

const use = pick('$VERSION', '${VERSION}', '$VERSOIN', '${DEST:-/x}', '$PATH', '$HOME', '${A}${B}', '\\$NOPE', "'$NOPE'", '"$NOPE"', '${NOPE:+y}', '${A:-$B}', '$1', '$$', 'plain', '${PATH%%:*}', '$A$A');
const word = (before: string, after = ''): fc.Arbitrary<string> => use.map((text) => before + text + after);
const step = fc.oneof(
  word('ENV X='), word('ENV X=1 Y='), word('ENV X=1 \\\n  Y='), word('ENV OLD '), word('env OLD some '), word('LABEL x='), word('LABEL x='), word('COPY ', ' /x'), word('COPY a '), word('COPY --chown=', ' a /x'),
  word('WORKDIR '), word('WORKDIR sub/'), word('USER '), word('VOLUME /v'), word('ARG A='), word('ARG B=1 C='), 
  word('COPY <<EOF /x\n', '\nEOF'), word("COPY <<'EOF' /x\n", '\nEOF'), word('RUN --mount=type=cache,target=/x', ' true'), word('RUN echo '), word('CMD echo '), word('ONBUILD ENV Z='), word('ONBUILD WORKDIR '),
  pick(
    'ARG VERSION', 'ARG VERSION=2', 'ARG A', 'ARG GITHUB_TOKEN', 'ARG KEY_FILE', 'ENV API_KEY=x PUBLIC_KEY=y', 'ENV DB_PASSWORD hunter2', 'ENV token=1', 'ENV A=1', 'ENV B 2', 'ENV NOPE=$NOPE', 'ENV AUTH_VERSION=1 MYKEY=2',
    'CMD run', 'CMD ["run"]', 'ENTRYPOINT run', 'ENTRYPOINT ["run"]', 'entrypoint run', 'CMD []', 'CMD', 'HEALTHCHECK NONE', 'HEALTHCHECK CMD true', 'HEALTHCHECK CMD ["true"]', 'SHELL ["/bin/bash", "-c"]',
    'ONBUILD CMD run', 'ONBUILD ENTRYPOINT ["x"]', 'ONBUILD SHELL ["/bin/sh"]', 'ONBUILD ENV SECRET=1', 'ONBUILD ENV OLD 1', 'ONBUILD EXPOSE 80/TCP', 'ONBUILD MAINTAINER me', 'MAINTAINER me', 'Maintainer me',
    'WORKDIR /app', 'WORKDIR app', 'WORKDIR ./app', 'WORKDIR ..', 'WORKDIR "/x"', 'WORKDIR ${DIR}', 'EXPOSE 80', 'EXPOSE 80/TCP 81/udp', 'EXPOSE 127.0.0.1:80:8080', 'EXPOSE 80:8080/Udp', 'EXPOSE 80-90', 'EXPOSE :80', 'EXPOSE 1.2.3.4::80',
    'EXPOSE 80000', 'EXPOSE $A', 'STOPSIGNAL ${S:-TERM}', 'ADD --checksum=sha256:01 https://example.org/a /a', 'ADD --checksum=$SUM https://example.org/a /a', 'EXPOSE x', 'EXPOSE 80/http', 'EXPOSE 90-80', 'EXPOSE /tcp', 'RUN true', 'run true', 'Run true', 'RUN true && \\\n\n  true', 'RUN true \\\n# why\n\n\n  && true', 'RUN true \\\n  && true \\\n', 'RUN <<EOF\n\ntrue\n\nEOF',
    'COPY --from=build /a /a', 'COPY --from=base /a /a', 'COPY --from=0 /a /a', 'COPY --from=9 /a /a', 'COPY --from=$BASE /a /a', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL 9', 'STOPSIGNAL NOSUCH', 'VOLUME ["/a", "/b$B"]', 'VOLUME ""', 'LABEL a=1 b="two words"', 'LABEL old way',
    'COPY a', 'RUM x', 'HEALTHCHECK --interval=1', 'ENV', 'ENV A', 'ENV =1', 'USER', 'COPY --chown=a --chown=b a /b', 'FROM', 'ADD --from=x a /b', 'RUN --mount=type=nope true', 'RUN --mount=type=bind,uid=1,target=/x true', 'RUN --mount=type=cache,target=/x,sharing=locked,mode=0755 true', 'RUN --mount=target=/x,ro true', 'RUN --mount=type=secret,id=a,required true', 'RUN --mount=type=cache,size=1,target=/x true', 'RUN --mount=type=tmpfs,size=1g,target=/x true', 'RUN --mount=type=cache,nope=1,target=/x true', 'RUN --mount=type=ssh true', 'RUN --mount=type=secret true', 'COPY --chmod=abc a /b',
  ),
);
const stage = fc
  .tuple(comment, from, fc.array(fc.tuple(comment, step), { maxLength: 7 }))
  .map(([above, first, steps]) => `${above}${first}\n${steps.map(([before, text]) => `${before}${text}\n`).join('')}`);

export const checkedDockerfile: fc.Arbitrary<string> = fc
  .tuple(head, lines(fc.tuple(comment, globalArg).map((parts) => parts.join('')), 3), fc.array(stage, { minLength: 1, maxLength: 3 }), pick('\n', '\n', '\n', '\r\n'), pick('', '', '\ufeff'))
  .map(([top, args, stages, newline, mark]) => mark + `${top}${args}${stages.join('')}`.replaceAll('\n', newline));
