import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createTraders } from './rush.ts';
import type { Dossier, Supply } from './supply.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Seen = { readonly key: string; readonly body: string };

/** A server that answers with the statuses in turn, then 200. */
async function open(statuses: number[], seen: Seen[]): Promise<URL> {
  const made = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const key = request.headers.authorization ?? '';
      seen.push({ key, body: Buffer.concat(chunks).toString() });
      const headers = { 'exchange-id': `id-${seen.length}`, 'content-length': '2' };
      const status = statuses.shift() ?? 200;
      response.writeHead(status, status === 200 ? headers : { 'retry-after': '0' }).end('ok');
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has one.
  return new URL(`http://127.0.0.1:${(made.address() as AddressInfo).port}`);
}

function supplyOf(names: readonly string[]): Supply {
  const dossiers = names.map((name): Dossier =>
    ['order', 'list'].map((type) => ({ sender: type, bytes: Buffer.from(`${name} ${type}`) })),
  );
  return { prepare: () => undefined, next: () => dossiers.shift() ?? [] };
}

test('a trader sends the documents of a declaration in order, a refused one again', async () => {
  const seen: Seen[] = [];
  const address = await open([200, 503, 429], seen);
  const supply = supplyOf(['A', 'B']);
  const keyOf = (trader: number, sender: string) => `${sender}-${trader}`;
  const traders = createTraders({ address, keyOf, supply, traders: 1 });
  const ran = traders.rush({ seconds: 30, traders: 1, perSecond: 200 });
  // The supply ends after two declarations, and the rush with it.
  await expect(ran).rejects.toThrow('a declaration without messages');
  expect(seen.map(({ body }) => body)).toEqual([
    'A order',
    'A list',
    'A list',
    'A list',
    'B order',
    'B list',
  ]);
  expect(seen[0]?.key).toBe('Bearer order-0');
  expect(traders.acknowledged()).toEqual(['id-1', 'id-4', 'id-5', 'id-6']);
  traders.close();
});

test('a rush tells what was taken and what was refused without a time to come back', async () => {
  const address = await open([503, 200, 200, 500], []);
  const supply = supplyOf(Array.from({ length: 1_000 }, (_, i) => `declaration ${i}`));
  const traders = createTraders({ address, keyOf: () => 'key', supply, traders: 2 });
  const report = await traders.rush({ seconds: 0.2, traders: 2, perSecond: 100 });
  expect(report).toMatchObject({ statuses: { 503: 1, 500: 1 }, withoutRetryAfter: 2 });
  expect(report.statuses['200']).toBe(report.taken);
  expect(report.sent).toBe(report.taken + 2);
  traders.close();
});
