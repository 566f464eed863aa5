import { createHash } from 'node:crypto';
import type { HttpServer } from '@pilotzone/kernel/http';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { CODE_DONE, CODE_FAILED, faultsOfUpload } from '@pilotzone/rules/payment-raw-data';
import { Type } from 'typebox';
import { insertMessage, noteRepeat } from './stand-alone-store.ts';

const ASK_TIMEOUT_MS = 10_000;

/**
 * Adds customs' side of payment raw data (announcement 2018 no. 179): takes what platforms upload
 * and judges its form, and asks a platform for an order. See docs/protocols/payment-raw-data.md.
 */
export function registerRawData(
  server: HttpServer,
  { runtime, config }: { runtime: Runtime; config: { public?: boolean } },
): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
  server.post('/ceb2grab/grab/realTimeDataUpload', { config }, async (request) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const text = form.get('payExInfoStr') ?? '';
    const faults = faultsOfUpload(text);
    await keep(runtime, text, faults);
    const serviceTime = runtime.clock.now();
    if (faults.length === 0) return { code: CODE_DONE, message: '上传成功', total: 0, serviceTime };
    return { code: CODE_FAILED, message: `${faults.join(';  ')};  `, total: 0, serviceTime };
  });
  server.post(
    '/payment-raw-data/ask',
    {
      config,
      schema: {
        summary: 'Ask a platform for the payment raw data of an order (platDataOpen)',
        body: Type.Object({
          url: Type.String({ pattern: '^https?://' }),
          orderNo: Type.String({ minLength: 1, maxLength: 60 }),
        }),
      },
    },
    async ({ body: { url, orderNo } }, reply) => {
      const sessionID = runtime.ids.newId();
      const openReq = JSON.stringify({ orderNo, sessionID, serviceTime: runtime.clock.now() });
      try {
        const answer = await fetch(url, {
          method: 'POST',
          body: new URLSearchParams({ openReq }),
          signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
        });
        const answered = (await answer.text()).slice(0, 2_000);
        return await reply.send({ sessionID, status: answer.status, answered });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return reply.code(502).send({ sessionID, reason });
      }
    },
  );
}

/** An upload stands on the page beside the messages. */
async function keep(runtime: Runtime, text: string, faults: readonly string[]): Promise<void> {
  const sha256 = createHash('sha256').update(text).digest();
  const message = {
    ...{ channel: 'http', sender: '', messageId: `raw data ${sha256.toString('hex')}` },
    ...{ messageType: 'realTimeDataUpload', sha256, body: Buffer.from(text) },
    explanation: faults.length === 0 ? CODE_DONE : `${CODE_FAILED}: ${faults.join('; ')}`,
  };
  const { db, zoneCode, clock } = runtime;
  const isNew = await insertMessage(db, zoneCode, { message, now: clock.now() });
  if (!isNew) await noteRepeat(db, zoneCode, message);
}
