import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from './db.ts';
import type { Tx } from './db.ts';
import { createLog } from './log.ts';
import {
  createDispatcher,
  createPayloadHandover,
  createPublish,
  WrittenPayload,
  type OutboxEvent,
  type Subscription,
} from './outbox.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { readKernelMigrations } from './migrate.ts';
import { systemClock } from './time.ts';

const KIND = 'parcels-counted';
const publish = createPublish('3301');
let the: TestDatabase;

beforeEach(async () => {
  the = await openTestDatabase([
    ...readKernelMigrations(),
    {
      module: 'demo',
      name: '0001-create-seen.sql',
      sql: 'create table seen (who text, n int, nr serial);',
    },
  ]);
});
afterEach(() => the.close());

function dispatch(...subscriptions: Subscription[]) {
  const log = createLog('silent');
  return createDispatcher({ db: the.db, zoneCode: '3301', clock: systemClock, log, subscriptions });
}

/** Writes what it hears into a table, so that only what was committed counts. */
function hearer(name: string, before: (n: number) => void = () => undefined): Subscription {
  return { name, kind: KIND, handle };

  async function handle(tx: Tx, event: OutboxEvent): Promise<void> {
    const { n } = event.payload as { n: number };
    await tx.query('insert into seen (who, n) values ($1, $2)', [name, n]);
    before(n);
  }
}

async function publishAll(numbers: readonly number[]): Promise<void> {
  for (const n of numbers) await the.db.transaction((tx) => publish(tx, KIND, { n }));
}

async function heardBy(name: string): Promise<number[]> {
  const rows = await the.db.query<{ n: number }>('select n from seen where who = $1 order by nr', [
    name,
  ]);
  return rows.map((row) => row.n);
}

test('every subscriber hears every event once and in order', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  await publishAll(numbers);
  const dispatcher = dispatch(hearer('a'), hearer('b'));
  expect(await dispatcher.drain()).toBe(80);
  expect(await dispatcher.drain()).toBe(0);
  expect(await heardBy('a')).toEqual(numbers);
  expect(await heardBy('b')).toEqual(numbers);
});

