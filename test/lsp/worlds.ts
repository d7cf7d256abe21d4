/** Small workspaces that several suites share. */

export const plan = `version: 1
registry: docker.io/acme
platforms: [linux/arm64]
phases:
  - id: 1
    title: Services
    images:
      - { id: api, image: api, dockerfile: sessions/Dockerfile, context: sessions }
      - { id: web, image: web, dockerfile: web/Dockerfile, context: web }
`;

/** Right from the workspace root, wrong from the plan's context. */
export const prefixed = 'FROM scratch\nCOPY sessions/app.py /app.py\n';
export const plain = 'FROM scratch\nCOPY app.py /app.py\n';

export const world = {
  'lucid.yaml': plan,
  'sessions/Dockerfile': prefixed,
  'sessions/app.py': '',
  'web/Dockerfile': 'FROM scratch\nCOPY web/index.html /\nCOPY gone.txt /\n',
  'web/index.html': '',
};

export const codes = (diagnostics: readonly { readonly code?: unknown }[]): unknown[] =>
  diagnostics.map(({ code }) => code);
