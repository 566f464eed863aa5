import { filingRules } from './catalogue/filing.ts';
import { errorsOf, findingOf } from './rule.ts';
import type { Rule } from './rule.ts';
import type { Finding } from '@pilotzone/kernel/finding';

/**
 * A document on file. `body` is its packed text, compared as a whole; `appTime` is
 * `YYYYMMDDhhmmss`.
 */
export type StoredFiling = {
  readonly body: string;
  readonly appTime: string;
  /** 1 staged 暂存, 2 declared 申报. */
  readonly appStatus: string;
  /** A grave: the document was deleted at `appTime`. Only for stores that keep graves. */
  readonly deleted?: boolean;
  /** What it replaced: needed for keys that `keysInDoubt` names, ignored for others. */
  readonly earlier?: readonly EarlierFiling[];
};

/** A version that stood before; `deleted`: a grave that was replaced. */
export type EarlierFiling = { readonly body: string; readonly deleted: boolean };

/** A document that arrives. Callers may carry more in it; plans hand the same object back. */
export type IncomingFiling<K = string> = {
  readonly key: K;
  readonly body: string;
  /** 1 add 新增, 2 change 变更, 3 delete 删除. */
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
};

/** The refusals of one message type. */
export type FilingCodes = {
  readonly unknown: Rule;
  readonly duplicate: Rule;
  readonly locked: Rule;
  readonly stale: Rule;
};

