import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { ListReceipt } from '@pilotzone/ceb/message';
import { ParcelsRefused } from '@pilotzone/gateway/channel/channel';
import type { Channel, Parcel } from '@pilotzone/gateway/channel/channel';
import type { Purchase } from '@pilotzone/generator/purchase';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLATFORM_TRANSFER } from './config.ts';
import { createPlatformServer } from './http-server.ts';
import { openIntakes, parseIntake } from './intake-channels.ts';
import { returnReceipts } from './return-receipts.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, PAPERS, purchasesOf } from './testing-purchases.ts';

let the: TestPlatform;
let root = '';
const { draw } = purchasesOf(622);

beforeAll(async () => {
  the = await openTestPlatform();
  root = await mkdtemp(join(tmpdir(), 'pilotzone-returns-'));
});
afterAll(async () => {
  await the.close();
  await rm(root, { recursive: true, force: true });
});

/** A purchase whose papers are on file, and its list as a message of its broker. */
async function openCase(): Promise<{ purchase: Purchase; message: Buffer }> {
  const purchase = draw();
  const papers = [PAPERS.order, PAPERS.payment, PAPERS.waybill].map((paper) => paper(purchase));
  await file(the.platform, papers);
  const { code, name } = purchase.parties.broker;
  const transfer = { copCode: code, copName: name, dxpMode: 'DXP', dxpId: 'X', note: undefined };
  const message: OutgoingMessage = {
    ...{ type: 'CEB621Message', guid: the.platform.runtime.ids.newId(), version: '1.0', transfer },
    documents: [purchase.list],
  };
  return { purchase, message: encodeCeb(message, unsignedSignature(code)) };
}

/** Waits for customs, and sorts what it answered. */
async function sort(): Promise<void> {
  await settle(the.platform);
  while ((await the.platform.informationSharing.splitReceipts()) > 0);
}

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 400; i += 1) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not happen');
}

function headsOf(body: Uint8Array): ListReceipt['head'][] {
  const decoded = decodeCeb(body);
  if (decoded.kind !== 'message' || decoded.message.type !== 'CEB622Message')
    throw new Error('no message of receipts');
  return decoded.message.documents.map(({ head }) => head);
}

const statuses = (heads: readonly ListReceipt['head'][]) =>
  heads.map(({ returnStatus }) => returnStatus).sort();

const CUSTOMS = ['120', '2', '800'];

describe('a trader who sends by a folder', () => {
  test('gets customs’ receipts there, in an envelope as it sent one, and once', async () => {
    const { purchase, message } = await openCase();
    const folder = join(root, 'acme');
    await Promise.all(['out', 'in'].map((name) => mkdir(join(folder, name), { recursive: true })));
    const { code } = purchase.parties.broker;
    const close = openIntakes(the.platform, [parseIntake(`folder:${folder}?participant=${code}`)]);
    const envelope = {
      ...{ copMsgId: 'ACME-1', senderId: 'DXPENT0000000009', msgType: 'CEB621Message' },
      ...{ receiverIds: [PLATFORM_TRANSFER.dxpId], creatTime: '2026-11-20T08:00:00' },
    };
    await writeFile(join(folder, 'out', 'list.xml'), wrapDxp(envelope, message));
    const files = async () =>
      (await readdir(join(folder, 'in'))).filter((name) => !name.startsWith('.'));
    await until(async () => ((await files()).length === 1 ? true : undefined));
    await sort();
    await until(async () => ((await files()).length > 1 ? true : undefined));
    const names = (await files()).sort();
    const bodies = await Promise.all(names.map((name) => readFile(join(folder, 'in', name))));
    const opened = bodies.map((body) => unwrapDxp(body));
    expect(opened).toMatchObject(
      opened.map(() => ({ kind: 'dxp', receiverIds: ['DXPENT0000000009'] })),
    );
    const heads = opened.flatMap((one) => (one.kind === 'dxp' ? headsOf(one.payload) : []));
    expect(new Set(heads.map(({ copNo }) => copNo))).toEqual(new Set([purchase.list.head.copNo]));
    // The platform's own answer first, then customs'.
    expect(statuses(heads.slice(1))).toEqual(CUSTOMS);
    // Customs sends all of it again, under other guids: nothing new for the trader.
    await repeatEverything();
    await sort();
    expect(await the.platform.informationSharing.countReceiptsWaiting()).toEqual([]);
    expect((await files()).sort()).toEqual(names);
    await close();
  });
});

/** Everything that customs sent so far arrives once more, as customs makes it anew. */
async function repeatEverything(): Promise<void> {
  const { informationSharing, runtime } = the.platform;
  const filter = { direction: 'in', counterparty: 'customs', limit: 50 } as const;
  const { exchanges } = await informationSharing.listExchanges(filter);
  const again = await Promise.all(
    exchanges.map(async ({ exchangeId }) => {
      const bytes = await informationSharing.readExchange(exchangeId);
      return Buffer.from(bytes.toString().replace(/<ceb:guid>....../g, '<ceb:guid>AAAAAA'));
    }),
  );
  await runtime.db.transaction(async (tx) => {
    const ids = await informationSharing.recordExchanges(
      tx,
      again.map((body) => ({
        ...{ direction: 'in', counterparty: 'customs', messageType: 'CEB622Message' },
        ...{ refused: false, body },
      })),
    );
    await informationSharing.noteReceipts(tx, ids);
  });
}

