import type { DeadLetter, DeadLetters } from '@pilotzone/gateway/dead-letters';
import { callerOf, decodeCursor, encodeCursor } from '@pilotzone/kernel/http';
import type { HttpServer } from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { Type } from 'typebox';

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
    Type.Object({ at: Type.String(), by: Type.String(), outcome: Type.String() }),
  ]),
});

const Page = Type.Object({
  items: Type.Array(Letter),
  next: Type.Union([Type.String(), Type.Null()]),
});
const Query = Type.Object({
  all: Type.Optional(Type.Boolean({ description: 'settled ones too' })),
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Adds the routes of dead letters (死信). */
export function registerDeadLetterRoutes(server: HttpServer, deadLetters: DeadLetters): void {
  const config = { scope: SCOPE };
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
    async ({ query: { all = false, cursor, limit = PAGE_DEFAULT } }) => {
      const before = cursor === undefined ? undefined : idOf(cursor);
      const found = await deadLetters.list({ open: !all, before, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map(showLetter),
        next: last ? encodeCursor([last.deadLetterId]) : null,
      };
    },
  );
  server.get(
    '/api/v1/dead-letters/:id/body',
    { config, schema: { summary: 'Its bytes', tags: ['platform'], params: Id } },
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
  for (const action of ['replay', 'discard'] as const) {
    server.post(
      `/api/v1/dead-letters/:id/${action}`,
      { config, schema: { summary: SUMMARIES[action], tags: ['platform'], params: Id } },
      async (request, reply) => {
        await deadLetters[action](request.params.id, callerOf(request).name);
        return reply.code(204).send();
      },
    );
  }
}

const SUMMARIES = {
  replay: 'Hand a dead letter over again; it stays open when that fails',
  discard: 'Settle a dead letter without handing it over; its bytes are kept',
} as const;

function showLetter(letter: DeadLetter) {
  const { exchangeId, diedAt, settled, ...rest } = letter;
  return {
    ...rest,
    exchangeId: exchangeId ?? null,
    diedAt: formatInstant(diedAt as Instant),
    settled: settled ? { ...settled, at: formatInstant(settled.at as Instant) } : null,
  };
}

function idOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}
