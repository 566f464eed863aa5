import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { breachOf, operationsOf, type Operation, type Schema } from './testing-schema.ts';

// Seeded, so that a failure comes again; enough for each kind of value to meet each parameter.
const RUNS_PER_ROUTE = 40;
const SEED = 20160308;

let the: TestPlatform;
let server: HttpServer;
let key: string;

beforeAll(async () => {
  the = await openTestPlatform({ holdRed: true });
  const { informationSharing } = the.platform;
  const { messages } = generateDay({ declarations: 30, seed: 3, faults: 0.2 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.ready();
  const request = {
    participantCode: AUTHORITIES[0]?.code ?? '',
    name: 'fuzz',
    scopes: ['admin'] as const,
  };
  ({ key } = await informationSharing.createApiKey(request));
});

afterAll(async () => {
  await server.close();
  await the.close();
});

type Request = { path: string; query: Record<string, unknown>; type?: string; body?: unknown };

/** What people, broken clients and attackers put into a field. */
const HOSTILE = fc.oneof(
  fc.constantFrom<string>(
    ...[
      '',
      ' ',
      '\0',
      'a\0b',
      '\ud800',
      '\u202e',
      '%',
      '%00',
      '%zz',
      '../..',
      "'; drop table x --",
    ],
    ...[
      '${7*7}',
      '<script>',
      '__proto__',
      'constructor',
      'null',
      'true',
      '-1',
      '0',
      '1e400',
      'NaN',
    ],
    ...['9'.repeat(30), '1.5', '0x10', '０１２', '中'.repeat(50), 'x'.repeat(5_000), '2026-02-30'],
    ...['0000-00-00', '0001-01-01', '9999-12-31', '99999-01-01', '2026-11-20T25:61:61Z'],
    ...[
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      'W10',
      'WyIiXQ',
    ],
    ...[
      Buffer.from('["x","y","z"]').toString('base64url'),
      Buffer.from('[{}]').toString('base64url'),
    ],
  ),
  fc.string({ unit: 'binary' }),
);

const HOSTILE_JSON: Arbitrary<unknown> = fc.oneof(
  HOSTILE,
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    ...[null, -1, 1e308, 2 ** 53, 0.1, [], {}, [[]], { __proto__: null }, Array(1_000).fill(0)],
  ),
);

const TEXT_OF: Readonly<Record<string, Arbitrary<string>>> = {
  date: fc
    .date({ min: new Date('2016-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  'date-time': fc
    .date({ min: new Date('2016-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString()),
  uuid: fc.uuid(),
};

/** Mostly what the schema asks for, now and then anything. */
function valueOf(schema: Schema): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3, arbitrary: fittingOf(schema) },
    { weight: 1, arbitrary: HOSTILE_JSON },
  );
}

function fittingOf(schema: Schema): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valueOf));
  switch (schema.type) {
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -5,
        max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), { maxLength: 4 });
    case 'object':
      return objectOf(schema);
    case 'string':
      return (
        TEXT_OF[schema.format ?? ''] ??
        fc.oneof(fc.constantFrom('1', '10.00', 'day', 'GP1', 'released'), fc.string(), HOSTILE)
      );
    default:
      return fc.jsonValue();
  }
}

function objectOf({ properties = {}, required = [] }: Schema): Arbitrary<unknown> {
  const parts = Object.entries(properties).map(([name, part]) => [name, valueOf(part)] as const);
  const optional = parts.map(([name]) => name).filter((name) => !required.includes(name));
  const requiredKeys = parts.map(([name]) => name).filter((name) => !optional.includes(name));
  return fc.record(Object.fromEntries(parts), { requiredKeys });
}

function requestOf(path: string, { parameters = [], requestBody }: Operation): Arbitrary<Request> {
  const at = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const record = (place: string) =>
    fc.record(
      Object.fromEntries(at(place).map(({ name, schema }) => [name, parameterOf(name, schema)])),
      place === 'path'
        ? {}
        : {
            requiredKeys: at(place)
              .filter(({ required }) => required)
              .map(({ name }) => name),
          },
    );
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body = media ? valueOf(media.schema) : fc.constant(undefined);
  return fc.record({ path: record('path'), query: record('query'), body }).map((drawn) => ({
    path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(drawn.path[name])),
    query: drawn.query,
    ...(type && { type, body: drawn.body }),
  }));
}

