// Stand-ins for the public images that Dockerfiles name, made of Debian packages where Docker Hub is out of reach.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, type DockerTools, run } from '../../scripts/setup/tools.mjs';
import { removeFolder, temporaryFolder } from './processes.ts';
import { type Core, startCore } from './realdocker-core.ts';
import { type Architecture, debianRoot, distrolessRoot, downloadPackages, pack } from './realdocker-rootfs.ts';

const architectures: readonly Architecture[] = ['amd64', 'arm64'];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Raise it whenever the images change, so that no test uses old ones. */
const version = 2;

/** The registry's storage with every stand-in pushed; made once, which takes a few minutes. */
export function ensureStandIns(tools: DockerTools): Promise<string> {
  const title = 'stand-ins for distroless, Debian and Python images (about 5 minutes)';
  return cached(`stand-in-images-${version}`, title, async (storage, progress) => {
    const folder = temporaryFolder('lucid-images');
    const core = await startCore(tools, folder, storage);
    try {
      await buildStandIns(tools, core, folder, progress);
    } finally {
      await core.stop();
      removeFolder(folder);
    }
  });
}

async function buildStandIns(tools: DockerTools, core: Core, folder: string, progress: (detail: string) => void) {
  const context = join(folder, 'context');
  mkdirSync(context);
  progress('the Dockerfile frontend');
  await buildFrontend(tools, core, context);
  progress('distroless');
  for (const architecture of architectures) {
    await packDistroless(architecture, folder, context);
  }
  for (const kind of ['base', 'python3'] as const) {
    await buildDistroless(tools, core, context, kind);
  }
  progress('Debian and Python');
  await Promise.all(
    architectures.map(async (architecture) => {
      const root = join(folder, `debian-${architecture}`);
      await debianRoot(architecture, root);
      await pack(root, join(context, `debian-${architecture}.tar`));
    }),
  );
  await buildDebian(tools, core, context);
}

interface Image {
  readonly dockerfile: string;
  readonly target?: string;
  readonly tags: readonly string[];
  readonly platforms?: readonly Architecture[];
}

async function push(tools: DockerTools, core: Core, context: string, image: Image) {
  const { dockerfile, target, tags, platforms = architectures } = image;
  const file = join(context, 'Dockerfile');
  writeFileSync(file, dockerfile);
  const platform = platforms.map((name) => `linux/${name}`).join(',');
  const options = ['--platform', platform, '--provenance=false', '--push', '--progress=plain', '-f', file];
  if (target) {
    options.push('--target', target);
  }
  for (const tag of tags) {
    options.push('-t', `${core.registry}/${tag}`);
  }
  await run(tools.docker, ['buildx', 'build', ...options, context], { env: { ...process.env, ...core.env } });
}

async function buildFrontend(tools: DockerTools, core: Core, context: string) {
  for (const architecture of architectures) {
    copyFileSync(tools.frontends[architecture], join(context, `dockerfile-frontend-${architecture}`));
  }
  const dockerfile = `FROM scratch
ARG TARGETARCH
COPY dockerfile-frontend-$TARGETARCH /bin/dockerfile-frontend
ENTRYPOINT ["/bin/dockerfile-frontend"]
`;
  const tags = ['docker/dockerfile:1', 'docker/dockerfile:latest'];
  await push(tools, core, context, { dockerfile, tags });
}

async function packDistroless(architecture: Architecture, folder: string, context: string) {
  const packages = await downloadPackages(architecture, folder);
  for (const kind of ['base', 'python3'] as const) {
    for (const debug of [false, true]) {
      const root = join(folder, 'root');
      await distrolessRoot(packages, root, kind, debug);
      await pack(root, join(context, `${kind}${debug ? '-debug' : ''}-${architecture}.tar`));
    }
  }
  rmSync(packages, { recursive: true });
}

/** The variants of one image under the tags that distroless publishes: each also for one architecture alone. */
async function buildDistroless(tools: DockerTools, core: Core, context: string, kind: 'base' | 'python3') {
  const entrypoint = kind === 'python3' ? 'ENTRYPOINT ["/usr/bin/python3.11"]\n' : '';
  const stage = (name: string, root: string, more: string) => `FROM scratch AS ${name}
ARG TARGETARCH
ADD ${root}-$TARGETARCH.tar /
ENV PATH=${path} SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt LANG=C.UTF-8
USER 0
${entrypoint}${more}
FROM ${name} AS ${name === 'latest' ? 'nonroot' : 'debug-nonroot'}
USER 65532
WORKDIR /home/nonroot
`;
  const shell = `ENV PATH=${path}:/busybox\n${kind === 'base' ? 'ENTRYPOINT ["/busybox/sh"]\n' : ''}`;
  const dockerfile = stage('latest', kind, '') + stage('debug', `${kind}-debug`, shell);
  for (const target of ['latest', 'nonroot', 'debug', 'debug-nonroot']) {
    const tag = `distroless/${kind}-debian12:${target}`;
    await push(tools, core, context, { dockerfile, target, tags: [tag] });
    for (const architecture of architectures) {
      await push(tools, core, context, {
        dockerfile,
        target,
        tags: [`${tag}-${architecture}`],
        platforms: [architecture],
      });
    }
  }
}

async function buildDebian(tools: DockerTools, core: Core, context: string) {
  const dockerfile = `FROM scratch AS debian
ARG TARGETARCH
ADD debian-$TARGETARCH.tar /
ENV PATH=${path}
CMD ["bash"]

FROM debian AS python
ENV PATH=/usr/local/bin:${path} LANG=C.UTF-8 PYTHON_VERSION=3.11.2
RUN ${moveToUsrLocal.join(' && ')}
CMD ["python3"]
`;
  const names = (name: string, tags: string) => tags.split(' ').map((tag) => `library/${name}:${tag}`);
  await push(tools, core, context, {
    dockerfile,
    target: 'debian',
    tags: names('debian', 'bookworm-slim bookworm 12-slim 12'),
  });
  const tags = names('python', '3.11-slim 3.11-slim-bookworm 3.11 3.11-bookworm');
  await push(tools, core, context, { dockerfile, target: 'python', tags });
}

/**
 * The official image has Python in /usr/local with `site-packages`, and none in /usr. Debian's is patched to prefer
 * `dist-packages` by a module that is compiled into it, so that name becomes a link to the official one.
 */
const moveToUsrLocal = [
  'cp -a /usr/lib/python3.11 /usr/local/lib/',
  'cd /usr/local/lib/python3.11',
  'rm -rf EXTERNALLY-MANAGED __pycache__ && mkdir -p site-packages && rm -rf dist-packages && ln -s site-packages dist-packages',
  `sed -i "s/'DEB_PYTHON_INSTALL_LAYOUT', 'posix_local'/'DEB_PYTHON_INSTALL_LAYOUT', 'posix_prefix'/; s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" sysconfig.py`,
  'mv /usr/bin/python3.11 /usr/local/bin/',
  'rm -rf /usr/bin/python3* /usr/lib/python3 /usr/lib/python3.11',
  'ln -s python3.11 /usr/local/bin/python3 && ln -s python3 /usr/local/bin/python',
  'for wheel in /usr/share/python-wheels/pip-*.whl /usr/share/python-wheels/setuptools-*.whl; do python3 -m zipfile -e "$wheel" site-packages; done',
  `printf '#!/usr/local/bin/python3\\nimport sys\\nfrom pip._internal.cli.main import main\\nsys.exit(main())\\n' > /usr/local/bin/pip`,
  'chmod +x /usr/local/bin/pip && ln -s pip /usr/local/bin/pip3',
];
