import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';

type Described = FastifySchema & {
  readonly hide?: boolean;
  readonly consumes?: readonly string[];
  readonly security?: object;
};

/** What every failed request is answered with; see problem.ts. */
const PROBLEM = {
  type: 'object',
  description: 'Problem details (RFC 9457); docs/errors.md says what to do about each code',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable; never reworded or reused' },
    errors: {
      type: 'array',
      description: 'The places that are wrong in a request',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

const IDEMPOTENCY_KEY = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      description: 'Your own number of the request: a repeated one gets the first answer again',
      pattern: '^[\\x21-\\x7e]{1,200}$',
    },
  },
} as const;

/**
 * The OpenAPI document: routes describe themselves; who may call them and how they fail is added.
 */
export function openApiOf(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'pilotzone', version },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `pz_…`' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transform: ({ schema: given, url, route }) => {
      // Fastify's types promise a schema that a route registered without one does not have.
      const schema = (given as FastifySchema | undefined) ?? {};
      return { url, schema: schema.hide ? schema : complete(schema, route.config ?? {}) };
    },
  };
}

/** Only the document changes: what a route checks and how it answers stays as it registered it. */
function complete(schema: Described, config: FastifyContextConfig): FastifySchema {
  const scopes = config.scope ? [config.scope] : [];
  const answers = schema.response ?? { 200: { description: 'Done' } };
  const content = { 'application/problem+json': { schema: PROBLEM } };
  return {
    ...schema,
    ...(schema.consumes && !schema.body && { body: { type: 'string', format: 'binary' } }),
    ...(config.creates && { headers: IDEMPOTENCY_KEY }),
    ...(config.public ? {} : { security: [{ bearer: scopes }, { header: scopes }] }),
    response: { ...answers, '4xx': { description: 'Refused', content } },
  };
}
