import type { Finding } from '@pilotzone/kernel/finding';
import { catalogued } from './findings.ts';
import type { ExportCase } from './export-case.ts';
import type { ExportStatus } from './export-lifecycle.ts';

/** What filing does with a case: `declare` and `stage` start an attempt, `cancel` ends it. */
export type ExportPlan =
  | { readonly kind: 'declare' | 'stage' | 'cancel' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** A case as it arrives. */
export type ArrivingExport = Pick<
  ExportCase,
  'kind' | 'copNo' | 'subjectKey' | 'appType' | 'appTime' | 'appStatus' | 'body'
>;

/** States in which customs has not the case: its sender may still replace it. */
const REPLACEABLE: ReadonlySet<ExportStatus> = new Set(['staged', 'filed', 'waiting', 'rejected']);
/** States after which the same numbers may be declared anew. */
const AGAIN: ReadonlySet<ExportStatus> = new Set(['staged', 'rejected', 'cancelled']);

/**
 * Decides what an arriving list or application means beside the one on file under the same number,
 * by the same table as import lists (docs/flows/clearance.md, Filing). The same content again, not
 * newer, changes nothing.
 */
export function planExport(known: ExportCase | undefined, arriving: ArrivingExport): ExportPlan {
  const isEdit = arriving.appType === '2' || arriving.appType === '3';
  if (!known) return isEdit ? refuse('-621011', known, arriving) : start(arriving);
  if (isRepeat(known, arriving)) return { kind: 'unchanged' };
  if (arriving.appTime < known.appTime) return refuse('PZ-LIST-STALE', known, arriving);
  const isNewer = arriving.appTime > known.appTime || known.status === 'staged';
  if (!isEdit) {
    const mayStart = AGAIN.has(known.status) && isNewer;
    return mayStart ? start(arriving) : refuse('-621004', known, arriving);
  }
  if (!REPLACEABLE.has(known.status)) return refuse('-621012', known, arriving);
  if (!isNewer) return refuse('PZ-LIST-STALE', known, arriving);
  return arriving.appType === '3' ? { kind: 'cancel' } : start(arriving);
}

function isRepeat(known: ExportCase, arriving: ArrivingExport): boolean {
  const isNewer = arriving.appTime > known.appTime;
  const isOver = known.status === 'rejected' || known.status === 'cancelled';
  if (arriving.appType === '3') return known.status === 'cancelled' && !isNewer;
  if (arriving.body === known.body) return !isNewer || !isOver;
  return !isNewer && known.earlier.includes(arriving.body);
}

function start(arriving: ArrivingExport): ExportPlan {
  return { kind: arriving.appStatus === '1' ? 'stage' : 'declare' };
}

function refuse(code: string, known: ExportCase | undefined, arriving: ArrivingExport): ExportPlan {
  const number = arriving.kind === 'list' ? orderOf(arriving.subjectKey) : arriving.copNo;
  const values = [number, arriving.appTime, known?.appTime ?? '', known?.status ?? ''];
  return { kind: 'refused', finding: catalogued(code, values) };
}

function orderOf(subjectKey: string): string {
  return subjectKey.split('|').slice(2).join('|');
}
