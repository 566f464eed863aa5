import { cny, formatMoney } from '@pilotzone/kernel/money';
import { getSetting, putSetting } from '@pilotzone/kernel/settings';
import { dayOf } from '@pilotzone/kernel/time';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import { generateExports } from '@pilotzone/generator/exports/generate-exports';
import { createDemoSigners } from '@pilotzone/generator/demo-signers';
import type { DemoSigners } from '@pilotzone/generator/demo-signers';
import type { RawMessage } from '@pilotzone/information-sharing/receive-messages';
import { writePem } from '@pilotzone/signatures/certificate';
import type { Platform } from '../compose.ts';
import { settle } from '../settle.ts';
import { createDemoAccess } from './demo-access.ts';
import type { DemoAccess } from './demo-access.ts';

/** What the demo zone holds, for the lines that `npm start` prints. */
export type DemoSummary = {
  /** False when an earlier start loaded it. */
  readonly loadedNow: boolean;
  /** How to get in; `undefined` where others than this machine could. */
  readonly access: DemoAccess | undefined;
  /** Declarations of imports by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Lists of exports by outcome. */
  readonly exports: Readonly<Record<string, number>>;
  readonly tax: string;
};

// A day small enough to clear in seconds and large enough to show every lane and most kinds of
// fault: also a buyer whose twelfth list of the day risk control holds, and exports with all that
// may follow them.
const DEMO = { declarations: 600, seed: 20160308, faults: 0.12, swarm: 14 };
const DEMO_EXPORTS = { declarations: 75, seed: 20160308, faults: 0.15, lives: 0.6 };
/** What speaks of export lists: filed once customs has answered those. */
const ABOUT_LISTS: ReadonlySet<string> = new Set([
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
]);
const DEMO_GUARANTEE = cny(5_000_000n * 100_000n);
const MESSAGES_PER_BATCH = 8;
const SETTING = 'demo-state';

/**
 * Loads the demo zone once: companies, guarantees, parks, and a day of declarations cleared through
 * customs.
 */
export async function loadDemo(
  platform: Platform,
  { isLocal, progress }: { isLocal: boolean; progress: (done: number, total: number) => void },
): Promise<DemoSummary> {
  const { db, zoneCode, clock } = platform.runtime;
  const state = await getSetting(db, { zoneCode, key: SETTING, initial: 'new' });
  if (state !== 'loaded') {
    await enrol(platform);
    await clearDay(platform, progress);
    await putSetting(db, { zoneCode, key: SETTING, value: 'loaded' });
  }
  await enrolAuthorities(platform);
  const access = isLocal ? await createDemoAccess(platform) : undefined;
  const counts = await platform.singleWindow.countAll();
  return {
    loadedNow: state !== 'loaded',
    access,
    outcomes: counts.outcomes,
    exports: counts.exports,
    tax: formatMoney(counts.releasedTax),
  };

  async function clearDay(on: Platform, tell: typeof progress): Promise<void> {
    const messages: RawMessage[] = [];
    const applications: RawMessage[] = [];
    const day = dayOf(clock.now());
    const signers = createDemoSigners(day);
    await trustDemoSigners(on, signers);
    const how = { ...DEMO, day, signers, withSignatureFaults: false };
    const exports = generateExports({ ...DEMO_EXPORTS, day, signers });
    for (const item of [...generateDeclarations(how), ...exports]) {
      if (item.kind !== 'message') continue;
      const round = ABOUT_LISTS.has(item.type) ? applications : messages;
      round.push({ bytes: item.bytes, transport: 'file' });
    }
    for (let from = 0; from < messages.length; from += MESSAGES_PER_BATCH) {
      await on.informationSharing.receiveMessages(messages.slice(from, from + MESSAGES_PER_BATCH));
      on.gateway.kick();
      tell(Math.min(from + MESSAGES_PER_BATCH, messages.length), messages.length);
    }
    await settle(on);
    await on.informationSharing.receiveMessages(applications);
    await settle(on);
  }
}

/**
 * The demo's companies sign with keys that are made now and forgotten with this process; their
 * authority is trusted, their certificates are registered.
 */
async function trustDemoSigners(on: Platform, { authority, keys }: DemoSigners): Promise<void> {
  const certificates = [authority, ...[...keys.values()].map(({ certificate }) => certificate)];
  const bytes = Buffer.from(certificates.map(({ der }) => writePem('CERTIFICATE', der)).join(''));
  const request = { files: [{ name: 'demo', bytes }], trustRoots: true, dryRun: false };
  await on.informationSharing.importCertificates({ ...request, actor: 'demo' });
}

/** Also in a zone that an earlier version loaded without them. */
async function enrolAuthorities({ informationSharing }: Platform): Promise<void> {
  const request = { file: formatParticipants(AUTHORITIES), dryRun: false, complete: false };
  await informationSharing.importParticipants({ ...request, actor: 'demo' });
}

async function enrol(platform: Platform): Promise<void> {
  const request = { file: formatParticipants(), dryRun: false, complete: false, actor: 'demo' };
  await platform.informationSharing.importParticipants(request);
  await platform.parks.installDemo();
  await platform.runtime.db.transaction(async (tx) => {
    for (const { code, roles } of PARTICIPANTS) {
      if (!roles.includes('guarantor')) continue;
      const order = {
        guarantorCode: code,
        limit: DEMO_GUARANTEE,
        reason: 'demo zone',
        changedBy: 'demo',
      };
      await platform.finance.setGuarantee(tx, order);
    }
  });
}
