import { clearWaiting, createClearer } from '@pilotzone/information-sharing/clear-handed-in';
import type { ClearHandedInNeeds } from '@pilotzone/information-sharing/clear-handed-in';
import { createCounter } from '@pilotzone/information-sharing/hand-in-messages';
import type { RawMessage } from '@pilotzone/information-sharing/receive-messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateDay, openTestPlatform } from '../testing-platform.ts';
import type { TestPlatform } from '../testing-platform.ts';

let the: TestPlatform;

beforeAll(async () => {
  the = await openTestPlatform();
});
afterAll(() => the.close());

const rawOf = (messages: readonly Buffer[]): RawMessage[] =>
  messages.map((bytes) => ({ bytes, transport: 'http' }));

function clearingOf(others: Partial<ClearHandedInNeeds> = {}): ClearHandedInNeeds {
  const { runtime, informationSharing } = the.platform;
  return {
    ...{ ...runtime, receiveMessages: informationSharing.receiveMessagesBy },
    ...{ told: () => undefined, ...others },
  };
}

const counterOf = (waitMsMax = 30_000) =>
  createCounter({ ...the.platform.runtime, wake: () => undefined, waitMsMax });

test('what is handed in is cleared elsewhere, and answered as if it was here', async () => {
  const { messages } = generateDay({ declarations: 30, seed: 1, faults: 0.3 });
  const told: string[] = [];
  const clearers = [1, 2].map(() =>
    createClearer(clearingOf({ told: (ids) => void told.push(...ids) })),
  );
  for (const clearer of clearers) clearer.start();
  const counter = counterOf();
  const answers = [];
  for (const raw of rawOf(messages)) answers.push(...(await counter.handIn([raw])));
  await Promise.all(clearers.map((clearer) => clearer.stop()));
  expect(answers).toHaveLength(messages.length);
  expect(new Set(told)).toEqual(new Set([counter.counterId]));

  const direct = await openTestPlatform();
  const expected = [];
  for (const raw of rawOf(messages))
    expected.push(...(await direct.platform.informationSharing.receiveMessages([raw])));
  await direct.close();
  const shown = (all: readonly { kind: string; documents: readonly { outcome: object }[] }[]) =>
    all.map(({ kind, documents }) => ({ kind, outcomes: documents.map((one) => one.outcome) }));
  expect(JSON.parse(JSON.stringify(shown(answers)))).toEqual(
    JSON.parse(JSON.stringify(shown(expected))),
  );
  for (const [i, { receipt }] of answers.entries()) {
    expect(receipt.type).toBe(expected[i]?.receipt.type);
    const kept = await the.platform.informationSharing.readExchange(receipt.exchangeId);
    expect(Buffer.from(kept).equals(receipt.bytes)).toBe(true);
  }
  expect(await the.platform.informationSharing.countHandedIn()).toMatchObject({ waiting: 0 });
});

test('when nobody clears, the sender is told so and nothing is filed later', async () => {
  const { messages } = generateDay({ declarations: 1, seed: 2, faults: 0 });
  const before = await the.platform.singleWindow.countAll();
  await expect(counterOf(200).handIn(rawOf(messages))).rejects.toMatchObject({
    code: 'INTAKE_UNAVAILABLE',
  });
  expect(await clearWaiting(clearingOf())).toBe(0);
  expect(await the.platform.singleWindow.countAll()).toEqual(before);
});

test('a line that the database lost is told to the senders at once', async () => {
  const { messages } = generateDay({ declarations: 1, seed: 3, faults: 0 });
  const handedIn = counterOf().handIn(rawOf(messages));
  const refused = expect(handedIn).rejects.toThrow(/database restarted/);
  const { db } = the.platform.runtime;
  // As PostgreSQL empties an unlogged table when it recovers from a crash.
  for (let count = 0; count === 0;) {
    count = (await the.platform.informationSharing.countHandedIn()).waiting;
  }
  await db.transaction((tx) => tx.run('truncate information_sharing.intake_message'));
  await refused;
});

test('a message that breaks the program harms only its sender', async () => {
  const { messages } = generateDay({ declarations: 2, seed: 4, faults: 0 });
  const [bad, ...good] = rawOf(messages);
  const { receiveMessagesBy } = the.platform.informationSharing;
  const breaking = clearingOf({
    receiveMessages: (db, raw) => {
      const isBad = raw.some(({ bytes }) => Buffer.from(bytes).equals(bad?.bytes ?? Buffer.of()));
      return isBad ? Promise.reject(new Error('a bug')) : receiveMessagesBy(db, raw);
    },
  });
  const counter = counterOf();
  const answers = Promise.allSettled([
    counter.handIn(bad ? [bad] : []),
    ...good.map((raw) => counter.handIn([raw])),
  ]);
  for (let cleared = 0; cleared < messages.length;) cleared += await clearWaiting(breaking);
  const [broken, ...others] = await answers;
  expect(broken).toMatchObject({ status: 'rejected', reason: { message: /a bug/ } });
  expect(others.map(({ status }) => status)).toEqual(good.map(() => 'fulfilled'));
});

test('of two that clear side by side each message is cleared by one', async () => {
  const { messages } = generateDay({ declarations: 40, seed: 5, faults: 0, block: 10 });
  const counter = counterOf();
  const answers = Promise.all(rawOf(messages).map((raw) => counter.handIn([raw])));
  while ((await the.platform.informationSharing.countHandedIn()).waiting < messages.length);
  let cleared = 0;
  while (cleared < messages.length) {
    const counts = await Promise.all([clearWaiting(clearingOf()), clearWaiting(clearingOf())]);
    cleared += counts.reduce((sum, count) => sum + count, 0);
  }
  expect(cleared).toBe(messages.length);
  expect((await answers).flat()).toHaveLength(messages.length);
});
