import { AUTHORITIES, BROKERS } from '@pilotzone/generator/companies';
import type { Company } from '@pilotzone/generator/companies';
import type { ParticipantRole, Scope } from '@pilotzone/information-sharing/contract';
import { getSetting, putSetting } from '@pilotzone/kernel/settings';
import type { DisclosureAnswer } from '@pilotzone/single-window/contract';
import type { Platform } from '../compose.ts';

/** A login of the demo zone, shown at every start; real passwords are kept as hashes only. */
export type DemoLogin = {
  readonly loginName: string;
  readonly password: string;
  readonly desk: string;
};

/** A key of the demo zone, likewise. */
export type DemoKey = { readonly who: string; readonly key: string };

export type DemoAccess = {
  readonly logins: readonly DemoLogin[];
  readonly keys: readonly DemoKey[];
  /** Somebody who bought in the demo; absent where an earlier version loaded it. */
  readonly citizen?: DemoCitizen | undefined;
};

/** A buyer of the demo, who belongs to nobody; for the citizens' page. */
export type DemoCitizen = { readonly idNumber: string; readonly phone: string };

const SETTING = 'demo-access';

type Desk = { readonly loginName: string; readonly desk: string; readonly role: ParticipantRole };

/** A person for each desk of the portal, at the organisation whose desk it is. */
const DESKS: readonly Desk[] = [
  { loginName: 'operator', desk: 'everything: operator and zone administration', role: 'operator' },
  { loginName: 'officer', desk: 'customs officer: holds, cases', role: 'customs' },
  { loginName: 'officer2', desk: 'a second officer, where two decide', role: 'customs' },
  {
    ...{ loginName: 'analyst', role: 'zone-administration' },
    desk: 'risk analyst: rules, the second pair of eyes on them',
  },
  { loginName: 'trader', desk: 'a customs broker: its own declarations', role: 'broker' },
  { loginName: 'taxes', desk: 'tax authority: declarations and money', role: 'tax' },
  { loginName: 'park', desk: 'park operator: gates', role: 'park-operator' },
  { loginName: 'commerce', desk: 'commerce authority: statistics', role: 'commerce' },
];

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

/** The demo's logins and keys; passwords and keys are drawn at the first start. */
export async function createDemoAccess(platform: Platform): Promise<DemoAccess> {
  const { db, zoneCode } = platform.runtime;
  const kept = await getSetting(db, { zoneCode, key: SETTING, initial: '' });
  // Written below, by an earlier start of this very program.
  if (kept !== '') return JSON.parse(kept) as DemoAccess;
  const keys = [
    await createKey(platform, { who: 'operator', role: 'operator', scopes: ['admin'] }),
    await createKey(platform, { who: 'officer', role: 'customs', scopes: OFFICER_SCOPES }),
    await createKey(platform, {
      who: 'trader',
      role: 'broker',
      scopes: ['ceb:send', 'declarations:read'],
    }),
  ];
  const logins: DemoLogin[] = [];
  for (const desk of DESKS) logins.push(await createLogin(platform, desk));
  const citizen = await findCitizen(platform);
  const access = { logins, keys, ...(citizen && { citizen }) };
  await putSetting(db, { zoneCode, key: SETTING, value: JSON.stringify(access) });
  return access;
}

/**
 * The buyer of a released list. Her number is told as any officer would learn it: for a purpose, on
 * record, and she sees it on her page.
 */
async function findCitizen({ singleWindow }: Platform): Promise<DemoCitizen | undefined> {
  const { http } = singleWindow;
  const everybody = { participantCode: undefined };
  const query = { status: 'released', limit: 1 };
  // The shapes are the API's own.
  type Listed = { items: { declarationId: string }[] };
  const [released] = ((await http.listDeclarations(query, everybody)) as Listed).items;
  if (!released) return undefined;
  const wanted = {
    declarationId: released.declarationId,
    ...{ purpose: 'review' as const, reason: '演示：启动时显示的示例个人 (citizen of the demo)' },
  };
  const asker = { ...everybody, name: 'demo', ownCode: companyOf('operator').code };
  const told = (await http.disclosePerson(wanted, asker)) as DisclosureAnswer;
  const { buyerIdNumber: idNumber, buyerTelephone: phone } = told.documents.list;
  return idNumber === undefined || phone === undefined ? undefined : { idNumber, phone };
}

async function createKey(
  { informationSharing }: Platform,
  { who, role, scopes }: { who: string; role: ParticipantRole; scopes: readonly Scope[] },
): Promise<DemoKey> {
  const request = { participantCode: companyOf(role).code, name: `demo ${who}`, scopes };
  const { key } = await informationSharing.createApiKey(request);
  return { who, key };
}

async function createLogin({ identity }: Platform, { loginName, desk, role }: Desk) {
  const { password } = await identity.enrolPerson({
    loginName,
    displayName: `demo ${loginName}`,
    participantCode: companyOf(role).code,
    mustChangePassword: false,
    actor: 'demo',
  });
  return { loginName, password, desk };
}

function companyOf(role: ParticipantRole): Company {
  const company = [...AUTHORITIES, ...BROKERS].find(({ roles }) => roles.includes(role));
  if (!company) throw new Error(`bug: nobody in the demo zone is ${role}`);
  return company;
}
