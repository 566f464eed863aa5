import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { Assessment, Verdict } from './model/verdict.ts';
import { toRiskFacts } from './model/risk-facts.ts';
import { toTrade } from './model/risk-trade.ts';

/**
 * scored: asks the risk system for each list's lane. A red one, and a green one that chance
 * draws, is held for a person where the zone says so; the others go on to customs.
 */
export async function assessRisk(
  needs: ClearingNeeds,
  tx: Tx,
  { verdicts, on }: { verdicts: readonly Verdict[]; on: PlainDate },
): Promise<void> {
  if (verdicts.length === 0) return;
  const codes = new Set(verdicts.flatMap(({ case: { row } }) => [row.ebcCode, row.ebpCode]));
  const grades = await needs.gradesOf(tx, [...codes]);
  const gradeOf = (code: string) => grades.get(code)?.grade;
  const assessments = await needs.assessRisk(
    tx,
    verdicts.map((verdict) => ({
      ...toRiskFacts(verdict, gradeOf),
      trade: toTrade(verdict, needs.buyerKey),
    })),
    on,
  );
  const holds: { declarationId: string; attempt: number; assessment: Assessment }[] = [];
  verdicts.forEach((verdict, index) => {
    const assessment = assessments[index];
    assert(assessment, 'an assessment per list');
    verdict.assessment = assessment;
    if (verdict.step !== 'open') return;
    const isHeld = needs.holdRed && (assessment.lane === 'red' || assessment.draw !== undefined);
    verdict.step = isHeld ? 'held' : 'sent';
    const { declarationId, attempt } = verdict.case.row;
    if (verdict.step === 'held') holds.push({ declarationId, attempt, assessment });
  });
  if (holds.length > 0) await needs.openHolds(tx, holds);
}
