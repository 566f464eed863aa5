import {
  callerOf,
  decodeCursor,
  encodeCursor,
  ownerOf,
  type HttpServer,
} from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiKeyAnswer, ApiKeyId, ApiKeyPage, ApiKeyQuery, ApiKeyRequest } from './contract.ts';
import type { InformationSharing } from './index.ts';
import { boundRequest, type KeyGiver } from './manage-api-keys.ts';

export type ApiKeyUseCases = Pick<
  InformationSharing,
  'createApiKey' | 'revokeApiKey' | 'listApiKeys'
>;

/** Where they are and what their caller must be allowed to. */
export const API_KEY_ROUTES = {
  listApiKeys: { method: 'GET', url: '/api/v1/api-keys', scope: 'keys:manage' },
  createApiKey: { method: 'POST', url: '/api/v1/api-keys', scope: 'keys:manage' },
  revokeApiKey: { method: 'DELETE', url: '/api/v1/api-keys/:id', scope: 'keys:manage' },
} as const;

const PAGE_DEFAULT = 100;

// Without Idempotency-Key: a kept answer would keep the key itself, of which only the hash may be
// stored.
/** Adds the routes of API keys: of the own participant, or of all where a right reaches so far. */
export function routeApiKeys(server: HttpServer, useCases: ApiKeyUseCases): void {
  server.route({
    ...at('listApiKeys'),
    schema: {
      summary: 'API keys, newest first, also ended ones; the keys themselves are not stored',
      querystring: ApiKeyQuery,
      response: { 200: ApiKeyPage },
    },
    handler: async (request) => {
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const before = cursor === undefined ? undefined : keyIdOf(cursor);
      const page = await useCases.listApiKeys({ owner: ownerOf(request), before, limit });
      const items = page.keys.map(({ createdAt, revokedAt, scopes, ...key }) => ({
        ...{ ...key, scopes: [...scopes], createdAt: formatInstant(createdAt) },
        revokedAt: revokedAt === null ? null : formatInstant(revokedAt),
      }));
      return { items, next: page.next ? encodeCursor([page.next]) : null };
    },
  });
  server.route({
    ...at('createApiKey'),
    schema: {
      summary: 'Make an API key for a participant; the key is shown once',
      body: ApiKeyRequest,
      response: { 201: ApiKeyAnswer },
    },
    handler: async (request, reply) =>
      reply
        .code(201)
        .send(await useCases.createApiKey(boundRequest(giverOf(request), request.body))),
  });
  server.route({
    ...at('revokeApiKey'),
    schema: {
      summary: 'Revoke an API key at once',
      params: ApiKeyId,
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      await useCases.revokeApiKey(request.params.id, ownerOf(request));
      return reply.code(204).send(null);
    },
  });
}

function at(name: keyof typeof API_KEY_ROUTES) {
  const { method, url, scope } = API_KEY_ROUTES[name];
  return { method, url, config: { scope } };
}

function keyIdOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}

function giverOf(request: FastifyRequest): KeyGiver {
  const { participantCode, scopes } = callerOf(request);
  return { participantCode, scopes, owner: ownerOf(request) };
}
