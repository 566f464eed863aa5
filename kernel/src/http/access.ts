import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PilotError } from '../errors.ts';
import { readingAs } from '../row-reader.ts';

/** Who is calling: the participant whose API key or login the request carries. */
export type HttpCaller = {
  readonly participantCode: string;
  /** Everything the caller may do. */
  readonly scopes: readonly string[];
  /** Those of them that reach every participant's objects; the others reach the caller's own. */
  readonly zoneWide?: readonly string[];
  /** Name of the key or of the person, for the audit trail. */
  readonly name: string;
  /** The person who is signed in; an API key has none. */
  readonly personId?: string;
  readonly sessionId?: string;
  /** A citizen at the counter of her own purchases; she belongs to no participant. */
  readonly citizen?: CitizenCaller;
};

/** A citizen by pseudonyms of her id number and her telephone. */
export type CitizenCaller = {
  readonly buyerKey: string;
  readonly contactKey: string;
  readonly sessionId: string;
  readonly csrfToken: string;
};

declare module 'fastify' {
  // Fastify asks for decorations and route settings to be declared by merging its interfaces.
  interface FastifyRequest {
    caller: HttpCaller | undefined;
  }
  interface FastifyContextConfig {
    /** Anyone may call; everything else needs a caller. */
    public?: boolean;
    /** What the caller must be allowed to; without it any known caller may. */
    scope?: string;
    /** About the zone as a whole: the scope must reach every participant, not only the own one. */
    zoneOnly?: boolean;
    /** Only for a person who is signed in: about herself, so no scope stands for it. */
    personal?: boolean;
    /** Only for a citizen, about purchases in her name; no key and no account opens it. */
    citizen?: boolean;
    /** Name of the compartment whose rush must not reach the others; see bulkhead.ts. */
    bulkhead?: string;
    /** Somebody tries a secret here; see rate-limit.ts. */
    attempts?: boolean;
    /**
     * What the OpenAPI document says of answers where no serializer may touch them: bytes, streams,
     * answers whose shape a test keeps.
     */
    answers?: Readonly<Record<number, object>>;
    /** The route creates something and honours Idempotency-Key. */
    creates?: boolean;
  }
}

/** Finds the caller of a request; `undefined` when it carries no valid credentials. */
export type Authenticate = (request: FastifyRequest) => Promise<HttpCaller | undefined>;

/**
 * Requires a caller on every route that is not public, also on those that somebody adds later (deny
 * by default).
 */
export function requireCallers(server: FastifyInstance, authenticate: Authenticate): void {
  server.decorateRequest('caller', undefined);
  server.addHook('onRequest', async (request) => {
    const config = request.routeOptions.config;
    if (config.public || request.is404) return;
    const caller = await authenticate(request);
    if (!caller) {
      throw new PilotError(
        'UNAUTHENTICATED',
        'no valid API key; send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`, or sign in',
      );
    }
    request.caller = caller;
    if ((caller.citizen !== undefined) !== (config.citizen === true))
      throw new Error('bug: a citizen where none belongs, or somebody else at her counter');
    if (config.personal && caller.personId === undefined) {
      throw new PilotError('PERSON_FORBIDDEN', 'this is for a person who is signed in, not a key');
    }
    const scope = config.scope;
    if (scope && !caller.scopes.includes(scope) && !caller.scopes.includes('admin')) {
      throw new PilotError(
        'SCOPE_FORBIDDEN',
        `this needs the scope ${scope}, which "${caller.name}" has not`,
      );
    }
    if (config.zoneOnly && !reachesZone(caller, scope ?? '')) {
      const text = 'this is about the whole zone; your right reaches your own organisation only';
      throw new PilotError('REACH_FORBIDDEN', text);
    }
  });
}

/**
 * Puts the questions of reading requests to the database as the caller's organisation, unless its
 * right reaches the whole zone: a forgotten filter then shows nothing foreign. Add it last of the
 * hooks before the handler.
 */
export function readAsCallers(server: FastifyInstance): void {
  // With a callback: what follows runs inside of it.
  server.addHook('preHandler', (request, _reply, done) => {
    const { caller } = request;
    const { scope, personal } = request.routeOptions.config;
    const isLimited = caller && scope && !personal && !reachesZone(caller, scope);
    if (request.method === 'GET' && isLimited) readingAs(caller.participantCode, done);
    else done();
  });
}

/** The caller of a route that is not public. */
export function callerOf(request: FastifyRequest): HttpCaller {
  if (!request.caller) throw new PilotError('UNAUTHENTICATED', 'this request has no caller');
  return request.caller;
}

/** The citizen of a route that is for citizens. */
export function citizenOf(request: FastifyRequest): CitizenCaller {
  const { citizen } = callerOf(request);
  if (!citizen) throw new PilotError('UNAUTHENTICATED', 'this request has no citizen');
  return citizen;
}

/**
 * Whose objects the caller may see on this route: `undefined` means everybody's, a code that
 * participant's own. To be handed to every use case that touches somebody's object.
 */
export function ownerOf(request: FastifyRequest): string | undefined {
  const caller = callerOf(request);
  const { scope = '' } = request.routeOptions.config;
  return reachesZone(caller, scope) ? undefined : caller.participantCode;
}

/** Whether the caller's right reaches every participant of the zone. */
export function reachesZone(caller: HttpCaller, scope: string): boolean {
  const zoneWide = caller.zoneWide ?? [];
  return zoneWide.includes(scope) || zoneWide.includes('admin');
}

/** The API key a request carries, if any. */
export function apiKeyOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : undefined);
}
