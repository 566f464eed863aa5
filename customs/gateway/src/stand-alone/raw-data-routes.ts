import { createHash } from 'node:crypto';
import type { HttpServer } from '@pilotzone/kernel/http';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { CODE_DONE, CODE_FAILED, faultsOfUpload, namesOf } from '@pilotzone/rules/payment-raw-data';
import { Type } from 'typebox';
import { UPLOAD_PATH } from '../upload-raw-data.ts';
import { fits } from './draw.ts';
import { countUpload, insertSession, listSessions } from './raw-data-store.ts';
import { noteAnswered, noteUpload } from './raw-data-store.ts';
import type { RawDataSession } from './raw-data-store.ts';
import type { RawDataRule, Scenario } from './scenario.ts';
import { insertMessage, noteRepeat } from './stand-alone-store.ts';

const ASK_TIMEOUT_MS = 10_000;
const SHOWN = 200;

type Needs = {
  readonly runtime: Runtime;
  readonly scenario: Scenario;
  readonly config: { readonly public?: boolean };
};

/**
 * Adds customs' side of payment raw data (announcement 2018 no. 179): asks a platform for an order,
 * and takes what platforms upload. See docs/protocols/payment-raw-data.md.
 */
export function registerRawData(server: HttpServer, needs: Needs): void {
  const { runtime, config } = needs;
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
  server.post(UPLOAD_PATH, { config }, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const { httpStatus, ...answer } = await takeUpload(needs, form.get('payExInfoStr') ?? '');
    return reply.code(httpStatus).send({ ...answer, total: 0, serviceTime: runtime.clock.now() });
  });
  server.get('/payment-raw-data/sessions', { config }, async () => ({
    items: await listSessions(runtime.db, runtime.zoneCode, SHOWN),
  }));
  registerAsk(server, needs);
}

function registerAsk(server: HttpServer, { runtime, config }: Needs): void {
  const { db, zoneCode, clock, ids } = runtime;
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
      const sessionID = ids.newId();
      const askedAt = clock.now();
      await insertSession(db, zoneCode, { sessionId: sessionID, orderNo, url, askedAt });
      const openReq = JSON.stringify({ orderNo, sessionID, serviceTime: askedAt });
      try {
        const answer = await fetch(url, {
          method: 'POST',
          body: new URLSearchParams({ openReq }),
          signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
        });
        const answered = (await answer.text()).slice(0, 2_000);
        await noteAnswered(db, zoneCode, { sessionId: sessionID, answered });
        return await reply.send({ sessionID, status: answer.status, answered });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        await noteAnswered(db, zoneCode, { sessionId: sessionID, answered: reason });
        return reply.code(502).send({ sessionID, reason });
      }
    },
  );
}

type Answer = { readonly httpStatus: number; readonly code: string; readonly message: string };

/** Judges an upload by its form, by what was asked, and by the scenario. */
async function takeUpload({ runtime, scenario }: Needs, text: string): Promise<Answer> {
  const { db, zoneCode, clock } = runtime;
  const { sessionId, orderNos } = namesOf(text);
  const session = await countUpload(db, zoneCode, sessionId);
  const faults = [...faultsOfUpload(text), ...faultsOfSession(session, orderNos)];
  const answer = answerOf(faults, faults.length > 0 ? undefined : ruleFor(scenario, session));
  const { code, message } = answer;
  await keep(runtime, text, code === CODE_DONE ? CODE_DONE : `${code}: ${message.trim()}`);
  const acceptedAt = code === CODE_DONE ? clock.now() : null;
  await noteUpload(db, zoneCode, { sessionId, code, message, acceptedAt });
  return answer;
}

/** An upload for a session that was opened here holds the order that was asked for. */
function faultsOfSession(session: RawDataSession | undefined, orderNos: readonly string[]) {
  if (!session || orderNos.includes(session.orderNo)) return [];
  return [`orderNo : 未返回所取的订单${session.orderNo}`];
}

/** What the scenario has for this upload: the first rule that fits and is not used up. */
function ruleFor({ rawData }: Scenario, session: RawDataSession | undefined) {
  if (!session) return undefined;
  return rawData.find(({ orderNo, times }) => {
    return session.uploads < times && fits(orderNo, session.orderNo);
  });
}

function answerOf(faults: readonly string[], rule: RawDataRule | undefined): Answer {
  if (rule) return rule;
  if (faults.length === 0) return { httpStatus: 200, code: CODE_DONE, message: '上传成功' };
  return { httpStatus: 200, code: CODE_FAILED, message: `${faults.join(';  ')};  ` };
}

/** An upload stands on the page beside the messages. */
async function keep(runtime: Runtime, text: string, explanation: string): Promise<void> {
  const sha256 = createHash('sha256').update(text).digest();
  const message = {
    ...{ channel: 'http', sender: '', messageId: `raw data ${sha256.toString('hex')}` },
    ...{ messageType: 'realTimeDataUpload', sha256, body: Buffer.from(text), explanation },
  };
  const { db, zoneCode, clock } = runtime;
  const isNew = await insertMessage(db, zoneCode, { message, now: clock.now() });
  if (!isNew) await noteRepeat(db, zoneCode, message);
}
