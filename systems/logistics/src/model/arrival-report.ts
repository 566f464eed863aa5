import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Instant } from '@pilotzone/kernel/time';
import { isCustomsTime } from '@pilotzone/rules/calendar';
import { arrivalRules } from '@pilotzone/rules/catalogue/arrival';
import { findingOf } from '@pilotzone/rules/rule';
import type { Rule } from '@pilotzone/rules/rule';

/** A report of parcels that arrived at a supervised place (入库明细单, CEB711). */
export type ArrivalDocument = DocumentByType['CEB711Message'];

export type ArrivalStatus = 'staged' | 'sent' | 'closed' | 'rejected' | 'deleted';

/** A report as stored. */
export type ArrivalReport = {
  readonly reportId: string;
  readonly operatorCode: string;
  readonly copNo: string;
  readonly appTime: string;
  readonly guid: string;
  readonly status: ArrivalStatus;
  readonly returnStatus: string | null;
  readonly returnInfo: string | null;
  readonly rkdNo: string | null;
  readonly body: string;
  readonly exchangeId: string;
  readonly filedAt: Instant;
  readonly decidedAt: Instant | null;
};

/** The number under which customs answers a report: its own, or the end of its guid. */
export function copNoOf({ head }: ArrivalDocument): string {
  return head.copNo || head.guid.slice(-20);
}

/** What filing a report beside the one on file does; the finding when it is refused. */
export function planArrival(
  document: ArrivalDocument,
  body: string,
  known: ArrivalReport | undefined,
): 'staged' | 'sent' | 'deleted' | 'unchanged' | Finding {
  const { head } = document;
  if (known?.body === body && !(head.appTime > known.appTime && AGAIN.has(known.status))) {
    return 'unchanged';
  }
  const fault = faultOf(document);
  if (fault) return fault;
  if (known && head.appTime <= known.appTime && known.status !== 'staged') {
    return found(arrivalRules.stale, 'appTime', [known.copNo, head.appTime, known.appTime]);
  }
  if (known && !AGAIN.has(known.status)) {
    return found(arrivalRules.repeated, 'copNo', [known.copNo, known.status]);
  }
  if (head.appType === '3') return known ? 'deleted' : notOnFile(document);
  if (head.appType === '2' && !known) return notOnFile(document);
  return head.appStatus === '1' ? 'staged' : 'sent';
}

/** A report may be sent again from these states. */
const AGAIN: ReadonlySet<ArrivalStatus> = new Set(['staged', 'rejected', 'deleted']);

function notOnFile(document: ArrivalDocument): Finding {
  return found(arrivalRules.field, 'appType', [document.head.appType, '1']);
}

function faultOf({ head, lines }: ArrivalDocument): Finding | undefined {
  const { field } = arrivalRules;
  if (!['1', '2', '3'].includes(head.appType)) return found(field, 'appType', [head.appType, '1']);
  if (!['1', '2'].includes(head.appStatus)) {
    return found(field, 'appStatus', [head.appStatus, '2']);
  }
  if (!isCustomsTime(head.appTime)) {
    return found(field, 'appTime', [head.appTime, 'YYYYMMDDhhmmss']);
  }
  if (head.ieFlag !== 'I') return found(field, 'ieFlag', [head.ieFlag, 'I']);
  const numbers = lines.map(({ logisticsNo }) => logisticsNo);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  return twice === undefined ? undefined : found(field, 'logisticsNo', [twice, '不重复']);
}

function found(rule: Rule, field: string, values: readonly string[]): Finding {
  const { severity: _, ...finding } = findingOf(rule, `DeliveryHead.${field}`, values);
  return finding;
}
