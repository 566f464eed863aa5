import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@pilotzone/kernel/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasNats, hasRabbit, startNats, startRabbit } from '../testing/brokers.ts';
import type { TestBroker } from '../testing/brokers.ts';
import { openAmqp } from './amqp.ts';
import type { Channel, ChannelRole, Parcel } from './channel.ts';
import { openFolder } from './folder.ts';
import { openNats } from './nats.ts';

// A broker that starts anew on two busy cores takes its time, and its clients pause in between.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const log = createLog('silent');
type Open = (role: ChannelRole) => Channel;

function parcels(count: number, from = 0): Parcel[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `id-${from + i}`,
    body: Buffer.from(`<报文 no="${from + i}"/>`),
  }));
}

const textsOf = (all: readonly Parcel[]) => all.map(({ body }) => Buffer.from(body).toString());

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1_600 && !condition(); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(condition()).toBe(true);
}

async function sendAtLast(channel: Channel, sent: readonly Parcel[], tries = 10): Promise<void> {
  try {
    await channel.send(sent);
  } catch (error) {
    if (tries <= 1) throw error;
    await sendAtLast(channel, sent, tries - 1);
  }
}

/** What every channel keeps, whatever carries it. */
function behavesAsChannel(open: Open): void {
  test('what the client sends reaches the server and the answers come back', async () => {
    const [client, server] = [open('client'), open('server')];
    const atClient: Parcel[] = [];
    server.receive(async (batch) => {
      await server.send(
        batch.map(({ body }) => ({
          id: `re-${Buffer.from(body).toString().replace(/\D/g, '')}`,
          body,
        })),
      );
    });
    client.receive((batch) => {
      atClient.push(...batch);
      return Promise.resolve();
    });
    const sent = parcels(120);
    await client.send(sent);
    await until(() => new Set(textsOf(atClient)).size === 120);
    expect(textsOf(atClient).sort()).toEqual(textsOf(sent).sort());
    await Promise.all([client.close(), server.close()]);
  });

  test('what was not taken comes again, also to the next process', async () => {
    const [client, first] = [open('client'), open('server')];
    let failures = 0;
    first.receive(() => {
      failures += 1;
      return Promise.reject(new Error('the database is away'));
    });
    const sent = parcels(3, 200);
    await client.send(sent);
    await until(() => failures >= 2);
    await first.close();
    const second = open('server');
    const taken: Parcel[] = [];
    second.receive((batch) => {
      taken.push(...batch);
      return Promise.resolve();
    });
    await until(() => new Set(textsOf(taken)).size === 3);
    expect([...new Set(textsOf(taken))].sort()).toEqual(textsOf(sent).sort());
    await second.close();
    const third = open('server');
    const again: Parcel[] = [];
    third.receive((batch) => {
      again.push(...batch);
      return Promise.resolve();
    });
    await client.send(parcels(1, 300));
    await until(() => again.length > 0);
    expect(textsOf(again)).toEqual(textsOf(parcels(1, 300)));
    await Promise.all([client.close(), third.close()]);
  });
}

/** A broker that is killed and comes back loses nothing that was confirmed. */
function survivesItsBroker(open: Open, broker: () => TestBroker): void {
  test('a broker that is killed and started again has lost nothing', async () => {
    const [client, server] = [open('client'), open('server')];
    const sent = parcels(5, 400);
    await client.send(sent);
    await broker().kill();
    await expect(
      Promise.race([
        client.send(parcels(1, 500)),
        new Promise((_, reject) => setTimeout(reject, 3_000, new Error('still away'))),
      ]),
    ).rejects.toThrow();
    await broker().start();
    const taken: Parcel[] = [];
    server.receive((batch) => {
      taken.push(...batch);
      return Promise.resolve();
    });
    await until(() => textsOf(sent).every((text) => textsOf(taken).includes(text)));
    // This client may find the broker later than the other did; a queue sends again, too.
    await sendAtLast(client, parcels(1, 600));
    await until(() => textsOf(taken).includes(textsOf(parcels(1, 600))[0] ?? ''));
    await Promise.all([client.close(), server.close()]);
  });
}

describe('a pair of folders', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'pilotzone-folder-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  behavesAsChannel((role) => openFolder(root, { role, log, settleMs: 0 }));
});

describe.skipIf(!hasNats)('NATS JetStream', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startNats();
  });
  afterAll(() => broker.close());
  const open: Open = (role) => openNats(broker.url, { role, log, subject: 'zone.ceb' });
  behavesAsChannel(open);
  survivesItsBroker(open, () => broker);
});

describe.skipIf(!hasRabbit)('RabbitMQ', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startRabbit();
  });
  afterAll(() => broker.close());
  const open: Open = (role) => openAmqp(broker.url, { role, log, queue: 'zone.ceb' });
  behavesAsChannel(open);
  survivesItsBroker(open, () => broker);
});
