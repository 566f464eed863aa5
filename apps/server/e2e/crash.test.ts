import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@pilotzone/generator/random';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditCustoms, auditPlatform } from './audit.ts';
import { askBooks, openWorld, untilAtRest } from './crash-world.ts';
import type { World } from './crash-world.ts';
import { createKiller } from './killer.ts';
import { makeLoad } from './load.ts';
import { startSenders } from './senders.ts';
import type { Mail } from './senders.ts';

// A short run in every test; a long one by hand: npm run test:crash -- --kills 200 --seed 7.
const KILLS = Number(process.env['KILLS'] ?? 5);
const SEED = Number(process.env['SEED'] ?? 1);
const DECLARATIONS_PER_KILL = 25;

let folder: string;
let world: World | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-crash-'));
  // The server's user passes through, so that its data stays here and goes with the folder.
  await chmod(folder, 0o711);
});
afterEach(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test(
  `${KILLS} kills under load lose no acknowledged message and count none twice`,
  async () => {
    const begun = performance.now();
    const tell = (text: string) => {
      const seconds = Math.round((performance.now() - begun) / 1_000);
      if (KILLS > 20 || process.env['TELL']) process.stderr.write(`${seconds} s: ${text}\n`);
    };
    world = await openWorld(folder);
    tell('serves');
    const { platform, customs, queue, key, answers } = world;
    const load = makeLoad({
      ...{ declarations: KILLS * DECLARATIONS_PER_KILL, seed: SEED, day: dayOf(systemClock.now()) },
      hasQueue: queue !== undefined,
    });
    const mail: Mail = { waiting: [], acknowledged: [], repeated: 0 };
    const senders = startSenders(mail, { address: platform.address, key, queue });
    const killer = createKiller(world, createRandom(SEED));
    const share = Math.ceil(load.messages.length / KILLS);
    for (let kill = 0; kill < KILLS; kill += 1) {
      mail.waiting.push(...load.messages.slice(kill * share, (kill + 1) * share));
      const victim = await killer.strike();
      tell(`${kill + 1} ${victim}: ${mail.acknowledged.length} acknowledged`);
    }
    await senders.drained();
    await senders.stop();
    tell('everything is acknowledged');
    expect(mail.acknowledged).toHaveLength(load.messages.length);
    // What was on its way when it was last killed is asked for when it starts.
    await platform.end('SIGTERM');
    await platform.start();
    await untilAtRest(platform, load);
    tell('at rest');
    const problems = await askBooks(platform, async (books) => [
      ...(await auditPlatform(books, { load, answers })),
      ...(await askBooks(customs, (theirs) => auditCustoms(books, theirs))),
    ]);
    const counts = JSON.stringify(Object.fromEntries(killer.counts));
    tell(`killed: ${counts}; sent again: ${mail.repeated}`);
    expect(problems).toEqual([]);
  },
  // A round takes some seconds; a real hang must end, too.
  300_000 + KILLS * 30_000,
);
