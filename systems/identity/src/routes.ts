import {
  callerOf,
  cookieOf,
  decodeCursor,
  ownerOf,
  setCookie,
  type HttpServer,
} from '@pilotzone/kernel/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  CredentialId,
  NewPassword,
  PasskeyAnswer,
  PasskeyOffer,
  PasswordChange,
  PasswordSignIn,
  PeoplePage,
  PeopleQuery,
  PersonChange,
  PersonId,
  PersonRequest,
  PersonShape,
  SecurityAnswer,
  TotpCode,
  TotpOffer,
} from './contract.ts';
import type { Identity } from './index.ts';
import type { OwnSession } from './manage-account.ts';
import type { Site } from './manage-passkeys.ts';
import type { Administrator } from './manage-people.ts';
import type { OpenedSession } from './open-session.ts';

/** The cookie of a session. */
export const SESSION_COOKIE = 'pz_session';

const tags = ['identity'];
const OPEN = { public: true, attempts: true } as const;
const PERSONAL = { personal: true } as const;
const MANAGE = { scope: 'people:manage' } as const;
const NOTHING = { 204: Type.Null() };

/** Adds this module's routes: signing in and out, the own account, people of an organisation. */
export function registerRoutes(server: HttpServer, identity: Identity): void {
  routeSignIn(server, identity);
  routeAccount(server, identity);
  routeTotp(server, identity);
  routePasskeys(server, identity);
  routePeople(server, identity);
}

