/**
 * A version of the rules on trial: it judges live declarations beside the version in force, and as
 * a canary decides a share of them. Which ones is a matter of their ids, so that a declaration
 * stays on its side whenever and wherever it is judged.
 */

import type { LaneChange } from './back-test.ts';
import type { FactVector } from './facts.ts';
import type { RiskLane } from './rule-table.ts';
import { laneOf, type CompiledTable } from './verdict.ts';

/** Of ten thousand. */
const WHOLE = 10_000;

/** Whether a canary decides this declaration. `share` in basis points. */
export function isInShare(declarationId: string, trialId: string, share: number): boolean {
  return share > 0 && hashOf(trialId + declarationId) % WHOLE < share;
}

/** FNV-1a with the finish of MurmurHash3: neighbouring ids part evenly. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One declaration with the lane in force, and the version that gave it. */
export type LiveRow = {
  readonly declarationId: string;
  readonly lane: RiskLane;
  readonly facts: FactVector;
  readonly judgedBy: CompiledTable;
};

export type TrialCount = {
  readonly judged: number;
  readonly changes: Readonly<Partial<Record<LaneChange, number>>>;
  readonly examples: readonly (readonly [declarationId: string, change: LaneChange])[];
};

const EXAMPLES_MAX = 50;

/** What the version on trial says about a batch beside the stable one. */
export function countTrial(
  rows: readonly LiveRow[],
  tables: { readonly stable: CompiledTable; readonly trial: CompiledTable },
): TrialCount {
  const changes: Partial<Record<LaneChange, number>> = {};
  const examples: [string, LaneChange][] = [];
  for (const row of rows) {
    const stable = laneBy(tables.stable, row);
    const trial = laneBy(tables.trial, row);
    const change: LaneChange = `${stable}-${trial}`;
    changes[change] = (changes[change] ?? 0) + 1;
    if (stable !== trial && examples.length < EXAMPLES_MAX)
      examples.push([row.declarationId, change]);
  }
  return { judged: rows.length, changes, examples };
}

function laneBy(table: CompiledTable, row: LiveRow): RiskLane {
  return row.judgedBy === table ? row.lane : laneOf(table, row.facts);
}

/** Too few to tell anything by. */
export const JUDGED_MIN = 100;

/** Whether a version holds more than it may; `red` of `judged` declarations. */
export function breaksLimit(
  { judged, red }: { readonly judged: number; readonly red: number },
  maxRed: number | null,
): boolean {
  return maxRed !== null && judged >= JUDGED_MIN && red * WHOLE > judged * maxRed;
}
