import { timingSafeEqual } from 'node:crypto';
import type { Scope } from '@pilotzone/information-sharing/contract';
import { csrfTokenOf } from '@pilotzone/identity/open-session';
import { SESSION_COOKIE } from '@pilotzone/identity/routes';
import { PilotError } from '@pilotzone/kernel/errors';
import {
  apiKeyOf,
  cookieOf,
  isSigned,
  readSignature,
  type HttpCaller,
} from '@pilotzone/kernel/http';
import type { FastifyRequest } from 'fastify';
import { CITIZEN_COOKIE } from './citizens/citizen-routes.ts';
import type { Platform } from './compose.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who sent a request: who signed it, else whose API key it carries, else whose session the browser
 * has. What the caller may do is decided by identity alone. Throws CSRF_FORBIDDEN for a change that
 * a browser sends with its cookie but without the page's token.
 */
export async function authenticateRequest(
  { informationSharing, identity, citizens }: Platform,
  request: FastifyRequest,
): Promise<HttpCaller | undefined> {
  if (request.routeOptions.config.citizen) return authenticateCitizen(citizens.signIn, request);
  if (isSigned(request)) {
    const signer = await informationSharing.authenticateSigned(readSignature(request));
    return withRights(identity, signer);
  }
  const key = apiKeyOf(request);
  if (key !== undefined) {
    const holder = await informationSharing.authenticate(key);
    return holder && withRights(identity, holder);
  }
  const token = cookieOf(request, SESSION_COOKIE);
  if (token === undefined) return undefined;
  const caller = await identity.authenticateSession(token);
  if (caller && !SAFE_METHODS.has(request.method)) assertOwnPage(request, token);
  return caller;
}

/** A citizen by her own cookie; nothing that opens the desks opens her counter, and the reverse. */
async function authenticateCitizen(
  signIn: Platform['citizens']['signIn'],
  request: FastifyRequest,
): Promise<HttpCaller | undefined> {
  const token = cookieOf(request, CITIZEN_COOKIE);
  const citizen = token === undefined ? undefined : await signIn.findSession(token);
  if (token === undefined || !citizen) return undefined;
  if (!SAFE_METHODS.has(request.method)) assertOwnPage(request, token);
  // Of no participant; the name keeps her requests apart from those of others.
  return { participantCode: '', scopes: [], name: `citizen ${citizen.sessionId}`, citizen };
}

async function withRights(
  identity: Platform['identity'],
  holder: { participantCode: string; scopes: readonly Scope[]; name: string },
): Promise<HttpCaller> {
  const { participantCode, scopes: permissions, name } = holder;
  return {
    participantCode,
    name,
    ...(await identity.decideRights({ participantCode, permissions })),
  };
}

function assertOwnPage(request: FastifyRequest, token: string): void {
  const wanted = Buffer.from(csrfTokenOf(token));
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new PilotError(
    'CSRF_FORBIDDEN',
    'a change by session needs the header X-CSRF-Token with `person.csrfToken` of GET /api/v1/me',
  );
}
