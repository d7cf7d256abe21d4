// A small good plan, and the JSON schema as a judge.
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import schema from '../../server/plan/schema.json' with { type: 'json' };

export const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
/** Whether the schema takes a text for a plan. */
export const accepts = (text: string): boolean => validate(parse(text, { uniqueKeys: false, logLevel: 'silent' }));

export const good = `version: 1
registry: docker.io/pickme
phases:
  - id: 1
    images:
      - id: api
        image: lucid-api
        dockerfile: api/Dockerfile
        context: api
        ports: [8080]
        needs: [base]
      - id: base
        image: lucid-base
        dockerfile: base/Dockerfile
        context: .
`;
