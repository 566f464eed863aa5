import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Instant } from '@pilotzone/kernel/time';
import { formatAppTime, parseCustomsTime } from '@pilotzone/kernel/time';
import type { Purchase } from './purchase.ts';
import type { Random } from './random.ts';
import type { Submission } from './scenario.ts';

/** What a request says beyond its list. */
export type RequestDetails = {
  /** Customs' number of the list. */
  readonly invtNo: string;
  readonly reason: string;
  /** How long after the list it is sent. */
  readonly afterMs: number;
  /** Its own document number; at first that of the list with another letter. */
  readonly copNo?: string;
};

/** The application (623) of the broker to cancel the list of a purchase. */
export function cancellationOf(
  random: Random,
  purchase: Purchase,
  details: RequestDetails,
): Submission & { readonly type: 'CEB623Message' } {
  const document: DocumentByType['CEB623Message'] = {
    head: headOf(random, purchase, { ...details, letter: 'X' }),
    lines: [],
  };
  return { type: 'CEB623Message', document, sender: purchase.parties.broker };
}

/** What comes back of a list: line numbers with quantities in 1/100 000. */
export type ReturnedLines = ReadonlyMap<number, bigint>;

/** The application (625) of the broker to return goods of a purchase, without `lines` all. */
export function returnOf(
  random: Random,
  purchase: Purchase,
  details: RequestDetails & { readonly lines?: ReturnedLines },
): Submission & { readonly type: 'CEB625Message' } {
  const document: DocumentByType['CEB625Message'] = {
    head: headOf(random, purchase, { ...details, letter: 'T' }),
    lines: purchase.list.lines.flatMap(({ gnum, gcode, gname, qty, unit }) => {
      const came = details.lines ? (details.lines.get(gnum) ?? 0n) : qty;
      return came > 0n ? [{ gnum, gcode, gname, qty: came, unit, note: undefined }] : [];
    }),
  };
  return { type: 'CEB625Message', document, sender: purchase.parties.broker };
}

function headOf(
  random: Random,
  { list: { head } }: Purchase,
  { invtNo, reason, afterMs, copNo, letter }: RequestDetails & { readonly letter: 'X' | 'T' },
): DocumentByType['CEB623Message']['head'] {
  const at = (parseCustomsTime(head.appTime) ?? 0) + afterMs;
  const { customsCode, orderNo, ebpCode, ebpName, ebcCode, ebcName } = head;
  const { logisticsNo, logisticsCode, logisticsName, agentCode, agentName } = head;
  const { buyerIdType, buyerIdNumber, buyerName, buyerTelephone } = head;
  return {
    ...{ guid: random.guid(), appType: '1', appTime: formatAppTime(at as Instant), appStatus: '2' },
    ...{ customsCode, orderNo, ebpCode, ebpName, ebcCode, ebcName },
    ...{ logisticsNo, logisticsCode, logisticsName },
    copNo: copNo ?? letter + (head.copNo ?? '').slice(1),
    preNo: undefined,
    invtNo,
    ...{ buyerIdType, buyerIdNumber, buyerName, buyerTelephone, agentCode, agentName },
    ...{ reason, note: undefined },
  };
}
