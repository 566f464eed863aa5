import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import { readDxpReply } from '@pilotzone/ceb/dxp-reply';
import { CUSTOMS_IMPORT_ID } from '@pilotzone/gateway/channel-link';
import { openNats } from '@pilotzone/gateway/channel/nats';
import type { Parcel } from '@pilotzone/gateway/channel/channel';
import { hasNats, startNats } from '@pilotzone/gateway/testing/brokers';
import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openIntakes, parseIntake } from './intake-channels.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let root = '';
/** Orders by the platform that transmits them. */
const orders = new Map<string, Buffer>();
const [own = '', other = ''] = PLATFORMS.map(({ code }) => code);

beforeAll(async () => {
  the = await openTestPlatform();
  root = await mkdtemp(join(tmpdir(), 'pilotzone-intake-'));
  for (const bytes of generateDay({ declarations: 120, seed: 5, faults: 0 }).messages) {
    const decoded = decodeCeb(bytes);
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB311Message') continue;
    orders.set(decoded.message.transfer?.copCode ?? '', bytes);
  }
});
afterAll(async () => {
  await the.close();
  await rm(root, { recursive: true, force: true });
});

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 600; i += 1) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not happen');
}

function orderOf(code: string): Buffer {
  const bytes = orders.get(code);
  if (!bytes) throw new Error(`no order of ${code} was drawn`);
  return bytes;
}

function enveloped(payload: Uint8Array, copMsgId: string, to = CUSTOMS_IMPORT_ID): Buffer {
  return wrapDxp(
    {
      ...{ copMsgId, senderId: 'DXPENT0000000009', receiverIds: [to] },
      ...{ creatTime: '2026-11-20T08:00:00', msgType: 'CEB311Message' },
    },
    payload,
  );
}

describe('a folder of a trader', () => {
  let folder = '';
  let close: () => Promise<void>;
  beforeAll(async () => {
    folder = join(root, 'acme');
    await mkdir(join(folder, 'out'), { recursive: true });
    await mkdir(join(folder, 'in'), { recursive: true });
    close = openIntakes(the.platform, [parseIntake(`folder:${folder}?participant=${own}`)]);
  });
  afterAll(() => close());

  /** Drops a file as a client program does, and takes its one receipt. */
  async function exchange(bytes: Uint8Array, name: string): Promise<Buffer> {
    await writeFile(join(folder, 'out', name), bytes);
    const file = await until(async () =>
      // A hidden one is still being written.
      (await readdir(join(folder, 'in'))).find((found) => !found.startsWith('.')),
    );
    const receipt = await readFile(join(folder, 'in', file));
    await rm(join(folder, 'in', file));
    return receipt;
  }

  test('a message is taken, answered with its receipt, and removed', async () => {
    const receipt = decodeCeb(await exchange(orderOf(own), 'CEB311.xml'));
    expect(receipt.kind === 'message' && receipt.message.type).toBe('CEB312Message');
    await until(async () => ((await readdir(join(folder, 'out'))).length === 0 ? true : undefined));
  });

  test('an envelope is answered in one, to who sent it; again, with the same', async () => {
    const bytes = enveloped(orderOf(own), 'ACME-1');
    const first = await exchange(bytes, 'a.xml');
    const opened = unwrapDxp(first);
    expect(opened).toMatchObject({ kind: 'dxp', receiverIds: ['DXPENT0000000009'] });
    const again = await exchange(bytes, 'b.xml');
    expect(again.equals(first)).toBe(true);
  });

  test('an envelope for somebody else is answered by the exchange, in no envelope', async () => {
    const bytes = enveloped(orderOf(own), 'ACME-2', 'DXPENT0000000007');
    const reply = readDxpReply(await exchange(bytes, 'e.xml'));
    expect(reply).toMatchObject({ kind: 'reply', reply: { responses: [{ code: '2002' }] } });
  });

  test('who transmits for somebody else is refused', async () => {
    const receipt = decodeCeb(await exchange(orderOf(other), 'c.xml'));
    const { message } = receipt as Extract<typeof receipt, { kind: 'message' }>;
    const statuses = message.documents.map(
      ({ head }) => (head as { returnStatus: string }).returnStatus,
    );
    expect(statuses.every((status) => status.startsWith('-'))).toBe(true);
  });

  test('what is no message is answered with CEB900', async () => {
    const receipt = decodeCeb(await exchange(Buffer.from('<a/>'), 'd.xml'));
    expect(receipt.kind === 'message' && receipt.message.type).toBe('CEB900Message');
  });
});

