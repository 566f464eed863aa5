import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@pilotzone/generator/random';
import { openDatabase } from '@pilotzone/kernel/db';
import { createTestKeyring } from '@pilotzone/kernel/testing';
import { dayOf, endOfDay } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { describe, expect, test } from 'vitest';
import { compose } from '../src/compose.ts';
import type { Platform } from '../src/compose.ts';
import { settle } from '../src/settle.ts';
import { openTestPlatform, TEST_DAY } from '../src/testing-platform.ts';
import { auditPlatform } from './audit.ts';
import { openCuttingProxy } from './cutting-proxy.ts';
import { makeLoad } from './load.ts';
import type { Load, LoadMessage } from './load.ts';

const DAY_MS = 86_400_000;

/** Takes messages until every one is taken; what fails is sent again, as a trader would. */
async function takeAll(platform: Platform, messages: readonly LoadMessage[]): Promise<number> {
  const waiting = [...messages];
  let failures = 0;
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const message = { bytes: one.bytes, transport: 'http' as const };
      const taken = await platform.informationSharing.receiveMessages([message]).then(
        () => true,
        () => false,
      );
      if (taken) continue;
      failures += 1;
      waiting.push(one);
      await sleep(20);
    }
  };
  await Promise.all([work(), work(), work()]);
  return failures;
}

/** Brings a platform to rest that fails now and then. */
async function comeToRest(platform: Platform): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isDone = await platform.singleWindow
      .recheckWaiting()
      .then(() => settle(platform))
      .then(() => platform.singleWindow.countSent())
      .then((sent) => sent === 0)
      .catch(() => false);
    if (isDone) return;
    await sleep(100);
  }
}

const bareLoad = (declarations: number, seed: number): Load =>
  makeLoad({ declarations, seed, day: TEST_DAY, hasQueue: false });

describe('the line to the database', () => {
  test('may be cut at any moment: what fails is tried again, the books agree', async () => {
    let at = '';
    const the = await openTestPlatform({}, undefined, (url) => {
      at = url;
      return {};
    });
    const line = await openCuttingProxy(Number(new URL(at).port));
    const url = new URL(at);
    url.port = String(line.port);
    const db = openDatabase(url.href, undefined, createTestKeyring());
    const random = createRandom(3);
    const over = new AbortController();
    try {
      const platform = await compose({ ...the.platform.runtime, db }, the.platform.config);
      const cutting = (async () => {
        while (!over.signal.aborted) {
          await sleep(random.integer(20, 300));
          if (random.chance(0.7)) line.cut();
          else
            await the.platform.runtime.db
              .query(
                `select pg_terminate_backend(pid)
                   from pg_stat_activity
                  where datname = current_database() and pid <> pg_backend_pid()
                    and state = 'idle in transaction'`,
              )
              .catch(() => undefined);
        }
      })();
      const load = bareLoad(150, 3);
      const failures = await takeAll(platform, load.messages);
      over.abort();
      await cutting;
      expect(failures).toBeGreaterThan(0);
      await comeToRest(platform);
      const problems = await auditPlatform(the.platform.runtime.db, { load, answers: [] });
      expect(problems).toEqual([]);
    } finally {
      over.abort();
      await db.close();
      await line.close();
      await the.close();
    }
  }, 180_000);
});

describe('a clock that jumps under load', () => {
  test.each([['a day ahead and back', endOfDay(TEST_DAY) - 3_600_000, DAY_MS]])(
    '%s, loses nothing and keeps each year apart',
    async (_, start, jumpMs) => {
      let now = start as Instant;
      const the = await openTestPlatform({}, { now: () => now });
      const { platform } = the;
      const random = createRandom(5);
      const day = dayOf(now);
      const load = makeLoad({ declarations: 100, seed: 5, day, hasQueue: false });
      try {
        const third = Math.ceil(load.messages.length / 3);
        for (let part = 0; part < 3; part += 1) {
          await takeAll(platform, load.messages.slice(part * third, (part + 1) * third));
          if (random.chance(0.5)) await settle(platform);
          now = (now + (part === 0 ? jumpMs : part === 1 ? -2 * jumpMs : jumpMs)) as Instant;
        }
        await comeToRest(platform);
        const problems = await auditPlatform(platform.runtime.db, { load, answers: [] });
        expect(problems).toEqual([]);
      } finally {
        await the.close();
      }
    },
    120_000,
  );
});
