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
  const groups = new Map<string, Map<number, Map<string, Group>>>();
  for (const conclusion of conclusions) {
    const { enterprises, roles } = enterprisesOf(conclusion);
    const reasons = ['', ...conclusion.reasonCodes];
    enterprises.forEach((enterpriseCode, at) => {
      const kind = (roles[at] ?? 0) * OUTCOMES.length + OUTCOMES.indexOf(conclusion.outcome);
      const byReason = within(within(groups, enterpriseCode), kind);
      for (const reasonCode of reasons) {
        let group = byReason.get(reasonCode);
        if (!group) byReason.set(reasonCode, (group = begin(enterpriseCode, kind, reasonCode)));
        group.ids.add(conclusion.declarationId);
      }
    });
  }
  return flat(groups)
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ ids, order: _, ...key }) => ({ ...key, declarationIds: [...ids] }));
}

const OUTCOMES: readonly EvidenceOutcome[] = [
  ...(['released', 'rejected', 'held', 'cancelled', 'returned'] as const),
];

// Roles are bits and groups are found in maps within maps, because a text to find one by, made for
// each enterprise of each declaration, cost more than all the rest.

/** The enterprises of a declaration, and for each its roles as bits in the order of ROLES. */
function enterprisesOf(parties: Parties): { enterprises: string[]; roles: number[] } {
  const enterprises: string[] = [];
  const roles: number[] = [];
  ROLES.forEach(([, codeOf], bit) => {
    const code = codeOf(parties);
    if (code === '') return;
    const known = enterprises.indexOf(code);
    if (known >= 0) roles[known] = (roles[known] ?? 0) | (1 << bit);
    else {
      enterprises.push(code);
      roles.push(1 << bit);
    }
  });
  return { enterprises, roles };
}

function within<K, A, B>(maps: Map<K, Map<A, B>>, key: K): Map<A, B> {
  let map = maps.get(key);
  if (!map) maps.set(key, (map = new Map<A, B>()));
  return map;
}

type Group = Omit<Evidence, 'declarationIds'> & {
  readonly ids: Set<string>;
  /** By what groups are ordered. */
  readonly order: string;
};

function begin(enterpriseCode: string, kind: number, reasonCode: string): Group {
  const bits = Math.floor(kind / OUTCOMES.length);
  const outcome = OUTCOMES[kind % OUTCOMES.length] ?? 'released';
  const roles = ROLES.flatMap(([role], bit) => (bits & (1 << bit) ? [role] : []));
  const order = [enterpriseCode, roles, outcome, reasonCode].join(' ');
  return { enterpriseCode, roles, outcome, reasonCode, ids: new Set(), order };
}

function flat(groups: ReadonlyMap<string, Map<number, Map<string, Group>>>): Group[] {
  return [...groups.values()].flatMap((byKind) =>
    [...byKind.values()].flatMap((byReason) => [...byReason.values()]),
  );
}
