/** A list as far as races are concerned. Amounts are units of 1/100 000 CNY. */
export type RacedList = {
  readonly key: string;
  readonly buyer: string;
  readonly guarantor: string;
  readonly waybill: string;
  readonly copNo: string;
  readonly price: bigint;
  readonly tax: bigint;
};

/** One operation; several of one transaction take place in order. */
export type Operation =
  | { readonly kind: 'file'; readonly list: RacedList }
  | {
      readonly kind: 'decide';
      readonly key: string;
      readonly decision: 'release' | 'reject';
      readonly officer: string;
    }
  | { readonly kind: 'receipt'; readonly key: string; readonly status: '100' | '800' }
  | { readonly kind: 'cancel'; readonly key: string }
  | { readonly kind: 'close'; readonly key: string }
  | { readonly kind: 'freeze' | 'thaw'; readonly buyer: string };

type Status = 'held' | 'sent' | 'released' | 'rejected' | 'cancelled';

/** Everything that a serial execution changes. */
export type State = {
  /** What a list becomes that nothing is against. */
  readonly accepted: 'held' | 'sent';
  readonly lists: ReadonlyMap<string, { readonly list: RacedList; readonly status: Status }>;
  readonly allowance: ReadonlyMap<string, bigint>;
  /** What is left of each guarantee. */
  readonly cover: ReadonlyMap<string, bigint>;
  readonly waybills: ReadonlyMap<string, string>;
  readonly copNos: ReadonlyMap<string, string>;
  readonly frozen: ReadonlySet<string>;
  /** Who decided about a hold, and how. */
  readonly decisions: ReadonlyMap<string, string>;
  /** Lists that somebody asked to cancel. */
  readonly asked: ReadonlySet<string>;
};

/** Of a buyer and year, in force since 2019. */
export const ANNUAL_LIMIT = 26_000n * 100_000n;

/** Nobody has bought anything yet. */
export function emptyState(accepted: State['accepted'], cover: ReadonlyMap<string, bigint>): State {
  const none = new Map<string, never>();
  const maps = { lists: none, allowance: none, waybills: none, copNos: none, decisions: none };
  return { accepted, cover, ...maps, frozen: new Set(), asked: new Set() };
}

/** What one operation does after all before it, and what it is answered; '' without an answer. */
export function apply(state: State, operation: Operation): { state: State; answer: string } {
  switch (operation.kind) {
    case 'file':
      return fileList(state, operation.list);
    case 'decide':
      return decide(state, operation);
    case 'receipt':
      return { state: receive(state, operation), answer: '' };
    case 'cancel':
      return askToCancel(state, operation.key);
    case 'close':
      return { state: close(state, operation.key), answer: '' };
    case 'freeze':
    case 'thaw': {
      const frozen = new Set(state.frozen);
      if (operation.kind === 'freeze') frozen.add(operation.buyer);
      else frozen.delete(operation.buyer);
      return { state: { ...state, frozen }, answer: '' };
    }
  }
}

function fileList(state: State, list: RacedList): { state: State; answer: string } {
  if (state.lists.has(list.key)) return { state, answer: 'unchanged' };
  const owner = state.copNos.get(list.copNo);
  if (owner !== undefined) return { state, answer: 'refused PZ-COP-NO-USED' };
  const copNos = new Map(state.copNos).set(list.copNo, list.key);
  const known = { ...state, copNos };
  const codes = whatIsAgainst(state, list);
  if (codes.length > 0)
    return {
      state: withStatus(known, list, 'rejected'),
      answer: `rejected ${codes.sort().join()}`,
    };
  const used = (state.allowance.get(list.buyer) ?? 0n) + list.price;
  const left = (state.cover.get(list.guarantor) ?? 0n) - list.tax;
  const served = {
    ...known,
    allowance: new Map(state.allowance).set(list.buyer, used),
    cover: new Map(state.cover).set(list.guarantor, left),
    waybills: new Map(state.waybills).set(list.waybill, list.key),
  };
  const answer = state.accepted === 'held' ? 'held' : 'accepted';
  return { state: withStatus(served, list, state.accepted), answer };
}

function whatIsAgainst(state: State, list: RacedList): string[] {
  if (state.frozen.has(list.buyer)) return ['PZ-BUYER-FROZEN'];
  const codes: string[] = [];
  if (state.waybills.has(list.waybill)) codes.push('PZ-WAYBILL-USED');
  if ((state.allowance.get(list.buyer) ?? 0n) + list.price > ANNUAL_LIMIT) codes.push('1313');
  if ((state.cover.get(list.guarantor) ?? 0n) < list.tax) codes.push('-621003');
  return codes;
}

function decide(
  state: State,
  { key, decision, officer }: Extract<Operation, { kind: 'decide' }>,
): { state: State; answer: string } {
  const known = state.lists.get(key);
  const said = `${officer} ${decision}`;
  const standing = state.decisions.get(key);
  if (standing === said) return { state, answer: 'decided' };
  if (standing !== undefined) return { state, answer: 'HOLD_ALREADY_DECIDED' };
  if (known?.status !== 'held') return { state, answer: 'HOLD_NOT_FOUND' };
  const decided = { ...state, decisions: new Map(state.decisions).set(key, said) };
  const next =
    decision === 'release'
      ? withStatus(decided, known.list, 'sent')
      : free(decided, key, 'rejected');
  return { state: next, answer: 'decided' };
}

function receive(state: State, { key, status }: Extract<Operation, { kind: 'receipt' }>): State {
  const known = state.lists.get(key);
  if (known?.status !== 'sent') return state;
  return status === '800'
    ? withStatus(state, known.list, 'released')
    : free(state, key, 'rejected');
}

/** A list may be cancelled until it is released. */
function askToCancel(state: State, key: string): { state: State; answer: string } {
  const isPossible = state.lists.get(key)?.status === 'sent' && !state.asked.has(key);
  if (!isPossible) return { state, answer: 'refused' };
  return { state: { ...state, asked: new Set(state.asked).add(key) }, answer: 'accepted' };
}

/** Customs cancels what it was asked to. */
function close(state: State, key: string): State {
  const known = state.lists.get(key);
  if (!state.asked.has(key) || !known) return state;
  if (known.status === 'sent') return free(state, key, 'cancelled');
  if (known.status !== 'released') return state;
  // What a released list had reserved comes back by an event, and none is delivered during a round.
  return { ...free(state, key, 'cancelled'), cover: state.cover };
}

function withStatus(state: State, list: RacedList, status: Status): State {
  return { ...state, lists: new Map(state.lists).set(list.key, { list, status }) };
}

/** Gives back everything that a list holds. */
function free(state: State, key: string, status: Status): State {
  const known = state.lists.get(key);
  if (!known) return state;
  const { buyer, guarantor, waybill, price, tax } = known.list;
  const waybills = new Map(state.waybills);
  waybills.delete(waybill);
  const freed = {
    ...state,
    waybills,
    allowance: new Map(state.allowance).set(buyer, (state.allowance.get(buyer) ?? 0n) - price),
    cover: new Map(state.cover).set(guarantor, (state.cover.get(guarantor) ?? 0n) + tax),
  };
  return withStatus(freed, known.list, status);
}
