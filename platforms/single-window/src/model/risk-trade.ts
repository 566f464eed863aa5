import type { ListDocument } from '@pilotzone/ceb/message';
import type { Verdict } from './verdict.ts';

/**
 * Who and what a list is about, for risk control to count; the shape is its own
 * (systems/risk/src/model/trade.ts). It keeps keyed hashes of persons only.
 */
export type RiskTrade = {
  readonly buyerKey: string;
  readonly payerKey: string | undefined;
  readonly telephone: string;
  readonly address: string;
  readonly carrierCode: string;
  readonly carrierWeight: bigint | undefined;
  readonly lines: readonly {
    readonly barCode: string | undefined;
    readonly itemNo: string | undefined;
    readonly name: string;
    readonly hsCode: string;
    readonly unit: string;
    readonly originCountry: string;
    readonly price: bigint;
    readonly quantity: bigint;
    readonly taxRate: number | undefined;
  }[];
};

/** `keyOf` is the zone's keyed hash of an id number; the buyer's own is known already. */
export function toTrade(verdict: Verdict, keyOf: (idNumber: string) => string): RiskTrade {
  const { row, list } = verdict.case;
  const { head } = list;
  const payer = verdict.judgement.payment?.head.payerIdNumber;
  const isBuyer = payer === head.buyerIdNumber;
  return {
    buyerKey: row.buyerKey,
    payerKey: isBuyer ? row.buyerKey : payer && keyOf(payer),
    telephone: head.buyerTelephone,
    address: head.consigneeAddress,
    carrierCode: row.logisticsCode,
    carrierWeight: verdict.waybill?.head.weight,
    lines: list.lines.map((line, index) => lineOf(verdict, line, index)),
  };
}

function lineOf({ judgement: { tax } }: Verdict, line: ListDocument['lines'][number], at: number) {
  const assessed = tax.kind === 'assessed' ? tax.lines[at] : undefined;
  const base = assessed?.dutiablePrice.units ?? 0n;
  return {
    barCode: line.barCode,
    itemNo: line.itemNo,
    name: line.gname,
    hsCode: line.gcode,
    unit: line.unit,
    originCountry: line.country,
    price: line.price,
    quantity: line.qty,
    taxRate: assessed && base > 0n ? Number((assessed.total.units * 10_000n) / base) : undefined,
  };
}