describe('a trader who sends by HTTP', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await createPlatformServer(the.platform);
  });
  afterAll(() => server.close());

  async function keyOf(participantCode: string): Promise<string> {
    const scopes = ['ceb:send'] as const;
    const request = { participantCode, name: 'test', scopes };
    return (await the.platform.informationSharing.createApiKey(request)).key;
  }

  test('fetches its own until it deletes them; nobody else sees or deletes them', async () => {
    const { purchase, message } = await openCase();
    const { broker, platform } = purchase.parties;
    const [own, other] = [await keyOf(broker.code), await keyOf(platform.code)];
    const ask = (method: 'GET' | 'DELETE', path: string, key = own) =>
      server.inject({
        method,
        url: `/api/v1/receipts${path}`,
        headers: { authorization: `Bearer ${key}` },
      });
    const sent = await server.inject({
      ...{ method: 'POST', url: '/api/v1/ceb', payload: message },
      headers: { authorization: `Bearer ${own}`, 'content-type': 'application/xml' },
    });
    expect(sent.statusCode).toBe(200);
    expect((await ask('GET', '')).statusCode).toBe(204);
    await sort();
    expect((await ask('GET', '', other)).statusCode).toBe(204);
    const heads: ListReceipt['head'][] = [];
    for (;;) {
      const answer = await ask('GET', '');
      if (answer.statusCode === 204) break;
      expect((await ask('GET', '')).rawPayload.equals(answer.rawPayload)).toBe(true);
      const id = String(answer.headers['message-id']);
      expect((await ask('DELETE', `/${id}`, other)).statusCode).toBe(204);
      expect((await ask('GET', '')).headers['message-id']).toBe(id);
      heads.push(...headsOf(answer.rawPayload));
      expect((await ask('DELETE', `/${id}`)).statusCode).toBe(204);
    }
    expect(statuses(heads)).toEqual(CUSTOMS);
    expect(heads[0]?.copNo).toBe(purchase.list.head.copNo);
  });
});

describe('a channel', () => {
  /** Messages wait for it as if its trader had sent a list through it. */
  async function receiptsFor(name: string): Promise<string> {
    const { informationSharing } = the.platform;
    const { purchase, message } = await openCase();
    const { code } = purchase.parties.broker;
    const caller = { participantCode: code, scopes: ['ceb:send'] as const, name };
    const raw = { bytes: message, caller, transport: 'queue' as const, channel: name };
    await informationSharing.receiveMessages([raw]);
    await sort();
    const [first] = await informationSharing.listReceiptsWaiting({ channel: name, limit: 1 });
    return first?.id ?? '';
  }

  function fakeChannel(send: Channel['send']): Channel {
    return { name: 'fake', send, receive: () => undefined, close: () => Promise.resolve() };
  }

  test('that is away gets them when it is back, the same bytes under the same id', async () => {
    const id = await receiptsFor('intake away');
    let failures = 2;
    const tried: (readonly Parcel[])[] = [];
    const channel = fakeChannel((parcels) => {
      tried.push(parcels);
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('connection lost')) : Promise.resolve();
    });
    const returning = returnReceipts(the.platform, channel, 'intake away');
    await until(() => Promise.resolve(tried.length === 3 ? true : undefined));
    await returning.stop();
    expect(tried[0]?.[0]?.id).toBe(id);
    expect(tried[2]).toEqual(tried[0]);
    expect(await the.platform.informationSharing.countReceiptsWaiting()).toEqual([]);
  });

  test('that will never take one makes a dead letter of it, which can be replayed', async () => {
    const id = await receiptsFor('intake small');
    let isFull = true;
    const taken: string[] = [];
    const channel = fakeChannel((parcels) => {
      if (isFull) return Promise.reject(new ParcelsRefused(new Map([[0, 'too large for it']])));
      taken.push(...parcels.map((parcel) => parcel.id));
      return Promise.resolve();
    });
    const { deadLetters } = the.platform;
    const returning = returnReceipts(the.platform, channel, 'intake small');
    const query = { open: true, channel: 'receipts of intake small', limit: 9 };
    const [letter] = await until(async () => {
      const found = await deadLetters.list(query);
      return found.length > 0 ? found : undefined;
    });
    expect(letter).toMatchObject({ messageId: id, reason: 'too large for it' });
    isFull = false;
    await deadLetters.replay(letter?.deadLetterId ?? '', 'operator');
    expect(taken).toContain(id);
    await returning.stop();
  });
});
