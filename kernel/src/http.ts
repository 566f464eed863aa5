import swagger from '@fastify/swagger';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { PilotError } from './errors.ts';
import { readAsCallers, requireCallers, type Authenticate } from './http/access.ts';
import type { HttpServer } from './http/http-server.ts';
import { addEtags } from './http/etag.ts';
import { keepIdempotencyKeys, type IdempotencyNeeds } from './http/idempotency.ts';
import { openApiOf } from './http/openapi.ts';
import { problem, problemOf } from './http/problem.ts';
import { createGuardedServer, type Door } from './http/gate.ts';
import { limitRates, type RateLimits } from './http/rate-limit.ts';
import { noteRoutes } from './http/route-list.ts';
import { keepBulkheads, type Bulkhead } from './http/bulkhead.ts';
import { checkDigests } from './http/signed-request.ts';
import { refuseBrokenText } from './http/text.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export {
  apiKeyOf,
  callerOf,
  citizenOf,
  ownerOf,
  reachesZone,
  type Authenticate,
  type CitizenCaller,
  type HttpCaller,
} from './http/access.ts';
export { type Bulkhead } from './http/bulkhead.ts';
export { cookieOf, setCookie, type Cookie } from './http/cookies.ts';
export type { HttpServer } from './http/http-server.ts';
export { pruneIdempotencyKeys, type IdempotencyNeeds } from './http/idempotency.ts';
export {
  createGate,
  type Door,
  type Gate,
  type GateLimits,
  type GateLoad,
  type Place,
} from './http/gate.ts';
export { closeGracefully, listen } from './http/listen.ts';
export { answerOf } from './http/openapi.ts';
export { decodeCursor, encodeCursor, pageOf, type Page } from './http/page.ts';
export { statusOfCode, type Problem } from './http/problem.ts';
export type { RateLimits } from './http/rate-limit.ts';
export { isSigned, readSignature, type RequestSignature } from './http/signed-request.ts';
export { routesOf, type KnownRoute } from './http/route-list.ts';

export type HttpNeeds = {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Our version, for the OpenAPI document. */
  readonly version: string;
  readonly authenticate: Authenticate;
  readonly idempotency: IdempotencyNeeds;
  /** Without them nobody is held back: tests, a trusted network. */
  readonly limits?: RateLimits | undefined;
  /** Addresses (CIDR) of proxies whose X-Forwarded-… is believed; without them nobody's is. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Compartments by the name that a route carries in `config.bulkhead`. */
  readonly bulkheads?: Readonly<Record<string, Bulkhead>> | undefined;
  /** Routes whose requests are turned away before anything else while their gate is full. */
  readonly doors?: readonly Door[] | undefined;
  /** Named checks for `/health/ready`; each throws when its part cannot work. */
  readonly readiness: Readonly<Record<string, () => Promise<unknown>>>;
};

/** A JSON body is a form or a draft; nothing legitimate comes near this. */
const JSON_BYTES_MAX = 1024 * 1024;
/** The codec's own cap: a full legal message (100 lists of 99 lines) has about 20 MB. */
const XML_BYTES_MAX = 32 * 1024 * 1024;
/** A client that takes longer to send its request is broken or hostile. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Traders' programs keep their connections between two messages. */
const KEEP_ALIVE_MS = 72_000;

/**
 * An HTTP server with everything that is the same for all routes: problem details, access (deny by
 * default), probes, metrics, OpenAPI, XML bodies as Buffers, idempotency keys. Add routes, then
 * `listen`.
 */
