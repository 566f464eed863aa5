import { PARTICIPANTS } from '@pilotzone/generator/companies';
import type { Log } from '@pilotzone/kernel/log';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { up, type Up } from '../commands/up.ts';
import { enrolCompanies } from './about.ts';
import { startTraders, type TradersProcess } from './traders/traders-process.ts';

/** Where a measured server keeps its data, and how many send to it. */
export type ServedOptions = {
  readonly traders: number;
  readonly seed: number;
  readonly dataDir: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Gateway for short messages; absent: no citizen can sign in. */
  readonly smsUrl?: string | undefined;
  readonly log: Log;
};

/** The platform as `up` serves it, and traders who send to it from another process. */
export type Served = { readonly up: Up; readonly traders: TradersProcess; close(): Promise<void> };

/** Starts both. Each trader has API keys of its own, as separate programs do. */
export async function serveTraders(options: ServedOptions): Promise<Served> {
  const { seed, dataDir, databaseUrl, smsUrl, log } = options;
  const place = { dataDir, databaseUrl, masterKeyFile: undefined };
  const rest = {
    host: '127.0.0.1',
    port: 0,
    demo: false,
    signatures: undefined,
    seed,
    smsUrl,
    log,
  };
  const handlers = { notice: () => undefined, progress: () => undefined };
  const served = await up({ ...place, ...rest }, handlers);
  try {
    await enrolCompanies(served.platform);
    const keys = await makeKeys(served, options.traders);
    const day = dayOf(systemClock.now());
    const { address } = served;
    const traders = await startTraders({ address, keys, seed, day, traders: options.traders });
    const close = async () => {
      traders.close();
      await served.close();
    };
    return { up: served, traders, close };
  } catch (error) {
    await served.close();
    throw error;
  }
}

// A key may send 200 messages a second (commands/up.ts); a company of the generator, of which there
// are few, stands for many small ones.
const KEYS_EACH_MAX = 64;

async function makeKeys({ platform }: Up, traders: number): Promise<Record<string, string[]>> {
  const keys: Record<string, string[]> = {};
  for (const { code } of PARTICIPANTS) {
    const names = Array.from(
      { length: Math.min(traders, KEYS_EACH_MAX) },
      (_, i) => `program ${i}`,
    );
    const made = names.map((name) =>
      platform.informationSharing.createApiKey({
        participantCode: code,
        name,
        scopes: ['ceb:send'],
      }),
    );
    keys[code] = (await Promise.all(made)).map(({ key }) => key);
  }
  return keys;
}

/** Number and sum of what a histogram of `/metrics` observed. */
export async function readHistogram(
  address: string,
  name: string,
): Promise<{ count: number; sum: number }> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const valueOf = (what: string) =>
    Number(new RegExp(`^${name}_${what} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return { count: valueOf('count'), sum: valueOf('sum') };
}

/** A gauge of `/metrics` without labels. */
export async function readGauge(address: string, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}
