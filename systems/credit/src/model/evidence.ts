/**
 * What a declaration can become evidence of. `held` is no end: the same list is released or
 * rejected later.
 */
export type EvidenceOutcome = 'released' | 'rejected' | 'held' | 'cancelled' | 'returned';

/** In what an enterprise had a hand (GLOSSARY: ParticipantRole). */
export type Role =
  | 'platform'
  | 'merchant'
  | 'declarant'
  | 'guarantor'
  | 'payment-firm'
  | 'carrier'
  | 'bonded-operator';

/** The enterprises of a declaration by customs code; "" where the list names none. */
export type Parties = {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly agentCode: string;
  readonly assureCode: string;
  readonly payCode: string;
  readonly logisticsCode: string;
  readonly areaCode: string;
};

const ROLES = [
  ['platform', (parties) => parties.ebpCode],
  ['merchant', (parties) => parties.ebcCode],
  ['declarant', (parties) => parties.agentCode],
  ['guarantor', (parties) => parties.assureCode],
  ['payment-firm', (parties) => parties.payCode],
  ['carrier', (parties) => parties.logisticsCode],
  ['bonded-operator', (parties) => parties.areaCode],
] as const satisfies readonly (readonly [Role, (parties: Parties) => string])[];

/** One declaration's outcome, whatever event told it. */
export type Conclusion = Parties & {
  readonly declarationId: string;
  readonly outcome: EvidenceOutcome;
  readonly reasonCodes: readonly string[];
};

/**
 * What one event says about one enterprise in declarations in which it had the same roles.
 * `reasonCode` "" counts each declaration once, another one those with this reason.
 */
export type Evidence = {
  readonly enterpriseCode: string;
  /**
   * In the order of ROLES. A declaration is in one row per outcome and reason, whatever the roles.
   */
  readonly roles: readonly Role[];
  readonly outcome: EvidenceOutcome;
  readonly reasonCode: string;
  readonly declarationIds: readonly string[];
};

/**
 * Adds up a batch: a row per enterprise, roles, outcome and reason, in key order, so that batches
 * that meet lock in one order. A declaration that the batch names twice with one outcome counts
 * once.
 */
export function gatherEvidence(conclusions: readonly Conclusion[]): Evidence[] {
  const groups = new Map<string, Group>();
  for (const conclusion of conclusions) {
    const { outcome, declarationId } = conclusion;
    for (const [enterpriseCode, roles] of rolesByEnterprise(conclusion)) {
      for (const reasonCode of ['', ...conclusion.reasonCodes]) {
        addTo(groups, { enterpriseCode, roles, outcome, reasonCode }, declarationId);
      }
    }
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { ids, ...key }]) => ({ ...key, declarationIds: [...ids] }));
}

function rolesByEnterprise(parties: Parties): Map<string, Role[]> {
  const found = new Map<string, Role[]>();
  for (const [role, codeOf] of ROLES) {
    const code = codeOf(parties);
    if (code === '') continue;
    const roles = found.get(code);
    if (roles) roles.push(role);
    else found.set(code, [role]);
  }
  return found;
}

type GroupKey = Omit<Evidence, 'declarationIds'>;
type Group = GroupKey & { readonly ids: Set<string> };

function addTo(groups: Map<string, Group>, key: GroupKey, declarationId: string): void {
  const { enterpriseCode, roles, outcome, reasonCode } = key;
  const text = [enterpriseCode, roles, outcome, reasonCode].join(' ');
  const known = groups.get(text);
  if (known) known.ids.add(declarationId);
  else groups.set(text, { ...key, ids: new Set([declarationId]) });
}
