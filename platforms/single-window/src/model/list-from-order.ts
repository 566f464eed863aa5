import type { OrderDocument } from '@pilotzone/ceb/message';
import type { ListDraft } from './list-correction.ts';
import { textsOf } from './text-document.ts';

/** What an enterprise has on file about goods of an order. */
export type KnownGoods = {
  readonly itemNo: string;
  readonly hsCode: string;
  readonly name: string;
  readonly model: string;
  readonly unit1: string;
  readonly unit2: string | null;
};

/** Personal values of a list that are taken from its order without being seen. */
export const ADOPTED = [
  ...(['buyerName', 'buyerIdNumber', 'buyerTelephone', 'consigneeAddress'] as const),
] as const;

/**
 * A list as it follows from an order: its companies, amounts and goods, with codes and statutory
 * units of goods that are on file under the merchant's own number. Who buys stays in the order.
 * What an order does not know (mode, office, waybill, weights) is left for the person.
 */
export function listFromOrder(
  { head, lines }: OrderDocument,
  goodsOf: ReadonlyMap<string, KnownGoods>,
): ListDraft {
  const texts = textsOf(head);
  const named = ['orderNo', 'ebpCode', 'ebpName', 'ebcCode', 'ebcName', 'buyerIdType', 'freight'];
  return {
    head: {
      ...Object.fromEntries(named.map((name) => [name, texts[name] ?? ''])),
      // By the usual contract the platform stands surety for the tax.
      ...{ assureCode: head.ebpCode, insuredFee: '0' },
    },
    lines: lines.map((line) => lineFrom(textsOf(line), goodsOf.get(line.itemNo ?? ''))),
    adopt: [...ADOPTED],
  };
}

function lineFrom(ordered: Record<string, string>, goods: KnownGoods | undefined) {
  const { itemName = '', gmodel = '', unit = '', qty = '' } = ordered;
  const kept = ['itemNo', 'barCode', 'qty', 'unit', 'price', 'totalPrice', 'country'];
  const line = {
    ...Object.fromEntries(kept.map((name) => [name, ordered[name] ?? ''])),
    // Matching compares the names of list and order.
    ...{ gname: itemName, gmodel },
  };
  if (!goods) return line;
  const { hsCode: gcode, unit1, unit2 } = goods;
  return { ...line, gcode, unit1, unit2: unit2 ?? '', qty1: unit1 === unit ? qty : '' };
}
