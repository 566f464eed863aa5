import { createServer } from 'node:net';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PilotError } from './errors.ts';
import {
  apiKeyOf,
  callerOf,
  closeGracefully,
  createAdmission,
  createHttpServer,
  decodeCursor,
  encodeCursor,
  listen,
  pageOf,
  statusOfCode,
  type HttpCaller,
  type HttpServer,
} from './http.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { readKernelMigrations } from './migrate.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { systemClock } from './time.ts';

const SENDER: HttpCaller = {
  participantCode: '3301960AB1',
  scopes: ['ceb:send'],
  name: 'test key',
};
const KEY = { authorization: 'Bearer secret' };
let the: TestDatabase;
let server: HttpServer;
let created = 0;
let databaseWorks = true;

beforeAll(async () => {
  the = await openTestDatabase(readKernelMigrations());
  server = await createHttpServer({
    log: createLog('silent'),
    metrics: createMetrics(),
    version: '0.1.0',
    authenticate: (request) => Promise.resolve(apiKeyOf(request) === 'secret' ? SENDER : undefined),
    idempotency: { db: the.db, zoneCode: '3301', clock: systemClock },
    readiness: {
      database: () =>
        databaseWorks ? Promise.resolve() : Promise.reject(new Error('password wrong')),
    },
  });
  addRoutes(server);
});
afterAll(async () => {
  await server.close();
  await the.close();
});

function addRoutes(to: HttpServer): void {
  const query = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) });
  to.get('/api/v1/things', { schema: { querystring: query } }, (request) => ({
    limit: request.query.limit ?? 20,
  }));
  const body = Type.Object(
    { name: Type.String(), price: Type.String() },
    { additionalProperties: false },
  );
  to.post(
    '/api/v1/things',
    { schema: { body }, config: { creates: true } },
    async (request, reply) => {
      created += 1;
      if (request.body.name === 'bomb') throw new Error('secret detail');
      return reply.code(201).send({ name: request.body.name, number: created });
    },
  );
  to.get('/api/v1/secrets', { config: { scope: 'evidence:read' } }, () => ({}));
  to.get('/api/v1/who', (request) => ({ who: callerOf(request).participantCode }));
  to.get('/api/v1/lost', () => {
    throw new PilotError('THING_NOT_FOUND', 'thing 7 does not exist');
  });
  to.get('/api/v1/db', () => {
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  });
  to.get('/api/v1/full', () => {
    throw Object.assign(new Error('could not extend file'), { code: '53100' });
  });
  to.post('/api/v1/ceb', (request) => ({ bytes: (request.body as Buffer).length }));
}

function post(payload: object, headers: Record<string, string> = {}) {
  return server.inject({
    method: 'POST',
    url: '/api/v1/things',
    headers: { ...KEY, ...headers },
    payload,
  });
}

describe('access', () => {
  test('a request without a key is refused, also where the route says nothing', async () => {
    const answer = await server.inject({ url: '/api/v1/things' });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="pilotzone"');
  });

  test('a key without the scope is forbidden', async () => {
    const answer = await server.inject({ url: '/api/v1/secrets', headers: KEY });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
  });

  test('both ways of sending a key work', async () => {
    for (const headers of [KEY, { 'x-api-key': 'secret' }]) {
      const answer = await server.inject({ url: '/api/v1/who', headers });
      expect(answer.json()).toEqual({ who: SENDER.participantCode });
    }
  });

  test('probes, metrics and the API description are public', async () => {
    for (const url of ['/health/live', '/health/ready', '/metrics', '/api/openapi.json']) {
      expect((await server.inject({ url })).statusCode).toBe(200);
    }
  });
});

