import { writeDxpRefusal } from '@pilotzone/ceb/dxp-reply';
import type { DxpRefusal } from '@pilotzone/ceb/dxp-reply';
import type { HttpServer } from '@pilotzone/kernel/http';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatLocalTime } from '@pilotzone/kernel/time';
import type { Clock } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import { messagePage, overviewPage, STYLE } from './pages.ts';
import { registerRawData } from './raw-data-routes.ts';
import type { StandAlone } from './stand-alone.ts';
import { findMessage, listMessages, listReceipts } from './stand-alone-store.ts';

const WAIT_MAX_SECONDS = 25;
const LOOK_EVERY_MS = 100;
const SHOWN = 50;

/**
 * Adds the exchange by HTTP (docs/protocols/exchange-http.md) and the page. `config` says who may
 * call: everybody, or who has the token.
 */
export function registerExchange(
  server: HttpServer,
  standAlone: StandAlone,
  the: { runtime: Runtime; config: { public?: boolean } },
): void {
  const { runtime, config } = the;
  server.post('/dxp', { config }, async (request, reply) => {
    if (!(request.body instanceof Uint8Array))
      return reply
        .code(415)
        .send({ detail: 'send the message with Content-Type: application/xml' });
    const id = request.headers['message-id'];
    const parcel = { id: typeof id === 'string' ? id : '', body: request.body };
    const refusal = await standAlone.take(parcel);
    if (!refusal) return reply.code(202).send();
    const status = refusal.code === '2999' ? 409 : refusal.code.startsWith('2') ? 422 : 400;
    return reply.code(status).type('application/xml').send(replyOf(refusal, runtime.clock));
  });
  server.get(
    '/dxp/messages',
    {
      config,
      schema: {
        querystring: Type.Object({
          receiver: Type.String({ minLength: 1, maxLength: 30 }),
          wait: Type.Optional(Type.Integer({ minimum: 0, maximum: WAIT_MAX_SECONDS })),
        }),
      },
    },
    async ({ query: { receiver, wait = 0 } }, reply) => {
      const tries = Math.ceil((wait * 1_000) / LOOK_EVERY_MS);
      for (let i = 0; ; i += 1) {
        const receipt = await standAlone.next(receiver);
        if (receipt)
          return reply
            .type('application/xml; charset=utf-8')
            .header('message-id', receipt.receiptId)
            .send(Buffer.from(receipt.body));
        if (i >= tries || reply.raw.destroyed) return reply.code(204).send();
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
  );
  server.delete(
    '/dxp/messages/:id',
    { config, schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
    async (request, reply) => {
      await standAlone.taken(request.params.id);
      return reply.code(204).send();
    },
  );
  registerPages(server, standAlone, the);
  registerRawData(server, { ...the, scenario: standAlone.scenario });
}

function replyOf(refusal: DxpRefusal, clock: Clock): Buffer {
  const now = clock.now();
  return writeDxpRefusal(refusal, { day: dayOf(now), localTime: formatLocalTime(now) });
}

function registerPages(
  server: HttpServer,
  { scenario }: StandAlone,
  { runtime, config }: { runtime: Runtime; config: { public?: boolean } },
): void {
  const { db, zoneCode } = runtime;
  server.get('/', { config }, async (_request, reply) => {
    const messages = await listMessages(db, zoneCode, { before: undefined, limit: SHOWN });
    const receipts = await listReceipts(db, zoneCode, SHOWN);
    return sendPage(reply, overviewPage({ scenario, messages, receipts }));
  });
  server.get(
    '/messages/:no',
    { config, schema: { params: Type.Object({ no: Type.Integer({ minimum: 1 }) }) } },
    async (request, reply) => {
      const message = await findMessage(db, zoneCode, request.params.no);
      if (!message) {
        reply.callNotFound();
        return reply;
      }
      return sendPage(reply, messagePage(message));
    },
  );
  server.get('/style.css', { config }, (_request, reply) => reply.type('text/css').send(STYLE));
}

type Reply = {
  header(name: string, value: string): Reply;
  type(type: string): Reply;
  send(body: string): unknown;
};

/** A page without scripts, which may load its own style and nothing else. */
function sendPage(reply: Reply, html: string): unknown {
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'self'; base-uri 'none'")
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(html);
}
