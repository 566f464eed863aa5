import { PARTICIPANTS } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import { getSetting, putSetting } from '@pilotzone/kernel/settings';
import type { Platform } from '../compose.ts';

/**
 * A key of the demo zone, shown at every start; real keys are shown once and kept as hashes only.
 */
export type DemoKey = {
  readonly who: string;
  readonly participantCode: string;
  readonly key: string;
};

const SETTING = 'demo-keys';

const OFFICER_SCOPES: readonly Scope[] = [
  'declarations:read',
  'holds:read',
  'holds:decide',
  'risk:read',
  'logistics:read',
  'parks:read',
  'parks:gate',
  'credit:read',
  'statistics:read',
  'evidence:read',
];
// Parcels, money, grades and risk are not narrowed to the caller's own yet: those scopes are the
// zone's.
const TRADER_SCOPES: readonly Scope[] = ['ceb:send', 'declarations:read'];

/** The demo's keys: an operator who may do everything, an officer who decides holds, a trader. */
export async function createDemoKeys(platform: Platform): Promise<readonly DemoKey[]> {
  const { db, zoneCode } = platform.runtime;
  const kept = await getSetting(db, { zoneCode, key: SETTING, initial: '' });
  // Written below, by an earlier start of this very program.
  if (kept !== '') return JSON.parse(kept) as readonly DemoKey[];
  const broker = PARTICIPANTS.find(({ roles }) => roles.includes('broker')) ?? PARTICIPANTS[0];
  const code = broker?.code ?? '';
  const keys = [
    await create('operator', { participantCode: code, scopes: ['admin'] }),
    await create('officer', { participantCode: code, scopes: OFFICER_SCOPES }),
    await create('trader', { participantCode: code, scopes: TRADER_SCOPES }),
  ];
  await putSetting(db, { zoneCode, key: SETTING, value: JSON.stringify(keys) });
  return keys;

  async function create(
    who: string,
    { participantCode, scopes }: { participantCode: string; scopes: readonly Scope[] },
  ) {
    const { key } = await platform.informationSharing.createApiKey({
      participantCode,
      name: `demo ${who}`,
      scopes,
    });
    return { who, participantCode, key };
  }
}
