import {
  callerOf,
  decodeCursor,
  encodeCursor,
  ownerOf,
  type HttpServer,
} from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant, type Instant } from '@pilotzone/kernel/time';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  DeliveryDetail,
  DeliveryId,
  DeliveryPage,
  DeliveryQuery,
  ReplayAnswer,
  WebhookChange,
  WebhookId,
  WebhookList,
  WebhookRequest,
  WebhookSecret,
  WebhookShape,
  type DeliveryShape,
} from './contract/webhooks.ts';
import type { Webhooks } from './create-webhooks.ts';
import type { WebhookManager } from './manage-webhooks.ts';
import type { Delivery, Webhook } from './model/webhook.ts';

const URL = '/api/v1/webhooks';
const config = { scope: 'webhooks:manage' };
const tags = ['webhooks'];
const PAGE_DEFAULT = 50;

/** Adds the routes of webhooks: of the own participant, or of all by a right of the zone. */
export function registerWebhookRoutes(server: HttpServer, webhooks: Webhooks): void {
  routeWebhooks(server, webhooks);
  routeSecrets(server, webhooks);
  routeDeliveries(server, webhooks);
  routeReplays(server, webhooks);
}

function routeWebhooks(server: HttpServer, webhooks: Webhooks): void {
  server.get(
    URL,
    {
      config,
      schema: { summary: 'Webhooks that are not ended', tags, response: { 200: WebhookList } },
    },
    async (request) => ({ items: (await webhooks.list(ownerOf(request))).map(shapeOf) }),
  );
  server.patch(
    `${URL}/:id`,
    {
      config,
      schema: {
        summary: 'Change, pause or activate a webhook',
        tags,
        params: WebhookId,
        body: WebhookChange,
        response: { 200: WebhookShape },
      },
    },
    async (request) => shapeOf(await webhooks.change(named(request), request.body)),
  );
  server.delete(
    `${URL}/:id`,
    {
      config,
      schema: {
        summary: 'End a webhook for good',
        tags,
        params: WebhookId,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await webhooks.end(named(request));
      return reply.code(204).send(null);
    },
  );
}

// Without Idempotency-Key: a kept answer would keep the secret, which is stored sealed only.
function routeSecrets(server: HttpServer, webhooks: Webhooks): void {
  server.post(
    URL,
    {
      config,
      schema: {
        summary: 'Register an address that is told of steps of declarations; shows its secret once',
        tags,
        body: WebhookRequest,
        response: { 201: WebhookSecret },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await webhooks.add(managerOf(request), request.body)),
  );
  server.post(
    `${URL}/:id/secret`,
    {
      config,
      schema: {
        summary: 'A new secret; the present one signs beside it for a day',
        tags,
        params: WebhookId,
        response: { 200: WebhookSecret },
      },
    },
    (request) => webhooks.rotateSecret(named(request)),
  );
}

function routeDeliveries(server: HttpServer, webhooks: Webhooks): void {
  server.get(
    `${URL}/:id/deliveries`,
    {
      config,
      schema: {
        summary: 'What was or is to be sent to a webhook in the last month, newest first',
        tags,
        params: WebhookId,
        querystring: DeliveryQuery,
        response: { 200: DeliveryPage },
      },
    },
    async (request) => {
      const { cursor, state, limit = PAGE_DEFAULT } = request.query;
      const before = cursor === undefined ? undefined : idOf(cursor);
      const rows = await webhooks.listDeliveries(named(request), { state, before, limit });
      const items = rows.slice(0, limit).map(deliveryOf);
      const last = items.at(-1);
      return { items, next: rows.length > limit && last ? encodeCursor([last.deliveryId]) : null };
    },
  );
  server.get(
    `${URL}/:id/deliveries/:deliveryId`,
    {
      config,
      schema: {
        summary: 'One delivery: what was sent, and every attempt',
        tags,
        params: DeliveryId,
        response: { 200: DeliveryDetail },
      },
    },
    async (request) => {
      const found = await webhooks.getDelivery(named(request), request.params.deliveryId);
      const { body } = found;
      const attemptLog = found.attemptLog.map((one) => ({ ...one, at: formatInstant(one.at) }));
      return { ...deliveryOf(found), body, attemptLog };
    },
  );
}

function routeReplays(server: HttpServer, webhooks: Webhooks): void {
  const response = { 200: ReplayAnswer };
  server.post(
    `${URL}/:id/test`,
    {
      config,
      schema: {
        summary: 'Send a test to a webhook: a delivery without events',
        tags,
        params: WebhookId,
        response: { 202: Type.Object({ deliveryId: Type.String() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send({ deliveryId: await webhooks.test(named(request)) }),
  );
  server.post(
    `${URL}/:id/replay`,
    {
      config,
      schema: {
        summary: 'Send again whatever was given up',
        tags,
        params: WebhookId,
        response,
      },
    },
    async (request) => ({ replayed: await webhooks.replay(named(request)) }),
  );
  server.post(
    `${URL}/:id/deliveries/:deliveryId/replay`,
    {
      config,
      schema: { summary: 'Send one delivery again', tags, params: DeliveryId, response },
    },
    async (request) => ({
      replayed: await webhooks.replay(named(request), request.params.deliveryId),
    }),
  );
}

type Identified = FastifyRequest<{ Params: { id: string } }>;

function named(request: Pick<Identified, 'params'> & FastifyRequest) {
  return { webhookId: request.params.id, owner: ownerOf(request) };
}

function managerOf(request: FastifyRequest): WebhookManager {
  const { participantCode, scopes, name: actor } = callerOf(request);
  return { participantCode, scopes, actor, owner: ownerOf(request) };
}

function shapeOf(webhook: Webhook): WebhookShape {
  const { createdAt, lastSuccessAt, outcomes } = webhook;
  return {
    ...webhook,
    outcomes: [...outcomes],
    createdAt: formatInstant(createdAt),
    lastSuccessAt: formatMaybe(lastSuccessAt),
  };
}

function deliveryOf(delivery: Delivery): DeliveryShape {
  const { createdAt, nextAttemptAt } = delivery;
  return {
    ...delivery,
    createdAt: formatInstant(createdAt),
    nextAttemptAt: formatMaybe(nextAttemptAt),
  };
}

function formatMaybe(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}

function idOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}
