import { SCOPES, type ParticipantRole, type Scope } from '@pilotzone/information-sharing/contract';

/** `zone`: every participant's objects; `own`: those in which the organisation takes part. */
export type Reach = 'zone' | 'own';

type Grants = Readonly<Partial<Record<Scope, Reach>>>;

/** What any organisation may do about itself. */
const OWN_HOUSE: Grants = {
  'people:manage': 'own',
  'keys:manage': 'own',
  'webhooks:manage': 'own',
};

/** Files documents and sees what became of them. */
const TRADER: Grants = {
  ...OWN_HOUSE,
  'ceb:send': 'own',
  'declarations:read': 'own',
  'personal-data:read': 'own',
  'personal-data:audit': 'own',
  'finance:read': 'own',
  'credit:read': 'own',
  'logistics:read': 'own',
};

const OFFICER: Grants = {
  ...OWN_HOUSE,
  'declarations:read': 'zone',
  'holds:read': 'zone',
  'holds:decide': 'zone',
  'risk:read': 'zone',
  'logistics:read': 'zone',
  'parks:read': 'zone',
  'parks:gate': 'zone',
  'finance:read': 'zone',
  'credit:read': 'zone',
  'statistics:read': 'zone',
  'evidence:read': 'zone',
  'personal-data:read': 'zone',
};

const EVERYTHING: Grants = Object.fromEntries(SCOPES.map((scope) => [scope, 'zone']));

/**
 * What an organisation may do by its roles; several roles add up. Nothing that is not written here
 * is allowed.
 */
export const GRANTS: Readonly<Record<ParticipantRole, Grants>> = {
  platform: TRADER,
  merchant: TRADER,
  'payment-firm': TRADER,
  carrier: TRADER,
  broker: TRADER,
  guarantor: TRADER,
  'bonded-operator': { ...TRADER, 'parks:read': 'zone' },
  'park-operator': { ...OWN_HOUSE, 'parks:read': 'zone', 'parks:gate': 'zone' },
  // Statistics with the reach `own` are protected: no answer tells about one firm.
  bank: { ...OWN_HOUSE, 'credit:read': 'zone', 'statistics:read': 'own' },
  insurer: { ...OWN_HOUSE, 'credit:read': 'zone', 'statistics:read': 'own' },
  customs: OFFICER,
  tax: {
    ...OWN_HOUSE,
    'declarations:read': 'zone',
    'finance:read': 'zone',
    'statistics:read': 'zone',
  },
  fx: { ...OWN_HOUSE, 'finance:read': 'zone', 'statistics:read': 'zone' },
  commerce: {
    ...OWN_HOUSE,
    'credit:read': 'zone',
    'statistics:read': 'zone',
    'statistics:publish': 'zone',
  },
  'market-supervision': {
    ...OWN_HOUSE,
    'declarations:read': 'zone',
    'credit:read': 'zone',
    'risk:read': 'zone',
  },
  'zone-administration': EVERYTHING,
  operator: EVERYTHING,
};
