import { AUTHORITIES } from '@pilotzone/generator/companies';
import { listen, type HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

const REQUESTS_MAX = 8;
const DECLARATIONS = 12;

let the: TestPlatform;
let server: HttpServer;
let [address, key] = ['', ''];

beforeAll(async () => {
  the = await openTestPlatform();
  const intake = { requestsMax: REQUESTS_MAX, bytesMax: 1 << 20, waitMsMax: 2_000 };
  server = await createPlatformServer(the.platform, { intake });
  address = await listen(server, { host: '127.0.0.1', port: 0 });
  const scopes = ['ceb:send', 'admin'] as const;
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const made = await the.platform.informationSharing.createApiKey({
    ...{ participantCode, name: 'rush', scopes },
  });
  key = made.key;
});

afterAll(async () => {
  await server.close();
  await the.close();
});

type Told = { readonly status: number; readonly exchangeId: string; readonly body: string };

async function send(bytes: Buffer): Promise<Told & { retryAfter: string | null }> {
  const answer = await fetch(`${address}/api/v1/ceb`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml' },
    body: new Uint8Array(bytes),
  });
  return {
    status: answer.status,
    exchangeId: answer.headers.get('exchange-id') ?? '',
    retryAfter: answer.headers.get('retry-after'),
    body: await answer.text(),
  };
}

/** Keeps every batch from being committed until it is released. */
async function blockLog(): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let locked: () => void = () => undefined;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const held = the.platform.runtime.db.transaction(async (tx) => {
    await tx.query('lock table information_sharing.exchange_chain in access exclusive mode');
    locked();
    await released;
  });
  await isLocked;
  return async () => {
    release();
    await held;
  };
}

test('a rush is refused at a bound, loses nothing, and leaves no trace when it ends', async () => {
  const { messages } = generateDay({ declarations: DECLARATIONS, seed: 5, faults: 0, block: 1 });
  const release = await blockLog();
  const answers: (Told & { bytes: Buffer; retryAfter: string | null })[] = [];
  const rush = messages.map(async (bytes) => answers.push({ ...(await send(bytes)), bytes }));
  await vi.waitFor(() => expect(answers.length).toBe(messages.length - REQUESTS_MAX), 20_000);
  for (const { status, retryAfter, body } of answers) {
    expect([status, Number(retryAfter) >= 1]).toEqual([503, true]);
    expect(JSON.parse(body)).toMatchObject({ status: 503, code: 'INTAKE_UNAVAILABLE' });
    expect(body).toContain('send it again, unchanged');
  }
  expect(await (await fetch(`${address}/metrics`)).text()).toContain(
    `pilotzone_intake_waiting ${REQUESTS_MAX}\n`,
  );
  await release();
  await Promise.all(rush);
  const taken = answers.filter(({ status }) => status === 200);
  expect(taken.length).toBe(REQUESTS_MAX);

  // The rush has ended: whoever was refused comes back, one after the other.
  const again = answers.filter(({ status }) => status === 503);
  for (const { bytes } of again) taken.push({ ...(await send(bytes)), bytes });
  expect(taken.map(({ status }) => status)).toEqual(messages.map(() => 200));
  const exchangeIds = taken.map(({ exchangeId }) => exchangeId);
  const stored = await the.platform.informationSharing.readExchanges(
    the.platform.runtime.db,
    exchangeIds,
  );
  for (const { exchangeId, bytes } of taken) expect(stored.get(exchangeId)).toEqual(bytes);
  await settle(the.platform);
  const { outcomes } = await the.platform.singleWindow.countAll();
  expect(outcomes).toEqual({ released: DECLARATIONS });
  const metrics = await (await fetch(`${address}/metrics`)).text();
  expect(metrics).toContain('pilotzone_intake_waiting 0\n');
  expect(metrics).toContain('pilotzone_intake_waiting_bytes 0\n');
  expect(metrics).toContain(`pilotzone_intake_refused ${messages.length - REQUESTS_MAX}\n`);
});