describe.skipIf(!hasNats)('a queue of a trader', () => {
  test('takes messages and answers; a database that is away loses none', async () => {
    const broker = await startNats();
    const address = `${broker.url}?subject=acme&participant=${own}`;
    let isAway = true;
    const { informationSharing } = the.platform;
    const flaky = {
      ...the.platform,
      informationSharing: {
        ...informationSharing,
        receiveMessages: (...args: Parameters<typeof informationSharing.receiveMessages>) => {
          if (!isAway) return informationSharing.receiveMessages(...args);
          return Promise.reject(Object.assign(new Error('shutting down'), { code: '57P01' }));
        },
      },
    };
    const close = openIntakes(flaky, [parseIntake(address)]);
    const log = the.platform.runtime.log;
    const client = openNats(broker.url, { role: 'client', log, subject: 'acme' });
    const received: Parcel[] = [];
    client.receive((batch) => {
      received.push(...batch);
      return Promise.resolve();
    });
    await client.send([
      { id: 'Q-1', body: orderOf(own) },
      { id: 'Q-2', body: enveloped(orderOf(own), 'ACME-Q') },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(received).toEqual([]);
    isAway = false;
    await until(() => Promise.resolve(received.length === 2 ? true : undefined));
    await Promise.all([client.close(), close()]);
    await broker.close();
    expect(await the.platform.deadLetters.list({ open: true, limit: 10 })).toEqual([]);
  });
});

describe('a message that breaks the program', () => {
  test('becomes a dead letter that an operator reads and replays over HTTP', async () => {
    const folder = join(root, 'broken');
    await mkdir(join(folder, 'out'), { recursive: true });
    const { informationSharing } = the.platform;
    let isBroken = true;
    const breaking: typeof the.platform = {
      ...the.platform,
      takeMessages: (raw) =>
        isBroken ? Promise.reject(new Error('bug: an example')) : the.platform.takeMessages(raw),
    };
    const intake = parseIntake(`folder:${folder}?participant=${own}&name=broken`);
    const close = openIntakes(breaking, [intake]);
    const bytes = enveloped(orderOf(own), 'BROKEN-1');
    await writeFile(join(folder, 'out', 'x.xml'), bytes);
    const server = await createPlatformServer(the.platform);
    const zone = AUTHORITIES[0]?.code ?? '';
    const request = { participantCode: zone, name: 'operator', scopes: ['admin'] as const };
    const { key } = await informationSharing.createApiKey(request);
    const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
      const headers = { authorization: `Bearer ${key}` };
      return server.inject({
        ...{ method, url: `/api/v1/dead-letters${url}`, headers },
        ...(payload && { payload }),
      });
    };
    const letter = await until(async () => {
      const page = (await ask('GET', '')).json<{ items: { deadLetterId: string }[] }>();
      return page.items[0];
    });
    expect(letter).toMatchObject({ channel: 'intake broken', reason: 'bug: an example' });
    const body = await ask('GET', `/${letter.deadLetterId}/body`);
    expect(body.rawPayload.equals(bytes)).toBe(true);
    const { content } = (await ask('GET', `/${letter.deadLetterId}`)).json<{
      content: { documents: { head: { buyerName: string } }[] };
    }>();
    expect(content).toMatchObject({
      messageType: 'CEB311Message',
      envelope: { senderId: 'DXPENT0000000009' },
      schema: { valid: true, errors: [] },
    });
    expect(content.documents[0]?.head.buyerName).toMatch(/^.\*+$/);
    const failed = await ask('POST', `/${letter.deadLetterId}/replay`);
    expect([failed.statusCode, failed.json<{ code: string }>().code]).toEqual([
      422,
      'DEAD_LETTER_UNDELIVERABLE',
    ]);
    isBroken = false;
    expect((await ask('POST', `/${letter.deadLetterId}/replay`)).statusCode).toBe(204);
    expect(await readdir(join(folder, 'in'))).toHaveLength(1);
    expect((await ask('POST', `/${letter.deadLetterId}/replay`)).statusCode).toBe(409);
    const { runtime, deadLetters } = the.platform;
    const lost = { channel: 'intake gone', messageId: '1', reason: 'x', body: Buffer.from('<a') };
    await deadLetters.record(runtime.db, [lost]);
    const gone = '?channel=intake%20gone';
    const [other] = (await ask('GET', gone)).json<{ items: { deadLetterId: string }[] }>().items;
    const discard = `/${other?.deadLetterId ?? ''}/discard`;
    expect((await ask('POST', discard)).statusCode).toBe(400);
    expect((await ask('POST', discard, { reason: 'sent again' })).statusCode).toBe(204);
    const settled = (await ask('GET', `${gone}&all=true`)).json<{ items: unknown[] }>();
    expect(settled.items).toMatchObject([{ settled: { reason: 'sent again' } }]);
    const query = '?all=true&channel=intake%20broken';
    const all = (await ask('GET', query)).json<{ items: unknown[] }>();
    expect(all.items[0]).toMatchObject({ settled: { by: 'operator', outcome: 'replayed' } });
    await close();
    await server.close();
  });
});

test('an intake without a participant, and an address that is none, are refused', () => {
  const wrong = ['folder:/srv/x', 'gopher://x?participant=A', 'nats://h?subject=a b&participant=A'];
  for (const text of wrong)
    expect(() => parseIntake(text)).toThrow(
      expect.objectContaining({ code: 'CHANNEL_ADDRESS_INVALID' }),
    );
});
