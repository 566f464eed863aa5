import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import type { Assessment } from './assess-declarations.ts';
import { addDraws } from './store/random-floor.ts';
import { addHolds } from './store/holds.ts';

/** A declaration that an officer must look at, with the assessment that says why. */
export type HoldRequest = {
  readonly declarationId: string;
  readonly attempt: number;
  /** Absent: an import declaration. */
  readonly direction?: 'import' | 'export';
  readonly assessment: Assessment;
};

/**
 * Puts declarations into the officers' queue. A hold that is there already stays as it is, also a
 * decided one, so the call may be repeated; a declaration's next attempt opens a hold of its own.
 */
export async function openHolds(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  requests: readonly HoldRequest[],
): Promise<void> {
  const openedAt = needs.clock.now();
  const openedOn = dayOf(openedAt);
  const holds = requests.map((request) => {
    const { declarationId, attempt, direction = 'import', assessment } = request;
    const { lane, score, findings } = assessment;
    return {
      declarationId,
      attempt,
      direction,
      openedAt,
      openedOn,
      lane,
      score,
      reasons: findings,
    };
  });
  await addHolds(tx, needs.zoneCode, holds);
  const draws = requests.flatMap(({ declarationId, attempt, assessment: { draw } }) =>
    draw ? [{ declarationId, attempt, drawnOn: openedOn, ...draw }] : [],
  );
  await addDraws(tx, needs.zoneCode, draws);
}