export async function createHttpServer(needs: HttpNeeds): Promise<HttpServer> {
  const plain = fastify({
    // What matters is logged below, once, with our own words.
    logger: false,
    bodyLimit: JSON_BYTES_MAX,
    serverFactory: (handler) =>
      createGuardedServer(handler, needs.doors ?? [], {
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      }),
    trustProxy: needs.trustProxy ? [...needs.trustProxy] : false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // What the router itself refuses: a path that is no URL, a parameter that is too long.
    frameworkErrors: (error, request, reply) => {
      void sendProblem(reply, problemOf(error, request.id));
    },
  });
  const server = plain
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);
  server.addContentTypeParser(
    ['application/xml', 'text/xml'],
    { parseAs: 'buffer', bodyLimit: XML_BYTES_MAX },
    (_request, body, done) => {
      done(null, body);
    },
  );
  noteRoutes(plain);
  server.addHook('preValidation', refuseBrokenText);
  answerProblems(server, needs.log);
  countRequests(server, needs.metrics);
  await server.register(swagger, openApiOf(needs.version));
  keepBulkheads(plain, needs.bulkheads ?? {});
  requireCallers(plain, needs.authenticate);
  checkDigests(plain);
  if (needs.limits) limitRates(plain, needs.limits, needs.idempotency.clock);
  addSecurityHeaders(plain);
  addEtags(plain);
  keepIdempotencyKeys(plain, needs.idempotency);
  readAsCallers(plain);
  addProbes(server, needs);
  return server;
}

function answerProblems(server: HttpServer, log: Log): void {
  server.setErrorHandler((error, request, reply) => {
    const answer = problemOf(error, request.id);
    // A full disk is answered like any other outage, but only a person can end it.
    if (answer.status === 500 || answer.code === 'DISK_FULL')
      log.error({ err: error, requestId: request.id, url: request.url }, 'request failed');
    // RFC 9110, section 11.6.1: a 401 names a way to authenticate.
    if (answer.status === 401) void reply.header('www-authenticate', 'Bearer realm="pilotzone"');
    const isLater = answer.status === 429 || answer.status === 503;
    if (isLater && !reply.hasHeader('retry-after')) void reply.header('retry-after', '1');
    return sendProblem(reply, answer);
  });
  server.setNotFoundHandler((request, reply) => {
    const detail =
      `there is no ${request.method} ${request.url.split('?')[0] ?? ''}; see ` +
      `/api/openapi.json`;
    return sendProblem(reply, problem(404, 'ROUTE_NOT_FOUND', detail));
  });
}

function sendProblem(reply: FastifyReply, answer: ReturnType<typeof problemOf>) {
  // As text: a route's response schema describes its results, not its problems.
  return reply
    .code(answer.status)
    .type('application/problem+json')
    .serializer(String)
    .send(JSON.stringify(answer));
}

/**
 * What every answer says to a browser: show it as what it is, in no frame, load nothing for it,
 * tell nobody where it was. Pages of the portal bring their own policy.
 */
function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    void reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    await Promise.resolve();
    return payload;
  });
}

function countRequests(server: HttpServer, metrics: Metrics): void {
  const buckets = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
  const seconds = metrics.histogram(
    'pilotzone_http_request_seconds',
    'Time to answer a request.',
    buckets,
  );
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(reply.elapsedTime / 1000, {
      method: request.method,
      route,
      status: String(reply.statusCode),
    });
    await Promise.resolve();
  });
}

function addProbes(server: HttpServer, needs: HttpNeeds): void {
  const config = { public: true };
  server.get('/health/live', { config, schema: { hide: true } }, () => ({ status: 'live' }));
  server.get('/health/ready', { config, schema: { hide: true } }, async (_request, reply) => {
    const checks = await runChecks(needs.readiness);
    const isReady = Object.values(checks).every((result) => result === 'ok');
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not ready', checks });
  });
  server.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await needs.metrics.render()),
  );
  server.get('/api/openapi.json', { config, schema: { hide: true } }, () => server.swagger());
}

async function runChecks(checks: HttpNeeds['readiness']): Promise<Record<string, string>> {
  const entries = Object.entries(checks).map(async ([name, check]) => {
    const result = await check().then(() => 'ok', reasonOf);
    return [name, result] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Probes are public: only our own words, never a driver's. */
function reasonOf(error: unknown): string {
  return error instanceof PilotError ? error.message : 'failed';
}

/**
 * A hook for routes that hold a lot of memory: at most `max` of their requests at once, the others
 * are told to come back with 429 and Retry-After. Use it as `onRequest` of each such route.
 */
export function createAdmission(
  max: number,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  let inside = 0;
  return async (_request, reply) => {
    if (inside >= max)
      throw new PilotError(
        'TOO_MANY_REQUESTS',
        'too many requests at once; wait a second and repeat',
      );
    inside += 1;
    reply.raw.once('close', () => {
      inside -= 1;
    });
    await Promise.resolve();
  };
}
