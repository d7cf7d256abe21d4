/** Small workspaces that several suites share. Only a few rules are on in them, so that the others may change. */
import { rules } from '../../server/rules/index.ts';

const on = /^(copy-|plan-schema$|dockerfile-syntax$|unused-suppression$)/;
const others = rules.map(({ id }) => id).filter((id) => !on.test(id));

/** Settings that leave on the same rules as the plan below does. */
export const few = { rules: Object.fromEntries(others.map((id) => [id, 'off'])) };

export const plan = `version: 1
registry: docker.io/acme
platforms: [linux/arm64]
rules: {${others.map((id) => `${id}: off`).join(', ')}}
phases:
  - id: 1
    title: Services
    images:
      - { id: api, image: api, dockerfile: sessions/Dockerfile, contexts: { shared: web }, context: sessions }
      - { id: web, image: web, dockerfile: web/Dockerfile, contexts: { shared: web }, context: web }
`;

/** Right from the workspace root, wrong from the plan's context. */
export const prefixed = 'FROM scratch\nCOPY sessions/app.py /app.py\n';
export const plain = 'FROM scratch\nCOPY app.py /app.py\n';

export const world = {
  'lucid.yaml': plan,
  'sessions/Dockerfile': prefixed,
  'sessions/app.py': '',
  'web/Dockerfile': 'FROM scratch\nCOPY web/index.html /\nCOPY --from=shared gone.txt /\n',
  'web/index.html': '',
};

export const codes = (diagnostics: readonly { readonly code?: unknown }[]): unknown[] =>
  diagnostics.map(({ code }) => code);
