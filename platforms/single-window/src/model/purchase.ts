import type { ListDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { formatInstant, type Instant } from '@pilotzone/kernel/time';
import { maskNumber } from '@pilotzone/rules/mask';
import type { DeclarationRow } from './declaration.ts';
import { taxText } from './summary.ts';

type Known = {
  readonly row: DeclarationRow;
  readonly list: ListDocument;
  /** Whether the list names the telephone that the citizen showed to hold. */
  readonly isOwnPhone: boolean;
};

/**
 * A list as the person sees it in whose name it is. What was bought stays hidden where the list
 * names another telephone than hers: whoever has only her id number shall not read her purchases,
 * and she sees at once that somebody else's telephone is in it.
 */
export function purchaseOf({ row, list: { head, lines }, isOwnPhone }: Known) {
  return {
    declarationId: row.declarationId,
    orderNo: row.orderNo,
    invtNo: row.invtNo,
    ebpCode: row.ebpCode,
    ebpName: head.ebpName,
    ebcName: head.ebcName,
    status: row.status,
    tradeMode: row.tradeMode,
    filedAt: formatInstant(row.filedAt as Instant),
    releasedOn: row.releasedOn,
    tax: taxText(row.amounts),
    phone: isOwnPhone ? 'own' : maskNumber(head.buyerTelephone),
    goods: isOwnPhone
      ? lines.map((line) => ({
          name: line.gname,
          quantity: formatUnits(line.qty),
          unit: line.unit,
          price: formatUnits(line.totalPrice),
        }))
      : null,
  };
}

/** Whether two spellings are one telephone: spaces, dashes and +86 do not matter. */
export function samePhone(a: string, b: string): boolean {
  return digits(a) === digits(b);
}

function digits(phone: string): string {
  return phone.replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
}
