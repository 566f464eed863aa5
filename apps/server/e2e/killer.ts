import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@pilotzone/generator/random';
import { killServer } from './programs.ts';
import type { World } from './crash-world.ts';

/** Something that can go down at any moment, and how it comes back. */
type Victim = { readonly name: string; readonly weight: number; strike(): Promise<void> };

/** Kills one thing after the other at random instants; how often each. */
export type Killer = { strike(): Promise<string>; readonly counts: Map<string, number> };

const RANDOM_INSTANT_MS = 2_500;
// So that kills also meet programs that are just starting.
const IMPATIENCE_SHARE = 0.25;

/** What can be killed in this world, drawn by a seed. */
export function createKiller(world: World, random: Random): Killer {
  const victims = victimsOf(world, random);
  const total = victims.reduce((sum, { weight }) => sum + weight, 0);
  const counts = new Map<string, number>();
  return { strike, counts };

  async function strike(): Promise<string> {
    await sleep(random.integer(50, RANDOM_INSTANT_MS));
    let draw = random.integer(1, total);
    const victim = victims.find(({ weight }) => (draw -= weight) <= 0);
    if (!victim) throw new RangeError('nothing to kill');
    counts.set(victim.name, (counts.get(victim.name) ?? 0) + 1);
    await victim.strike();
    return victim.name;
  }
}

function victimsOf(world: World, random: Random): Victim[] {
  const { platform, customs, broker } = world;
  const restart = async (program: typeof platform, both: boolean) => {
    if (both && random.chance(0.5)) killServer(program.dataDir);
    await program.end('SIGKILL');
    if (both) killServer(program.dataDir);
    const starting = program.start();
    if (random.chance(IMPATIENCE_SHARE)) {
      await sleep(random.integer(0, RANDOM_INSTANT_MS));
      await program.end('SIGKILL');
      await starting;
      await program.start();
    } else await starting;
  };
  const pause = async (program: typeof platform) => {
    program.signal('SIGSTOP');
    await sleep(random.integer(200, RANDOM_INSTANT_MS));
    program.signal('SIGCONT');
  };
  const victims: Victim[] = [
    { name: 'platform', weight: 6, strike: () => restart(platform, false) },
    { name: 'platform and its database', weight: 3, strike: () => restart(platform, true) },
    { name: 'customs', weight: 3, strike: () => restart(customs, false) },
    { name: 'customs and its database', weight: 1, strike: () => restart(customs, true) },
    { name: 'database of the platform', weight: 4, strike: strikeServer(platform) },
    { name: 'database of customs', weight: 2, strike: strikeServer(customs) },
    { name: 'platform, stopped for a while', weight: 1, strike: () => pause(platform) },
    { name: 'customs, stopped for a while', weight: 1, strike: () => pause(customs) },
  ];
  if (broker)
    victims.push({
      ...{ name: 'broker', weight: 3 },
      strike: async () => {
        await broker.kill();
        await sleep(random.integer(0, RANDOM_INSTANT_MS));
        await broker.start();
      },
    });
  return victims;

  function strikeServer(program: typeof platform) {
    return async () => {
      program.killDatabase();
      await sleep(random.integer(0, RANDOM_INSTANT_MS));
    };
  }
}