/** Whoever asks to be kept waiting, is; that alone would take a minute of the test. */
function parameterOf(name: string, schema: Schema): Arbitrary<unknown> {
  return name === 'wait' ? fc.constantFrom(0, -1, 1e9, 'soon') : valueOf(schema);
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?')) || '-';
}

async function send(method: string, { path, query, type, body }: Request) {
  const search = Object.entries(query)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');
  const answer = await server.inject({
    method: method.toUpperCase() as 'GET',
    url: search ? `${path}?${search}` : path,
    headers: { authorization: `Bearer ${key}`, ...(type && { 'content-type': type }) },
    ...(type && { payload: textOf(type, body) }),
    payloadAsStream: true,
  });
  const kind = String(answer.headers['content-type'] ?? '');
  if (kind.startsWith('text/event-stream')) {
    answer.stream().destroy();
    return { status: answer.statusCode, kind, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer.stream()) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, kind, text: Buffer.concat(chunks).toString() };
}

function textOf(type: string, body: unknown): string {
  const isText = typeof body === 'string' && !type.includes('json');
  return isText ? body : JSON.stringify(body);
}

/** What is wrong with an answer; `undefined` when nothing is. */
function faultOf({ status, kind, text }: Awaited<ReturnType<typeof send>>): string | undefined {
  if (status >= 500) return `${status} ${text}`;
  if (status < 400) return undefined;
  // A message is refused in customs' own words.
  if (kind.startsWith('application/xml'))
    return text.includes('Message') ? undefined : 'no receipt';
  if (!kind.startsWith('application/problem+json')) return `${status} as ${kind}`;
  const problem = JSON.parse(text) as { status?: number; code?: string; detail?: string };
  const isWhole =
    problem.status === status && /^[A-Z][A-Z_]+$/.test(problem.code ?? '') && problem.detail;
  return isWhole ? undefined : text;
}

test('no request makes a route fail, and every answer is as the document says', async () => {
  const faults = new Map<string, string>();
  const answered = new Map<string, Set<number>>();
  for (const [name, operation] of operationsOf(server)) {
    const [method = '', path = ''] = name.split(' ');
    const requests = fc.sample(requestOf(path, operation), {
      seed: SEED,
      numRuns: RUNS_PER_ROUTE,
    });
    for (const request of requests) {
      const answer = await send(method, request);
      const { status, kind: type, text } = answer;
      // What the schema promises is what a client is written against.
      const fault = faultOf(answer) ?? breachOf(operation, { status, type, text });
      if (fault && !faults.has(name))
        faults.set(name, `${JSON.stringify(request).slice(0, 600)} → ${fault}`);
      answered.set(name, (answered.get(name) ?? new Set()).add(status));
    }
  }
  expect(Object.fromEntries(faults)).toEqual({});
  expect(answered.size).toBeGreaterThan(90);
}, 180_000);

test.each([
  ['GET', '/api/v1/declarations/%zz'],
  ['GET', `/api/v1/declarations/${'x'.repeat(500)}`],
  ['GET', `/api/v1/declarations?orderNo=${'x'.repeat(10_000)}`],
  ['GET', '/api/v1/declarations?orderNo=%00'],
  ['GET', '/api/v1/declarations?limit=1&limit=2'],
  ['GET', '/api/v1/nothing'],
  ['PATCH', '/api/v1/declarations'],
])('%s %.40s is refused as a problem', async (method, path) => {
  const answer = await send(method, { path, query: {} });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(faultOf(answer)).toBeUndefined();
});

test.each([
  ['text/plain', 'x'],
  ['application/json', '{'],
  ['application/json', ''],
  ['application/json', '"\\ud800"'],
  ['application/json', '{"__proto__":{"a":1}}'],
  ['application/json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['application/json', JSON.stringify('x'.repeat(2 << 20))],
  ['application/xml', ''],
  ['application/octet-stream', '\0'],
  ['nonsense', 'x'],
])('a body of %s that no route takes is refused as a problem', async (type, body) => {
  for (const path of ['/api/v1/preflight', '/api/v1/api-keys', '/api/v1/ceb']) {
    const answer = await server.inject({
      method: 'POST',
      url: path,
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      payload: body,
    });
    const { statusCode: status, body: text } = answer;
    expect(status).toBeGreaterThanOrEqual(400);
    const kind = String(answer.headers['content-type']);
    expect(faultOf({ status, kind, text })).toBeUndefined();
  }
});
