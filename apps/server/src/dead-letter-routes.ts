import type { DeadLetter, DeadLetters } from '@pilotzone/gateway/dead-letters';
import { answerOf, callerOf, decodeCursor, encodeCursor } from '@pilotzone/kernel/http';
import type { HttpServer } from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import type { Platform } from './compose.ts';
import { LetterContent, readLetter } from './read-letter.ts';

/** Routes of dead letters; they hold persons' data, so only an operator sees them. */
const SCOPE = 'admin';

const PAGE_DEFAULT = 100;

const Letter = Type.Object({
  deadLetterId: Type.String(),
  channel: Type.String({ description: '"customs", "to customs" or "intake NAME"' }),
  messageId: Type.String(),
  reason: Type.String(),
  exchangeId: Type.Union([Type.String(), Type.Null()]),
  diedAt: Type.String(),
  bodyLength: Type.Integer(),
  settled: Type.Union([
    Type.Null(),
    Type.Object({
      at: Type.String(),
      by: Type.String(),
      outcome: Type.Enum(['replayed', 'discarded']),
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ]),
});

const Page = Type.Object({
  items: Type.Array(Letter),
  next: Type.Union([Type.String(), Type.Null()]),
});
const Query = Type.Object({
  all: Type.Optional(Type.Boolean({ description: 'settled ones too' })),
  channel: Type.Optional(Type.String({ maxLength: 200, description: 'only this one' })),
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
const Discard = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

const config = { scope: SCOPE };

/** Adds the routes of dead letters (死信). */
export function registerDeadLetterRoutes(server: HttpServer, platform: Platform): void {
  const { deadLetters } = platform;
  routeList(server, deadLetters);
  routeOne(server, platform);
  routeSettling(server, deadLetters);
}

function routeList(server: HttpServer, deadLetters: DeadLetters): void {
  server.get(
    '/api/v1/dead-letters',
    {
      config,
      schema: {
        summary: 'Messages that nobody could take, newest first',
        tags: ['platform'],
        querystring: Query,
        response: { 200: Page },
      },
    },
    async ({ query: { all = false, channel, cursor, limit = PAGE_DEFAULT } }) => {
      const before = cursor === undefined ? undefined : idOf(cursor);
      const found = await deadLetters.list({ open: !all, channel, before, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map(showLetter),
        next: last ? encodeCursor([last.deadLetterId]) : null,
      };
    },
  );
}

function routeOne(server: HttpServer, platform: Platform): void {
  const { deadLetters } = platform;
  server.get(
    '/api/v1/dead-letters/:id',
    {
      config,
      schema: {
        summary: 'One of them, with what its bytes say as far as they can be read',
        tags: ['platform'],
        params: Id,
        response: { 200: Type.Intersect([Letter, Type.Object({ content: LetterContent })]) },
      },
    },
    async ({ params: { id } }) => {
      const { body, ...letter } = await deadLetters.get(id);
      return { ...showLetter(letter), content: await readLetter(platform, body) };
    },
  );
  server.get(
    '/api/v1/dead-letters/:id/body',
    {
      config: { ...config, answers: { 200: answerOf('application/octet-stream', 'Its bytes') } },
      schema: { summary: 'Its bytes', tags: ['platform'], params: Id },
    },
    async (request, reply) => {
      const { body } = await deadLetters.get(request.params.id);
      // Never shown by a browser as a page: the bytes are a stranger's.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${request.params.id}.xml"`)
        .header('x-content-type-options', 'nosniff')
        .send(body);
    },
  );
}

function routeSettling(server: HttpServer, deadLetters: DeadLetters): void {
  server.post(
    '/api/v1/dead-letters/:id/replay',
    {
      config,
      schema: {
        summary: 'Hand a dead letter over again; it stays open when that fails',
        tags: ['platform'],
        params: Id,
      },
    },
    async (request, reply) => {
      await deadLetters.replay(request.params.id, callerOf(request).name);
      return reply.code(204).send();
    },
  );
  server.post(
    '/api/v1/dead-letters/:id/discard',
    {
      config,
      schema: {
        summary: 'Settle a dead letter without handing it over, and say why; its bytes are kept',
        tags: ['platform'],
        params: Id,
        body: Discard,
      },
    },
    async (request, reply) => {
      const { reason } = request.body;
      await deadLetters.discard(request.params.id, { actor: callerOf(request).name, reason });
      return reply.code(204).send();
    },
  );
}

function showLetter(letter: DeadLetter) {
  const { exchangeId, diedAt, settled, ...rest } = letter;
  return {
    ...rest,
    exchangeId: exchangeId ?? null,
    diedAt: formatInstant(diedAt as Instant),
    settled: settled
      ? {
          ...settled,
          reason: settled.reason ?? null,
          at: formatInstant(settled.at as Instant),
        }
      : null,
  };
}

function idOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}
