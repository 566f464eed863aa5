import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';

/** What we touch of the whole document. */
type Document = {
  paths?: Record<string, Record<string, { responses: Record<string, object> }>>;
  components?: Record<string, object>;
};

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

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds until another try makes sense',
    schema: { type: 'integer' },
  },
} as const;

/** An answer that is not JSON, for `config.answers`. */
export function answerOf(type: string, description: string): object {
  return { description, content: { [type]: { schema: { type: 'string' } } } };
}

/**
 * The OpenAPI document: routes describe themselves; who may call them and how they fail is added.
 */
export function openApiOf(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'pilotzone',
        version,
        description:
          'A China cross-border e-commerce comprehensive pilot zone. docs/protocols/api.md',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'The platform that serves this document' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `pz_…`' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          session: { type: 'apiKey', in: 'cookie', name: 'pz_session' },
        },
      },
    },
    transformObject: (made) => {
      // Of the library's two kinds ours is OpenAPI, as asked for above.
      const document = (made as { openapiObject: object }).openapiObject;
      return withRefusals(document);
    },
    transform: ({ schema: given, url, route }) => {
      // Fastify's types promise a schema that a route registered without one does not have.
      const schema = (given as FastifySchema | undefined) ?? {};
      if (schema.hide) return { url, schema };
      const named = { operationId: nameOf(route.method, url), tags: [tagOf(url)], ...schema };
      return { url, schema: complete(named, route.config ?? {}) };
    },
  };
}

/** How any operation refuses stands once, and each refers to it. */
function withRefusals(document: Document): object {
  const content = { 'application/problem+json': { schema: toProblem } };
  const refused = { description: 'Refused; `code` says why', content };
  const tooMany = { description: 'Too many requests', headers: RETRY_AFTER, content };
  for (const operations of Object.values(document.paths ?? {})) {
    for (const { responses } of Object.values(operations)) {
      responses['429'] ??= { $ref: '#/components/responses/TooMany' };
      responses['4XX'] ??= { $ref: '#/components/responses/Refused' };
    }
  }
  const { components } = document;
  const schemas = { ...components?.['schemas'], Problem: PROBLEM };
  const responses = { Refused: refused, TooMany: tooMany };
  return { ...document, components: { ...components, schemas, responses } };
}

const toProblem = { $ref: '#/components/schemas/Problem' };

/** A person's own account is for her session; everything else also for keys. */
function securityOf({ scope, personal }: FastifyContextConfig) {
  const scopes = scope ? [scope] : [];
  const ways = personal ? ['session'] : ['bearer', 'header', 'session'];
  return ways.map((way) => ({ [way]: scopes }));
}

/** `GET /api/v1/people/:id` is getPeopleById: a name that stays while the address does. */
function nameOf(method: string | readonly string[], url: string): string {
  const parts = url.split('/').slice(3);
  const words = parts.map((part) => part.split('-').map(capital).join('').replace(/^:(.)/, by));
  return `${String(method).toLowerCase()}${words.join('')}`;

  function by(_: string, first: string): string {
    return `By${first.toUpperCase()}`;
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The kind of object that an address is about, for grouping. */
function tagOf(url: string): string {
  return url.split('/')[3] ?? 'platform';
}

/** Only the document changes: what a route checks and how it answers stays as it registered it. */
function complete(schema: Described, config: FastifyContextConfig): FastifySchema {
  const answers = config.answers ?? schema.response ?? { 204: { type: 'null' } };
  return {
    ...schema,
    ...(schema.consumes && !schema.body && { body: { type: 'string', format: 'binary' } }),
    ...(config.creates && { headers: IDEMPOTENCY_KEY }),
    ...(config.public ? { security: [] } : { security: securityOf(config) }),
    response: answers,
  };
}