test('an event of a transaction that rolls back is never heard', async () => {
  const failing = the.db.transaction(async (tx) => {
    await publish(tx, KIND, { n: 1 });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await publishAll([2]);
  await dispatch(hearer('a')).drain();
  expect(await heardBy('a')).toEqual([2]);
});

test('an event that commits late is not skipped for a later one', async () => {
  const dispatcher = dispatch(hearer('a'));
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((go) => (letGo = go));
  let published: () => void = () => undefined;
  const early = new Promise<void>((go) => (published = go));
  const slow = the.db.transaction(async (tx) => {
    await publish(tx, KIND, { n: 1 });
    published();
    await held;
  });
  await early;
  await publishAll([2]);
  setTimeout(letGo, 50);
  await Promise.all([dispatcher.drain(), slow]);
  await dispatcher.drain();
  expect(await heardBy('a')).toEqual([1, 2]);
});

test('concurrent publishers and two dispatchers lose nothing and double nothing', async () => {
  const publishers = Array.from({ length: 4 }, (_, p) =>
    publishAll(Array.from({ length: 50 }, (_, n) => p * 100 + n)),
  );
  const first = dispatch(hearer('a'), hearer('b'));
  const second = dispatch(hearer('a'), hearer('b'));
  first.start();
  second.start();
  await Promise.all(publishers);
  first.kick();
  await first.drain();
  await Promise.all([first.stop(), second.stop()]);
  for (const name of ['a', 'b']) {
    const heard = await heardBy(name);
    expect(heard.length).toBe(200);
    expect(new Set(heard).size).toBe(200);
    const ofFirst = heard.filter((n) => n < 100);
    expect(ofFirst).toEqual([...ofFirst].sort((x, y) => x - y));
  }
});

test('a handler that fails once is repeated without a trace of its first run', async () => {
  await publishAll([1, 2, 3]);
  let failed = false;
  const shaky = hearer('shaky', (n) => {
    if (n !== 2 || failed) return;
    failed = true;
    throw new Error('power cut');
  });
  await dispatch(shaky, hearer('steady')).drain();
  expect(await heardBy('shaky')).toEqual([1, 2, 3]);
  expect(await heardBy('steady')).toEqual([1, 2, 3]);
});

test('a handler that keeps failing holds up only itself, and its lag is visible', async () => {
  await publishAll([1, 2, 3]);
  const stuck = hearer('stuck', (n) => {
    if (n === 2) throw new Error('unknown port');
  });
  const dispatcher = dispatch(stuck, hearer('steady'));
  await expect(dispatcher.drain()).rejects.toMatchObject({ code: 'OUTBOX_HANDLER_FAILED' });
  expect(await heardBy('stuck')).toEqual([1]);
  expect(await heardBy('steady')).toEqual([1, 2, 3]);
  const lag = await dispatcher.lag();
  expect(lag[0]).toMatchObject({ name: 'stuck', pending: 2, failing: 'unknown port' });
  expect(lag[0]?.oldestAt).toBeGreaterThan(0);
  expect(lag[1]).toMatchObject({ name: 'steady', pending: 0, failures: 0, failing: undefined });
});

test('background delivery hears of what is published while it runs', async () => {
  const dispatcher = dispatch(hearer('a'));
  dispatcher.start();
  await publishAll([1, 2]);
  dispatcher.kick();
  await expect.poll(() => heardBy('a')).toEqual([1, 2]);
  await dispatcher.stop();
});

test('events of another zone are not heard', async () => {
  await the.db.transaction((tx) => createPublish('4401')(tx, KIND, { n: 9 }));
  await publishAll([1]);
  await dispatch(hearer('a')).drain();
  expect(await heardBy('a')).toEqual([1]);
});

test('old events are deleted only when every subscriber has them', async () => {
  await publishAll([1, 2]);
  await the.db.query(`update kernel.outbox set published_at = now() - interval '40 days'`);
  await dispatch(hearer('a')).drain();
  const late = dispatch(
    hearer('late', () => {
      throw new Error('not yet');
    }),
  );
  await expect(late.drain()).rejects.toThrow();
  // The failed subscriber's cursor was rolled back with its transaction; write it as an earlier
  // success would.
  await the.db.query(
    `insert into kernel.outbox_cursor (zone_code, subscriber, kind) values ('3301', 'late', ` +
      `'${KIND}')`,
  );
  expect(await late.prune(30)).toBe(0);
  await dispatch(hearer('late')).drain();
  expect(await late.prune(30)).toBe(2);
});

test(
  'after data moved to another cluster, its undelivered events come first and new ones ' + 'follow',
  async () => {
    await publishAll([1, 2]);
    const dispatcher = dispatch(hearer('a'));
    await dispatcher.drain();
    await publishAll([3]);
    // As a restore leaves it: transaction ids of a cluster that was far ahead.
    await the.db.query(`update kernel.outbox set xid = (xid::text::bigint + 1000000)::text::xid8`);
    await the.db.query(
      `update kernel.outbox_cursor set xid = (xid::text::bigint + 1000000)::text::xid8`,
    );
    await the.db.query(`update kernel.outbox_era set system_identifier = 'another'`);
    const restored = dispatch(hearer('a'));
    await restored.drain();
    await publishAll([4]);
    await restored.drain();
    expect(await heardBy('a')).toEqual([1, 2, 3, 4]);
  },
);

test('a payload handed over is the one committed, and others read it', async () => {
  const handover = createPayloadHandover();
  const publishHere = createPublish('3301', handover);
  const failing = the.db.transaction(async (tx) => {
    await publishHere(tx, KIND, { n: 1 });
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  const written = new WrittenPayload({ n: 2 }, '{"n":2}');
  await the.db.transaction((tx) => publishHere(tx, KIND, written));
  const needs = { db: the.db, zoneCode: '3301', clock: systemClock, log: createLog('silent') };
  const here = createDispatcher({ ...needs, handover, subscriptions: [hearer('a'), hearer('b')] });
  const elsewhere = createDispatcher({ ...needs, subscriptions: [hearer('c')] });
  await here.drain();
  await elsewhere.drain();
  for (const name of ['a', 'b', 'c']) expect(await heardBy(name)).toEqual([2]);
});

test('a transaction that stands still is ended, and events behind it are delivered', async () => {
  const stuck = openDatabase(the.url, { batch: 1, query: 1, idleMsMax: 200 });
  try {
    let release: () => void = () => undefined;
    let told: () => void = () => undefined;
    const isPublished = new Promise<void>((resolve) => (told = resolve));
    const standing = stuck.transaction(async (tx) => {
      await publish(tx, KIND, { n: 1 });
      told();
      await new Promise<void>((resolve) => (release = resolve));
    });
    const ended = expect(standing).rejects.toThrow();
    await isPublished;
    await publishAll([2]);
    const dispatcher = dispatch(hearer('late'));
    await dispatcher.drain();
    expect(await heardBy('late')).toEqual([2]);
    release();
    await ended;
  } finally {
    await stuck.close();
  }
});

test('a clock that is set back does not hold up a subscriber that failed before', async () => {
  let now = systemClock.now();
  const clock = { now: () => now };
  let isBroken = true;
  const one = hearer('one', () => {
    if (isBroken) throw new Error('not yet');
  });
  const log = createLog('silent');
  const needs = { db: the.db, zoneCode: '3301', clock, log, subscriptions: [one] };
  const dispatcher = createDispatcher(needs);
  await publishAll([1]);
  dispatcher.start();
  await expect.poll(async () => (await dispatcher.lag())[0]?.failures).toBeGreaterThan(0);
  now = (now - 86_400_000) as typeof now;
  isBroken = false;
  await expect.poll(() => heardBy('one'), { timeout: 10_000 }).toEqual([1]);
  await dispatcher.stop();
});
