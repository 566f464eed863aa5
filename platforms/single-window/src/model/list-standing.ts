import { unpackDocument } from '@pilotzone/ceb/pack';
import { parseUnits } from '@pilotzone/kernel/money';
import { sum } from '@pilotzone/rules/export/judge-application';
import type { ListStanding, ReturnedQuantity } from '@pilotzone/rules/export/judge-application';
import type { ExportCase } from './export-case.ts';

/** Quantities of a line that came back, as stored. */
type ReturnedText = {
  readonly listId: string;
  readonly lineNo: number;
  readonly quantity: string;
  readonly quantity1: string;
  readonly quantity2: string;
};

/** Where a list stands, in the words of the rules for applications about it. */
export function standingOf(
  row: ExportCase,
  about: { returned: readonly ReturnedText[]; summed: ReadonlySet<string> },
): ListStanding {
  const returned = new Map<number, ReturnedQuantity>();
  for (const line of about.returned) {
    if (line.listId !== row.caseId) continue;
    returned.set(line.lineNo, sum(returned.get(line.lineNo), quantityOf(line)));
  }
  return {
    list: unpackDocument('CEB603Message', row.body, row),
    invtNo: row.customsNo ?? '',
    state: STATES[row.status] ?? 'over',
    releasedOn: row.releasedOn ?? '',
    closedOn: row.closedOn ?? '',
    isSummed: about.summed.has(row.caseId),
    returned,
  };
}

const STATES: Partial<Record<ExportCase['status'], ListStanding['state']>> = {
  sent: 'examined',
  examined: 'examined',
  'customs-held': 'held',
  released: 'released',
  closed: 'closed',
};

/** Quantities as the rules count them. */
export function quantityOf(line: Omit<ReturnedText, 'listId' | 'lineNo'>): ReturnedQuantity {
  return {
    qty: parseUnits(line.quantity) ?? 0n,
    qty1: parseUnits(line.quantity1) ?? 0n,
    qty2: parseUnits(line.quantity2) ?? 0n,
  };
}
