import type { Tx } from '@pilotzone/kernel/db';
import { ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { availableOf, isLow } from './model/guarantee.ts';
import { changedGuarantees, earmark, startPlan } from './model/guarantee-plan.ts';
import type { EarmarkRequest, GuaranteePlan } from './model/guarantee-plan.ts';
import {
  appendEntries,
  lockGuarantees,
  selectEntries,
  updateGuarantees,
} from './store/guarantees.ts';

/** Whether a list found room in its guarantor's guarantee; the words for it are the asker's. */
export type EarmarkResult =
  | { readonly kind: 'earmarked'; readonly guaranteeLow: boolean }
  | { readonly kind: 'exhausted' | 'unknown'; readonly available: Money };

/**
 * Sets tax aside from guarantees for lists that are about to be sent to customs: in the given
 * order, first come first served, so that a smaller later list may fit where a larger one did not.
 * Results in the same order. Repeats change nothing; another amount for the same declaration
 * replaces the earlier earmark.
 *
 * Locks each guarantor's row until the transaction ends, in code order: call it late in the batch.
 */
export async function earmarkGuarantees(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  requests: readonly EarmarkRequest[],
): Promise<EarmarkResult[]> {
  if (requests.length === 0) return [];
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const codes = [...new Set(requests.map((request) => request.guarantorCode))];
  const known = requests.filter((request) => request.isNew !== true);
  const ids = [...new Set(known.map((request) => request.declarationId))];
  const guarantees = await lockGuarantees(tx, needs.zoneCode, codes);
  const entries = await selectEntries(tx, needs.zoneCode, ids);
  // A list declared anew may name another guarantor than the one whose earmark it still holds.
  const others = entries
    .map((entry) => entry.guarantorCode)
    .filter((code) => !codes.includes(code));
  const formerly = await lockGuarantees(tx, needs.zoneCode, [...new Set(others)]);
  const plan = startPlan({ day: dayOf(at.now), guarantees: [...guarantees, ...formerly], entries });
  const results = requests.map((request) => earmarkOne(plan, request));
  await appendEntries(tx, plan.entries, at);
  await updateGuarantees(tx, changedGuarantees(plan), at);
  return results;
}

function earmarkOne(plan: GuaranteePlan, request: EarmarkRequest): EarmarkResult {
  const kind = earmark(plan, request);
  const guarantee = plan.guarantees.get(request.guarantorCode);
  if (kind === 'earmarked') {
    return { kind, guaranteeLow: guarantee !== undefined && isLow(guarantee) };
  }
  return { kind, available: guarantee ? availableOf(guarantee) : ZERO_CNY };
}
