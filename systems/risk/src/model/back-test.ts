/**
 * What a draft of rules would have decided over recorded declarations, on the facts as they were
 * known when each was judged. Pure: rows in, sums out; memory does not grow with the rows.
 */

import type { OpenBlock } from './fact-block.ts';
import { positionOf } from './facts.ts';
import type { RiskLane } from './rule-table.ts';
import { judgeVector, type CompiledTable } from './verdict.ts';

/** What people found out about a declaration afterwards; most are never looked at. */
export type RecordedFinding = 'confirmed' | 'cleared';

/** How one rule of the draft did. `found` of `looked` is its precision where people looked. */
export type RuleYield = {
  readonly rule: string;
  readonly hits: number;
  /** Hits on declarations of which a finding is on record. */
  readonly looked: number;
  /** Of these, confirmed ones. */
  readonly found: number;
};

export type LaneChange = `${RiskLane}-${RiskLane}`;

/** One declaration whose lane would be another, for people to open. */
export type Example = {
  readonly declarationId: string;
  readonly change: LaneChange;
  readonly score: number;
};

export type BackTestResult = {
  readonly declarations: number;
  /** From the lane then to the lane of the draft, unchanged ones included. */
  readonly lanes: Readonly<Record<LaneChange, number>>;
  readonly rules: readonly RuleYield[];
  /** Confirmed findings on record, and how many of them each of the two would have held. */
  readonly findings: {
    readonly confirmed: number;
    readonly recorded: number;
    readonly draft: number;
  };
  /** Held declarations a day, day by day. */
  readonly days: readonly {
    readonly day: string;
    readonly recorded: number;
    readonly draft: number;
  }[];
  /** Merchants with a declaration whose lane would be another, most affected first. */
  readonly merchants: readonly { readonly code: string; readonly changed: number }[];
  readonly merchantsAffected: number;
  readonly examples: readonly Example[];
};

const LANES = ['green', 'amber', 'red'] as const;
const EXAMPLES_PER_CHANGE = 5;
const MERCHANTS_SHOWN = 20;
const MERCHANT = positionOf('merchantCode');

type Sums = {
  declarations: number;
  readonly lanes: Map<LaneChange, number>;
  readonly rules: Map<string, { hits: number; looked: number; found: number }>;
  readonly findings: { confirmed: number; recorded: number; draft: number };
  readonly days: Map<string, { recorded: number; draft: number }>;
  readonly merchants: Map<string, number>;
  readonly examples: Map<LaneChange, Example[]>;
};

export type BackTest = {
  /** Judges one block of `day` by the draft as it would have been compiled for that day. */
  add(day: string, block: OpenBlock, draft: CompiledTable): void;
  result(): BackTestResult;
};

/** Starts a back-test; `findings` by declarationId are those on record today. */
export function createBackTest(findings: ReadonlyMap<string, RecordedFinding>): BackTest {
  const sums: Sums = {
    declarations: 0,
    lanes: new Map(),
    rules: new Map(),
    findings: { confirmed: 0, recorded: 0, draft: 0 },
    days: new Map(),
    merchants: new Map(),
    examples: new Map(),
  };
  return { add, result: () => resultOf(sums) };

  function add(day: string, block: OpenBlock, draft: CompiledTable): void {
    const held = entry(sums.days, day, () => ({ recorded: 0, draft: 0 }));
    for (let index = 0; index < block.length; index += 1) {
      const then = block.laneAt(index);
      const facts = block.factsAt(index);
      const verdict = judgeVector(draft, facts);
      const change: LaneChange = `${then}-${verdict.lane}`;
      sums.lanes.set(change, (sums.lanes.get(change) ?? 0) + 1);
      if (then === 'red') held.recorded += 1;
      if (verdict.lane === 'red') held.draft += 1;
      const finding = findings.size > 0 ? findings.get(idAt(block, index)) : undefined;
      for (const { rule } of verdict.hits) noteHit(sums, rule, finding);
      if (finding === 'confirmed') noteConfirmed(sums, then, verdict.lane);
      if (then === verdict.lane) continue;
      const example = { declarationId: idAt(block, index), change, score: verdict.score };
      noteChange(sums, example, facts[MERCHANT]);
    }
    sums.declarations += block.length;
  }
}

// Making the text of an id costs as much as judging, so only who needs it asks.
function idAt(block: OpenBlock, index: number): string {
  return block.verdictAt(index).declarationId;
}

function noteHit({ rules }: Sums, rule: string, finding: RecordedFinding | undefined): void {
  const sum = entry(rules, rule, () => ({ hits: 0, looked: 0, found: 0 }));
  sum.hits += 1;
  if (finding) sum.looked += 1;
  if (finding === 'confirmed') sum.found += 1;
}

function noteConfirmed({ findings }: Sums, then: RiskLane, draft: RiskLane): void {
  findings.confirmed += 1;
  if (then === 'red') findings.recorded += 1;
  if (draft === 'red') findings.draft += 1;
}

function noteChange({ examples, merchants }: Sums, example: Example, merchant: unknown): void {
  const kept = entry(examples, example.change, () => []);
  if (kept.length < EXAMPLES_PER_CHANGE) kept.push(example);
  // Older blocks do not tell the merchant.
  if (typeof merchant === 'string') merchants.set(merchant, (merchants.get(merchant) ?? 0) + 1);
}

function resultOf(sums: Sums): BackTestResult {
  const changes = LANES.flatMap((from) => LANES.map((to): LaneChange => `${from}-${to}`));
  const merchants = [...sums.merchants].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    declarations: sums.declarations,
    lanes: Object.fromEntries(
      changes.map((change) => [change, sums.lanes.get(change) ?? 0]),
    ) as Record<LaneChange, number>,
    rules: [...sums.rules]
      .map(([rule, sum]) => ({ rule, ...sum }))
      .sort((a, b) => b.hits - a.hits || (a.rule < b.rule ? -1 : 1)),
    findings: { ...sums.findings },
    days: [...sums.days].map(([day, held]) => ({ day, ...held })),
    merchants: merchants.slice(0, MERCHANTS_SHOWN).map(([code, changed]) => ({ code, changed })),
    merchantsAffected: merchants.length,
    examples: [...sums.examples.values()].flat(),
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
