import type { Finding } from '@pilotzone/kernel/finding';
import type { TaxLine, TaxTotals } from './shapes.ts';

/** What the tariff and the positive list say about a code. */
export type FoundGoods = {
  readonly hsCode: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unit1: string;
  readonly unit2: string | null;
  readonly rates: {
    readonly tariff: string;
    readonly consumptionTax: string;
    readonly vat: string;
  };
  readonly source: string;
  readonly positiveList: {
    readonly modes: readonly string[];
    readonly quota: string | null;
    readonly remark: string;
  } | null;
};

/** Goods on file. */
export type GoodsFiling = {
  readonly participantCode: string;
  readonly itemNo: string;
  readonly version: number;
  readonly hsCode: string;
  readonly name: string;
  readonly nameEn: string;
  readonly model: string;
  readonly origin: string;
  readonly unit: string;
  readonly unit1: string;
  readonly unit2: string | null;
  readonly barCode: string;
  readonly filedAt: string;
  readonly filedBy: string;
  readonly tariff: FoundGoods | null;
};

/** A basket under one supervision mode. */
export type BasketMode = {
  readonly tradeMode: string;
  readonly clears: boolean;
  readonly tax: TaxTotals | null;
  readonly scope: string | null;
  readonly lines: readonly TaxLine[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly needed: readonly string[];
  /** What it takes of the buyer's year; `null` without a buyer. */
  readonly allowance: {
    readonly year: number;
    readonly takes: string;
    readonly suffices: boolean;
  } | null;
};

export type BasketQuote = { readonly day: string; readonly modes: readonly BasketMode[] };