describe('problems', () => {
  test('every wrong field is named', async () => {
    const answer = await post({ name: 7, colour: 'red' });
    expect(answer.statusCode).toBe(400);
    const problem = answer.json<{ code: string; errors: { path: string }[] }>();
    expect(problem.code).toBe('REQUEST_INVALID');
    expect(problem.errors.length).toBeGreaterThanOrEqual(2);
  });

  test('a number is not taken for a decimal text in a body, but is for a query', async () => {
    expect((await post({ name: 'a', price: 12.5 })).statusCode).toBe(400);
    const answer = await server.inject({ url: '/api/v1/things?limit=7', headers: KEY });
    expect(answer.json()).toEqual({ limit: 7 });
  });

  test('our own failures carry their code and text', async () => {
    const answer = await server.inject({ url: '/api/v1/lost', headers: KEY });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({
      code: 'THING_NOT_FOUND',
      detail: 'thing 7 does not exist',
    });
  });

  test('a bug tells nothing about itself', async () => {
    const answer = await post({ name: 'bomb', price: '1' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
  });

  test('a lost database is 503 with Retry-After', async () => {
    const answer = await server.inject({ url: '/api/v1/db', headers: KEY });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toContain('5432');
  });

  test('a full disk is told as what it is', async () => {
    const answer = await server.inject({ url: '/api/v1/full', headers: KEY });
    expect(answer.json()).toMatchObject({ status: 503, code: 'DISK_FULL' });
  });

  test('an unknown path, broken JSON and an unknown media type are told apart', async () => {
    const nowhere = await server.inject({ url: '/api/v1/nowhere', headers: KEY });
    expect(nowhere.json()).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    const json = { ...KEY, 'content-type': 'application/json' };
    const broken = await server.inject({
      method: 'POST',
      url: '/api/v1/things',
      headers: json,
      payload: '{',
    });
    expect(broken.statusCode).toBe(400);
    const csv = { ...KEY, 'content-type': 'text/csv' };
    const unknown = await server.inject({
      method: 'POST',
      url: '/api/v1/things',
      headers: csv,
      payload: 'a',
    });
    expect(unknown.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  test('codes become statuses by their last words', () => {
    const codes = [
      'DECLARATION_NOT_FOUND',
      'HOLD_ALREADY_DECIDED',
      'TARIFF_FILE_INVALID',
      'DISK_FULL',
      'SOMETHING_ELSE',
    ];
    expect(codes.map(statusOfCode)).toEqual([404, 409, 400, 503, 422]);
  });
});

describe('an answer that is known already', () => {
  test('is 304 without a body, and whole again when it changed', async () => {
    const ask = (headers: Record<string, string> = {}) =>
      server.inject({ url: '/api/v1/who', headers: { ...KEY, ...headers } });
    const first = await ask();
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await ask({ 'if-none-match': `"other", ${etag}` });
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
    expect(again.headers['etag']).toBe(etag);
    const other = await ask({ 'if-none-match': '"other"' });
    expect(other.json()).toEqual(first.json());
  });

  test('has no tag where it is no answer to a question', async () => {
    const created = await post({ name: 'a', price: '1' });
    const lost = await server.inject({ url: '/api/v1/lost', headers: KEY });
    expect([created.headers['etag'], lost.headers['etag']]).toEqual([undefined, undefined]);
  });
});

describe('bodies', () => {
  test('XML arrives as bytes, up to 32 MB', async () => {
    const headers = { ...KEY, 'content-type': 'application/xml' };
    const send = (bytes: number) =>
      server.inject({
        method: 'POST',
        url: '/api/v1/ceb',
        headers,
        payload: Buffer.alloc(bytes, 32),
      });
    expect((await send(20_000_000)).json()).toEqual({ bytes: 20_000_000 });
    expect((await send(32 * 1024 * 1024 + 1)).json()).toMatchObject({
      status: 413,
      code: 'CONTENT_TOO_LARGE',
    });
  });
});

describe('Idempotency-Key', () => {
  test('a repeated request gets the first answer and does nothing', async () => {
    const key = { 'idempotency-key': 'order-1' };
    const first = await post({ name: 'a', price: '1' }, key);
    const before = created;
    const second = await post({ name: 'a', price: '1' }, key);
    expect(second.statusCode).toBe(201);
    expect(second.json()).toEqual(first.json());
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(created).toBe(before);
  });

  test('the key of another request is refused', async () => {
    const key = { 'idempotency-key': 'order-2' };
    await post({ name: 'a', price: '1' }, key);
    const answer = await post({ name: 'b', price: '1' }, key);
    expect(answer.json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('of two at once only one does the work', async () => {
    const key = { 'idempotency-key': 'order-3' };
    const before = created;
    const answers = await Promise.all([
      post({ name: 'a', price: '1' }, key),
      post({ name: 'a', price: '1' }, key),
    ]);
    expect(created).toBe(before + 1);
    expect(answers.map((answer) => answer.statusCode)).toContain(201);
  });

  test('an answer that was our fault is not kept', async () => {
    const key = { 'idempotency-key': 'order-4' };
    await post({ name: 'bomb', price: '1' }, key);
    const before = created;
    await post({ name: 'bomb', price: '1' }, key);
    expect(created).toBe(before + 1);
  });
});

describe('probes', () => {
  test('readiness names the part that fails, without the reason of a driver', async () => {
    databaseWorks = false;
    const answer = await server.inject({ url: '/health/ready' });
    databaseWorks = true;
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'not ready', checks: { database: 'failed' } });
  });

  test('requests are counted by route', async () => {
    await server.inject({ url: '/health/live' });
    const { body } = await server.inject({ url: '/metrics' });
    expect(body).toMatch(
      /request_seconds_count\{method="GET",route="\/health\/live",status="200"\} \d+/,
    );
  });

  test('the API describes itself as OpenAPI 3.1', async () => {
    const document = (await server.inject({ url: '/api/openapi.json' })).json<{
      openapi: string;
      paths: object;
    }>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/things');
  });
});

describe('pages', () => {
  test('the extra row becomes a cursor, which leads back to its key', () => {
    const page = pageOf(['a', 'b', 'c'], 2, (row) => [row]);
    expect(page.items).toEqual(['a', 'b']);
    expect(decodeCursor(page.next ?? '', 1)).toEqual(['b']);
    expect(pageOf(['a'], 2, (row) => [row]).next).toBeNull();
  });

  test.each(['', 'x', encodeCursor(['a', 'b']), Buffer.from('{"a":1}').toString('base64url')])(
    'the cursor "%s" is refused',
    (cursor) => {
      expect(() => decodeCursor(cursor, 1)).toThrow('next');
    },
  );
});

describe('listening', () => {
  test('a port that is taken is told with the way out', async () => {
    const other = createServer();
    await new Promise<void>((done) => {
      other.listen(0, '127.0.0.1', done);
    });
    const port = (other.address() as { port: number }).port;
    await expect(listen(server, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`--port ${port + 1}`) as string,
    });
    other.close();
  });

  test('closing waits for a request at work and cuts a stream that never ends', async () => {
    const own = await createHttpServer({
      log: createLog('silent'),
      metrics: createMetrics(),
      version: '0',
      authenticate: () => Promise.resolve(SENDER),
      idempotency: { db: the.db, zoneCode: '3301', clock: systemClock },
      readiness: {},
    });
    own.get('/slow', async () => {
      await new Promise((done) => setTimeout(done, 100));
      return { done: true };
    });
    own.get('/stream', (_request, reply) => {
      reply.hijack();
      reply.raw.write('data: 1\n\n');
    });
    own.get('/admitted', { onRequest: createAdmission(0) }, () => ({}));
    const url = await listen(own, { host: '127.0.0.1', port: 0 });
    expect((await fetch(url + '/admitted')).status).toBe(429);
    const slow = fetch(url + '/slow').then((answer) => answer.json());
    const stream = await fetch(url + '/stream');
    await new Promise((done) => setTimeout(done, 20));
    await closeGracefully(own, 300);
    expect(await slow).toEqual({ done: true });
    await expect(stream.text()).rejects.toThrow();
  });
});
