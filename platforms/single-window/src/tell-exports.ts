import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import { DECLARATIONS_CONCLUDED, EXPORTS_UNDONE } from './contract.ts';
import type {
  DeclarationsConcluded,
  ExportFacts,
  ExportsTold,
  ExportsUndone,
  EXPORTS_EXAMINED,
  EXPORTS_RELEASED,
} from './contract.ts';
import type { ExportCase } from './model/export-case.ts';

export type TellingNeeds = Pick<Runtime, 'clock' | 'ids'> & {
  publish(tx: Tx, kind: string, payload: object): Promise<void>;
};

/** The facts of a list with the numbers that customs gave it. */
export function factsOfExport(row: ExportCase): ExportFacts {
  if (!row.facts) throw new Error(`bug: export list ${row.caseId} was sent without facts`);
  return { ...row.facts, preNo: row.preNo ?? '', invtNo: row.customsNo ?? '' };
}

/** Lists that reached an outcome worth remembering: evidence for credit, as of import lists. */
export async function publishExportsConcluded(
  needs: TellingNeeds,
  tx: Tx,
  rows: readonly ExportCase[],
): Promise<void> {
  if (rows.length === 0) return;
  const payload: DeclarationsConcluded = {
    ...stamp(needs),
    declarations: rows.map((row) => ({
      declarationId: row.caseId,
      ebpCode: row.ebpCode,
      ebcCode: row.ebcCode,
      agentCode: row.declarantCode,
      assureCode: '',
      payCode: '',
      logisticsCode: row.logisticsCode,
      areaCode: row.facts?.areaCode ?? '',
      outcome: OUTCOMES[row.status] ?? 'held',
      returnStatus: row.returnStatus ?? '',
      reasonCodes: [...new Set((row.reasons ?? []).map(({ code }) => code))],
    })),
  };
  await needs.publish(tx, DECLARATIONS_CONCLUDED, payload);
}

const OUTCOMES: Partial<Record<ExportCase['status'], 'released' | 'rejected'>> = {
  released: 'released',
  closed: 'released',
  rejected: 'rejected',
};

/** Tells that customs examined or released these lists. */
export async function publishExports(
  needs: TellingNeeds,
  tx: Tx,
  news: { kind: typeof EXPORTS_EXAMINED | typeof EXPORTS_RELEASED; rows: readonly ExportCase[] },
): Promise<void> {
  if (news.rows.length === 0) return;
  const payload: ExportsTold = { ...stamp(needs), declarations: news.rows.map(factsOfExport) };
  await needs.publish(tx, news.kind, payload);
}

/** Tells what of released lists is taken back. */
export async function publishExportsUndone(
  needs: TellingNeeds,
  tx: Tx,
  news: Pick<ExportsUndone, 'cause' | 'declarations'>,
): Promise<void> {
  if (news.declarations.length === 0) return;
  await needs.publish(tx, EXPORTS_UNDONE, { ...stamp(needs), ...news } satisfies ExportsUndone);
}

function stamp(needs: TellingNeeds) {
  const now = needs.clock.now();
  return { eventId: needs.ids.newId(), day: dayOf(now), at: formatInstant(now) };
}