function routeSignIn(server: HttpServer, identity: Identity): void {
  server.post(
    '/api/v1/session',
    {
      config: OPEN,
      schema: {
        summary: 'Sign in by password; the session is a cookie',
        tags,
        body: PasswordSignIn,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const opened = await identity.signIn({ ...request.body, client: clientOf(request) });
      enter({ request, reply, opened });
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/api/v1/session',
    { config: PERSONAL, schema: { summary: 'Sign out', tags, response: NOTHING } },
    async (request, reply) => {
      await identity.endSession(ownSessionOf(request));
      leave(request, reply);
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/session/passkey/options',
    {
      config: OPEN,
      schema: {
        summary: 'What the browser needs to sign in by passkey',
        tags,
        response: { 200: PasskeyOffer },
      },
    },
    (request) => identity.offerPasskeySignIn(siteOf(request)),
  );
  server.post(
    '/api/v1/session/passkey',
    {
      config: OPEN,
      schema: { summary: 'Sign in by passkey', tags, body: PasskeyAnswer, response: NOTHING },
    },
    async (request, reply) => {
      const answer = { challengeId: request.body.challengeId, response: request.body.response };
      const signedIn = { site: siteOf(request), answer, client: clientOf(request) };
      enter({ request, reply, opened: await identity.signInByPasskey(signedIn) });
      return reply.code(204).send(null);
    },
  );
}

function routeAccount(server: HttpServer, identity: Identity): void {
  server.get(
    '/api/v1/me/security',
    {
      config: PERSONAL,
      schema: {
        summary: 'Own passkeys, sessions and what happened to the account',
        tags,
        response: { 200: SecurityAnswer },
      },
    },
    (request) => identity.getSecurity(ownSessionOf(request)),
  );
  server.put(
    '/api/v1/me/password',
    {
      config: { ...PERSONAL, attempts: true },
      schema: {
        summary: 'Change the own password; all other sessions end',
        tags,
        body: PasswordChange,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      await identity.changePassword(ownSessionOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/api/v1/me/sessions/:id',
    {
      config: PERSONAL,
      schema: { summary: 'End one of the own sessions', tags, params: PersonId, response: NOTHING },
    },
    async (request, reply) => {
      const { personId } = ownSessionOf(request);
      await identity.endSession({ personId, sessionId: request.params.id });
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/api/v1/me/sessions',
    {
      config: PERSONAL,
      schema: { summary: 'End all own sessions but this one', tags, response: NOTHING },
    },
    async (request, reply) => {
      await identity.endOtherSessions(ownSessionOf(request));
      return reply.code(204).send(null);
    },
  );
}

function routeTotp(server: HttpServer, identity: Identity): void {
  server.post(
    '/api/v1/me/totp',
    {
      config: PERSONAL,
      schema: {
        summary: 'A secret for an authenticator app; confirm it with a code',
        tags,
        response: { 200: TotpOffer },
      },
    },
    (request) => identity.offerTotp(ownSessionOf(request).personId),
  );
  server.put(
    '/api/v1/me/totp',
    {
      config: { ...PERSONAL, attempts: true },
      schema: {
        summary: 'Take the authenticator app into use',
        tags,
        body: TotpCode,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      await identity.confirmTotp(ownSessionOf(request).personId, request.body.code);
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/me/totp/remove',
    {
      config: { ...PERSONAL, attempts: true },
      schema: {
        summary: 'Remove the authenticator app, with a code of it',
        tags,
        body: TotpCode,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      await identity.removeTotp(ownSessionOf(request).personId, request.body.code);
      return reply.code(204).send(null);
    },
  );
}

function routePasskeys(server: HttpServer, identity: Identity): void {
  server.post(
    '/api/v1/me/passkeys/options',
    {
      config: PERSONAL,
      schema: {
        summary: 'What the browser needs to make a passkey',
        tags,
        response: { 200: PasskeyOffer },
      },
    },
    (request) => identity.offerPasskey(ownSessionOf(request).personId, siteOf(request)),
  );
  server.post(
    '/api/v1/me/passkeys',
    {
      config: PERSONAL,
      schema: { summary: 'Add a passkey', tags, body: PasskeyAnswer, response: NOTHING },
    },
    async (request, reply) => {
      const { challengeId, response, name = 'passkey' } = request.body;
      const made = { site: siteOf(request), answer: { challengeId, response }, name };
      await identity.addPasskey(ownSessionOf(request).personId, made);
      return reply.code(204).send(null);
    },
  );
  server.delete(
    '/api/v1/me/passkeys/:id',
    {
      config: PERSONAL,
      schema: { summary: 'Remove a passkey', tags, params: CredentialId, response: NOTHING },
    },
    async (request, reply) => {
      await identity.removePasskey(ownSessionOf(request).personId, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

const PAGE_DEFAULT = 100;

function routePeople(server: HttpServer, identity: Identity): void {
  server.get(
    '/api/v1/people',
    {
      config: MANAGE,
      schema: {
        summary: 'People of the organisation, in order of login name',
        tags,
        querystring: PeopleQuery,
        response: { 200: PeoplePage },
      },
    },
    (request) => {
      const { participantCode, cursor, limit = PAGE_DEFAULT } = request.query;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const owner = ownerOf(request) ?? participantCode;
      return identity.listPeople({ owner, after, limit });
    },
  );
  // Without Idempotency-Key: a kept answer would keep the password.
  server.post(
    '/api/v1/people',
    {
      config: MANAGE,
      schema: {
        summary: 'Add a person; her first password is shown once',
        tags,
        body: PersonRequest,
        response: { 201: NewPassword },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await identity.addPerson(administratorOf(request), request.body)),
  );
  server.patch(
    '/api/v1/people/:id',
    {
      config: MANAGE,
      schema: {
        summary: 'Change name, permissions or status of a person',
        tags,
        params: PersonId,
        body: PersonChange,
        response: { 200: PersonShape },
      },
    },
    (request) => {
      const change = { personId: request.params.id, ...request.body };
      return identity.changePerson(administratorOf(request), change);
    },
  );
  server.post(
    '/api/v1/people/:id/password',
    {
      config: MANAGE,
      schema: {
        summary: 'A new password for somebody who lost hers; shown once',
        tags,
        params: PersonId,
        response: { 200: NewPassword },
      },
    },
    (request) => identity.resetPassword(administratorOf(request), request.params.id),
  );
}

function administratorOf(request: FastifyRequest): Administrator {
  const { name, participantCode, scopes } = callerOf(request);
  return { name, participantCode, scopes, owner: ownerOf(request) };
}

function ownSessionOf(request: FastifyRequest): OwnSession {
  const { personId = '', sessionId = '' } = callerOf(request);
  return { personId, sessionId };
}

function clientOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? '';
}

/** Where the browser thinks it is; passkeys and links back go by it. */
export function siteOf(request: FastifyRequest): Site {
  return { origin: `${request.protocol}://${request.host}`, host: request.hostname };
}

/** Hands the session to the browser. */
export function enter({
  request,
  reply,
  opened,
}: {
  request: FastifyRequest;
  reply: FastifyReply;
  opened: OpenedSession;
}): void {
  const isSecure = request.protocol === 'https';
  const cookie = { name: SESSION_COOKIE, value: opened.token, path: '/', isSecure };
  setCookie(reply, { ...cookie, maxAge: SESSION_SECONDS });
}

// The session itself ends in the database; the cookie need not outlive it.
const SESSION_SECONDS = 12 * 3600;

function leave(request: FastifyRequest, reply: FastifyReply): void {
  if (cookieOf(request, SESSION_COOKIE) === undefined) return;
  const isSecure = request.protocol === 'https';
  setCookie(reply, { name: SESSION_COOKIE, value: '', maxAge: 0, path: '/', isSecure });
}
