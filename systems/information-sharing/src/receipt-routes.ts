import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { InformationSharing } from './index.ts';
import { HTTP_CHANNEL } from './model/channels.ts';

export type ReceiptUseCases = Pick<InformationSharing, 'listReceiptsWaiting' | 'confirmReceipts'>;

/** Where they are and what their caller must be allowed to. */
export const RECEIPT_ROUTES = {
  fetchReceipts: { method: 'GET', url: '/api/v1/receipts', scope: 'ceb:send' },
  confirmReceipts: { method: 'DELETE', url: '/api/v1/receipts/:id', scope: 'ceb:send' },
} as const;

const WAIT_MAX_SECONDS = 25;
const LOOK_EVERY_MS = 500;

/** Adds the routes by which a trader who sends by HTTP gets customs' later receipts. */
export function routeReceipts(server: HttpServer, useCases: ReceiptUseCases): void {
  server.route({
    ...at('fetchReceipts'),
    schema: {
      summary: "The oldest message of customs' receipts for messages that you sent by HTTP",
      description:
        '200 with the message and its id in the header message-id; 204 when none came within ' +
        '`wait` seconds. It is handed out again until it is deleted under that id; a repeat has ' +
        'the same id and the same bytes.',
      querystring: Type.Object({
        wait: Type.Optional(Type.Integer({ minimum: 0, maximum: WAIT_MAX_SECONDS })),
      }),
      produces: ['application/xml'],
    },
    handler: async (request, reply) => {
      const { participantCode } = callerOf(request);
      const wanted = { channel: HTTP_CHANNEL, participantCode, limit: 1 };
      const looks = Math.ceil(((request.query.wait ?? 0) * 1_000) / LOOK_EVERY_MS);
      for (let look = 0; ; look += 1) {
        const [receipts] = await useCases.listReceiptsWaiting(wanted);
        if (receipts)
          return reply
            .type('application/xml; charset=utf-8')
            .header('message-id', receipts.id)
            .send(receipts.body);
        if (look >= looks || reply.raw.destroyed) return reply.code(204).send();
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
  });
  server.route({
    ...at('confirmReceipts'),
    schema: {
      summary: 'You have these receipts: they are not handed out again',
      params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    },
    handler: async (request, reply) => {
      const { participantCode } = callerOf(request);
      await useCases.confirmReceipts({ ids: [request.params.id], participantCode });
      return reply.code(204).send();
    },
  });
}

function at(name: keyof typeof RECEIPT_ROUTES) {
  const { method, url, scope } = RECEIPT_ROUTES[name];
  return { method, url, config: { scope } };
}