/** What became of one incoming document. `staged`: kept, but not declared (appStatus 1). */
export type FilingOutcome =
  | { readonly kind: 'stored' | 'changed' | 'deleted' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** The net effect on one key: `incoming` is the document that now stands (or that deleted it). */
export type FilingWrite<I> = {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly incoming: I;
};

/**
 * `outcomes` in the order of the incoming documents; `writes` at most one per key, in order of
 * first arrival.
 */
export type FilingPlan<I> = {
  readonly outcomes: readonly FilingOutcome[];
  readonly writes: readonly FilingWrite<I>[];
};

/** What is known when documents are filed. */
export type FilingBatch<K, I> = {
  /** What is on file for the keys of `incoming`; others are not looked at. */
  readonly existing: ReadonlyMap<K, StoredFiling>;
  readonly incoming: readonly I[];
  readonly codes: FilingCodes;
  /**
   * Whether the list of this document is declared to customs already, so that it may not change any
   * more.
   */
  readonly isDeclared: (key: K) => boolean;
};

/** The refusals of each message that is filed under a key. */
export const FILING_CODES = {
  CEB311Message: {
    unknown: filingRules.orderUnknown,
    duplicate: filingRules.orderDuplicate,
    locked: filingRules.orderLocked,
    stale: filingRules.orderStale,
  },
  CEB411Message: {
    unknown: filingRules.paymentUnknown,
    duplicate: filingRules.paymentDuplicate,
    locked: filingRules.paymentLocked,
    stale: filingRules.paymentStale,
  },
  CEB511Message: {
    unknown: filingRules.waybillUnknown,
    duplicate: filingRules.waybillDuplicate,
    locked: filingRules.waybillLocked,
    stale: filingRules.waybillStale,
  },
  CEB513Message: {
    unknown: filingRules.statusUnknown,
    duplicate: filingRules.statusDuplicate,
    locked: filingRules.statusLocked,
    stale: filingRules.statusStale,
  },
} as const satisfies Record<string, FilingCodes>;

/**
 * Keys for which something arrives that is not newer than what is on file and differs from it: an
 * earlier version sent again, or old news. Only their earlier versions can tell.
 */
export function keysInDoubt<K>(
  existing: ReadonlyMap<K, StoredFiling>,
  incoming: readonly IncomingFiling<K>[],
): Set<K> {
  const doubted = new Set<K>();
  for (const { key, appTime, appType, body } of incoming) {
    const stored = existing.get(key);
    if (!stored || appTime > stored.appTime) continue;
    if (stored.deleted || appType === '3' || body !== stored.body) doubted.add(key);
  }
  return doubted;
}

type State = { stored: StoredFiling | undefined; by: number | undefined };

/**
 * Decides how documents that may have been sent before are filed: added, changed, deleted, left
 * alone or refused.
 *
 * Documents of one key are taken in order of appTime; at the same moment additions before changes
 * before deletions, staged before declared, then by content, then as they came. So the result of a
 * batch does not depend on its order, and a batch in order of appTime may be cut anywhere without
 * changing it.
 *
 * Same content (guid, appType and appTime aside) changes nothing, nor does an earlier version that
 * is sent again with its old appTime. An addition with other content is stale when it is not newer,
 * else a duplicate; a document that is only staged is replaced. Changes and deletions must be newer
 * than what they change and come before the list is declared. Source: specification 202205, tables
 * of appType and 7-2; docs/protocols/checks.md.
 */
export function planFiling<K, I extends IncomingFiling<K>>(
  batch: FilingBatch<K, I>,
): FilingPlan<I> {
  const { existing, incoming } = batch;
  const outcomes = new Array<FilingOutcome>(incoming.length);
  const states = new Map<K, State>();
  for (const [key, positions] of positionsByKey(incoming)) {
    const state: State = { stored: existing.get(key), by: undefined };
    for (const position of positions) {
      const document = incoming[position];
      if (document) outcomes[position] = fileOne(document, { state, position, batch });
    }
    states.set(key, state);
  }
  return { outcomes, writes: writesOf(states, batch) };
}

/**
 * Cuts a batch so that no part holds two documents of one key, each key's in the order in which
 * they count: filed part by part, every version that stood is written and can be known again.
 * Nearly always one part.
 */
export function partsOf<I extends IncomingFiling<unknown>>(incoming: readonly I[]): I[][] {
  const parts: I[][] = [];
  for (const positions of positionsByKey(incoming).values()) {
    positions.forEach((position, turn) => {
      const document = incoming[position];
      const part = (parts[turn] ??= []);
      if (document) part.push(document);
    });
  }
  return parts;
}

/** Positions of the documents of each key, in the order in which they count. */
function positionsByKey<K>(incoming: readonly IncomingFiling<K>[]): Map<K, number[]> {
  const byKey = new Map<K, number[]>();
  incoming.forEach((document, position) => {
    const positions = byKey.get(document.key);
    if (positions) positions.push(position);
    else byKey.set(document.key, [position]);
  });
  for (const positions of byKey.values()) {
    if (positions.length > 1) positions.sort((a, b) => compare(incoming[a], incoming[b]) || a - b);
  }
  return byKey;
}

function compare<K>(a: IncomingFiling<K> | undefined, b: IncomingFiling<K> | undefined): number {
  if (!a || !b) return 0;
  return (
    order(a.appTime, b.appTime) ||
    order(a.appType, b.appType) ||
    order(a.appStatus, b.appStatus) ||
    order(a.body, b.body)
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fileOne<K, I extends IncomingFiling<K>>(
  document: I,
  at: { state: State; position: number; batch: FilingBatch<K, I> },
): FilingOutcome {
  const verdict = judge(document, at.state.stored, at.batch);
  if ('rule' in verdict) {
    const since = verdict.rule === at.batch.codes.stale ? document.appTime : document.appType;
    const values = [keyText(document.key), since, at.state.stored?.appTime ?? ''];
    const [finding] = errorsOf([findingOf(verdict.rule, 'appType', values)]);
    if (finding) return { kind: 'refused', finding };
  }
  if (!('kind' in verdict) || verdict.kind === 'unchanged') return { kind: 'unchanged' };
  const { body, appTime, appStatus } = document;
  const deleted = verdict.kind === 'deleted';
  at.state.stored = { body, appTime, appStatus, deleted, earlier: historyOf(at.state.stored) };
  at.state.by = at.position;
  if (verdict.kind !== 'deleted' && appStatus === '1') return { kind: 'staged' };
  return verdict;
}

function historyOf(stored: StoredFiling | undefined): readonly EarlierFiling[] {
  if (!stored) return [];
  const { body, deleted = false, earlier = [] } = stored;
  return [...earlier, { body, deleted }];
}

type Verdict = { kind: 'stored' | 'changed' | 'deleted' | 'unchanged' } | { rule: Rule };

function judge<K, I extends IncomingFiling<K>>(
  document: I,
  stored: StoredFiling | undefined,
  batch: FilingBatch<K, I>,
): Verdict {
  const { codes, isDeclared } = batch;
  const adds = document.appType !== '2' && document.appType !== '3';
  if (!stored || stored.deleted) return judgeAbsent(document, stored, codes);
  if (document.appType !== '3' && document.body === stored.body) return { kind: 'unchanged' };
  const staged = stored.appStatus === '1';
  const isStale = staged ? document.appTime < stored.appTime : document.appTime <= stored.appTime;
  if (isStale) return isRepeat(document, stored) ? { kind: 'unchanged' } : { rule: codes.stale };
  if (adds) return staged ? { kind: 'stored' } : { rule: codes.duplicate };
  if (isDeclared(document.key)) return { rule: codes.locked };
  return { kind: document.appType === '3' ? 'deleted' : 'changed' };
}

/** Nothing on file, or only a grave: additions no newer than the grave are old news. */
function judgeAbsent<K>(
  document: IncomingFiling<K>,
  grave: StoredFiling | undefined,
  codes: FilingCodes,
): Verdict {
  const old = grave !== undefined && document.appTime <= grave.appTime;
  if (old && isRepeat(document, grave)) return { kind: 'unchanged' };
  if (document.appType === '2' || document.appType === '3') return { rule: codes.unknown };
  if (old) return { rule: codes.stale };
  return { kind: 'stored' };
}

/** Whether an old document is one that stood before, or the deletion that ended it. */
function isRepeat<K>(document: IncomingFiling<K>, stored: StoredFiling): boolean {
  const versions = [
    { body: stored.body, deleted: stored.deleted ?? false },
    ...(stored.earlier ?? []),
  ];
  if (document.appType === '3') return versions.some(({ deleted }) => deleted);
  return versions.some(({ body }) => body === document.body);
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

function writesOf<K, I extends IncomingFiling<K>>(
  states: ReadonlyMap<K, State>,
  batch: FilingBatch<K, I>,
): FilingWrite<I>[] {
  const writes: FilingWrite<I>[] = [];
  for (const [key, { stored, by }] of states) {
    const incoming = by === undefined ? undefined : batch.incoming[by];
    if (!incoming || !stored) continue;
    if (stored.deleted) writes.push({ kind: 'delete', incoming });
    else writes.push({ kind: batch.existing.has(key) ? 'update' : 'insert', incoming });
  }
  return writes;
}
