import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import type { GenerateOptions } from '@pilotzone/generator/generate-declarations';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock, systemClock } from '@pilotzone/kernel/time';
import type { Clock, PlainDate } from '@pilotzone/kernel/time';
import { compose } from './compose.ts';
import type { ComposeOptions, Platform } from './compose.ts';
import { DEMO_ZONE_CODE } from './config.ts';
import type { PlatformConfig } from './config.ts';
import { allMigrations } from './migrations.ts';

/** The day on which tests receive what they generate. */
export const TEST_DAY = '2026-11-20' as PlainDate;

/** A composed platform on a database of its own, with the generator's companies; for tests. */
export type TestPlatform = { readonly platform: Platform; close(): Promise<void> };

const GUARANTEE = cny(10n ** 15n);

/** Opens one; its clock stands at the end of TEST_DAY unless another is given. */
export async function openTestPlatform(
  config: Partial<PlatformConfig> = {},
  clock: Clock = fixedClock(endOfDay(TEST_DAY)),
  wiring: (url: string) => ComposeOptions = () => ({}),
): Promise<TestPlatform> {
  const { db, url, close } = await openTestDatabase(allMigrations());
  const zoneCode = DEMO_ZONE_CODE;
  const ids = createIdSource(systemClock.now);
  const runtime = { zoneCode, db, clock, ids, log: createLog('silent') };
  const demo = { kind: 'demo' } as const;
  const settings = { zoneCode, holdRed: false, judge: true, seed: 1, inspectShare: 0 };
  const platform = await compose(runtime, { ...settings, codeWay: demo, ...config }, wiring(url));
  await enrol(platform);
  return {
    platform,
    close: async () => {
      await platform.gateway.stop();
      await platform.dispatcher.stop();
      await close();
    },
  };
}

async function enrol({ informationSharing, finance, runtime }: Platform): Promise<void> {
  const everybody = [...PARTICIPANTS, ...AUTHORITIES];
  const request = {
    file: formatParticipants(everybody),
    dryRun: false,
    complete: false,
    actor: 'test',
  };
  await informationSharing.importParticipants(request);
  await runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      const order = { guarantorCode: code, limit: GUARANTEE, reason: 'test', changedBy: 'test' };
      await finance.setGuarantee(tx, order);
    }
  });
}

/** Messages of a generated day, and what must become of them. */
export function generateDay(options: Omit<GenerateOptions, 'day'>): {
  readonly messages: readonly Buffer[];
  readonly expected: readonly ExpectedLine[];
} {
  const messages: Buffer[] = [];
  const expected: ExpectedLine[] = [];
  for (const item of generateDeclarations({ ...options, day: TEST_DAY })) {
    if (item.kind === 'message') messages.push(item.bytes);
    else expected.push(item.line);
  }
  return { messages, expected };
}
