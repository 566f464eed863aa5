import type { PlainDate } from '@pilotzone/kernel/time';

/** A goods record of a merchant in a bonded book: what stock is counted by. */
export type StockKey = {
  /** 区内企业代码. */
  readonly areaCode: string;
  /** 账册编号. */
  readonly emsNo: string;
  readonly ebcCode: string;
  /** 账册备案料号. */
  readonly itemRecordNo: string;
};

/** The key as one text, for maps. */
export function stockKeyText({ areaCode, emsNo, ebcCode, itemRecordNo }: StockKey): string {
  return JSON.stringify([areaCode, emsNo, ebcCode, itemRecordNo]);
}

/** One movement; quantities in 1/100 000 of the record's unit. */
export type StockMove = StockKey & {
  readonly kind: 'enter' | 'reserve' | 'free' | 'draw' | 'restore';
  readonly onHand: bigint;
  readonly reserved: bigint;
  readonly declarationId: string | null;
  readonly attempt: number;
  readonly gnum: number;
  /** Which part of a release came back; 0 where all of it did, or nothing. */
  readonly part: number;
  readonly reference: string;
};

/** What a line of a list took. */
export type Reservation = StockKey & {
  readonly declarationId: string;
  readonly attempt: number;
  readonly gnum: number;
  readonly orderNo: string;
  readonly quantity: bigint;
  readonly restored: bigint;
  readonly state: 'reserved' | 'drawn' | 'freed';
};

/** From a day on lists of bonded goods are held against the stock, or not any more. */
export type StockRule = { readonly effectiveFrom: PlainDate; readonly isChecked: boolean };

/** Whether lists received on `on` are checked; `rules` in the order in which they were set. */
export function isCheckedOn(rules: readonly StockRule[], on: PlainDate): boolean {
  let standing: StockRule | undefined;
  for (const rule of rules) {
    if (rule.effectiveFrom > on) continue;
    if (!standing || rule.effectiveFrom >= standing.effectiveFrom) standing = rule;
  }
  return standing?.isChecked ?? false;
}

/** The move of a reservation, with what it changes. */
export function moveOf(
  { declarationId, attempt, gnum, orderNo, ...row }: Reservation,
  what: Pick<StockMove, 'kind' | 'onHand' | 'reserved'> & { readonly part?: number },
): StockMove {
  const { areaCode, emsNo, ebcCode, itemRecordNo } = row;
  return {
    ...{ areaCode, emsNo, ebcCode, itemRecordNo, declarationId, attempt, gnum },
    ...{ part: 0, ...what, reference: orderNo },
  };
}
