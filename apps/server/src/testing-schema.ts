import { routesOf, type HttpServer } from '@pilotzone/kernel/http';
import { Check, Errors } from 'typebox/schema';

/** The part of JSON Schema that the OpenAPI document uses. */
export type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
};

export type Answer = {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { schema?: Schema }>>;
};

export type Operation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    in: string;
    name: string;
    required?: boolean;
    schema: Schema;
  }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
};

/** The document with what the lint and the contract tests read of it. */
export function documentOf(server: HttpServer) {
  return server.swagger() as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: {
      readonly securitySchemes: object;
      readonly schemas: Readonly<Record<string, Schema>>;
      readonly responses: Readonly<Record<string, Answer>>;
    };
  };
}

/** Every operation of the document, `GET /api/v1/people/{id}` and what is said of it. */
export function operationsOf(server: HttpServer): Map<string, Operation> {
  const { paths, components } = documentOf(server);
  const resolve = ([status, answer]: [string, Answer & { $ref?: string }]) => {
    const name = answer.$ref?.split('/').at(-1);
    return [status, name === undefined ? answer : (components.responses[name] ?? {})] as const;
  };
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const responses = Object.fromEntries(Object.entries(operation.responses).map(resolve));
        return [`${method.toUpperCase()} ${path}`, { ...operation, responses }] as const;
      }),
    ),
  );
}

/** What the server answers that the document leaves out or the other way round. */
export function differencesOf(server: HttpServer): string[] {
  const described = [...operationsOf(server).keys()];
  const served = routesOf(server)
    .filter(({ config, url }) => !config.public || url.startsWith('/api/v1/'))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  return [
    ...served.filter((name) => !described.includes(name)),
    ...described.filter((name) => !served.includes(name)),
  ];
}

/** What is wrong with an answer by what the document says of it; `undefined` when nothing is. */
export function breachOf(
  { responses }: Operation,
  answer: { readonly status: number; readonly type: string; readonly text: string },
): string | undefined {
  const { status, text } = answer;
  const said = responses[String(status)] ?? responses[`${String(status)[0] ?? ''}XX`];
  if (!said) return `${status} is not described`;
  const type = answer.type.split(';')[0] ?? '';
  if (status === 204 || (status >= 300 && status < 400))
    return text === '' ? undefined : `${status} with a body`;
  // Refusals are of one shape, which the document holds once.
  if (type === 'application/problem+json') return problemBreachOf(answer);
  const schema = said.content?.[type]?.schema;
  if (!schema) return `${status} as ${type} is not described`;
  if (!type.endsWith('json')) return undefined;
  const value: unknown = JSON.parse(text);
  if (!Check(schema, value)) {
    const [, errors] = Errors(schema, value);
    return `${status}: ${JSON.stringify(errors.slice(0, 2))}`;
  }
  const unsaid = unsaidIn(schema, value, '');
  return unsaid === undefined ? undefined : `${status}: ${unsaid} is not described`;
}

function problemBreachOf({ status, text }: { status: number; text: string }): string | undefined {
  const problem = JSON.parse(text) as Record<string, unknown>;
  const isWhole =
    problem['status'] === status &&
    /^[A-Z][A-Z_]+$/.test(String(problem['code'])) &&
    String(problem['detail']) !== '';
  return isWhole ? undefined : `${status}: not a whole problem: ${text}`;
}

/** The first place in a value that its schema says nothing of: the document must be whole. */
function unsaidIn(schema: Schema, value: unknown, path: string): string | undefined {
  const options = schema.anyOf ?? [];
  if (options.length > 0) {
    const fitting = options.filter((option) => Check(option, value));
    const found = fitting.map((option) => unsaidIn(option, value, path));
    return found.includes(undefined) ? undefined : found[0];
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      const found = unsaidIn(schema.items ?? {}, item, `${path}/${i}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== 'object' || value === null || schema.patternProperties) return undefined;
  const properties = propertiesOf(schema);
  if (!properties) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const known = properties[name];
    const found = known ? unsaidIn(known, part, `${path}/${name}`) : `${path}/${name}`;
    if (found !== undefined) return found;
  }
  return undefined;
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part) => propertiesOf(part) ?? {})) as Record<
      string,
      Schema
    >;
  return schema.properties;
}
