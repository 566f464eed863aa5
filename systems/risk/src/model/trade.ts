import { spellAddress, spellTelephone } from './spelling.ts';

/**
 * Who and what one import list is about, as its owner hands it over to be counted. It is not kept:
 * of persons only keyed hashes are.
 */
export type Trade = {
  /** Keyed hash of the buyer's id number, as a UUID text. */
  readonly buyerKey: string;
  /** The same of the payer's; unknown without a payment. */
  readonly payerKey: string | undefined;
  readonly telephone: string;
  readonly address: string;
  readonly carrierCode: string;
  /** Of the waybill, kg in units of 1/100 000. */
  readonly carrierWeight: bigint | undefined;
  readonly lines: readonly TradeLine[];
};

export type TradeLine = {
  readonly barCode: string | undefined;
  readonly itemNo: string | undefined;
  readonly name: string;
  readonly hsCode: string;
  readonly unit: string;
  readonly originCountry: string;
  readonly price: bigint;
  readonly quantity: bigint;
  /** All taxes of the line in basis points of its dutiable price. */
  readonly taxRate: number | undefined;
};

/** A line as it is counted: plain numbers, because a histogram has no use for exact ones. */
export type CountedLine = readonly [
  article: string,
  hsCode: string,
  unit: string,
  originCountry: string,
  price: number,
  quantity: number,
  taxRate: number | null,
];

/** One list as windows count it and the log keeps it; "" is unknown. */
export type CountedTrade = readonly [
  buyer: string,
  telephone: string,
  address: string,
  payer: string,
  merchant: string,
  platform: string,
  carrier: string,
  /** Dutiable price in fen. */
  value: number,
  grossGrams: number,
  /** 0: an attempt after the first, which is the same purchase and counts no second time. */
  counts: 0 | 1,
  lines: readonly CountedLine[],
];

/** What of the facts is counted too. */
export type CountedFacts = {
  readonly attempt: number;
  readonly merchantCode?: string | undefined;
  readonly platformCode?: string | undefined;
  readonly dutiablePrice?: bigint | undefined;
  readonly grossWeightKg?: bigint | undefined;
};

const UNITS_PER_FEN = 1_000;
const UNITS_PER_ONE = 100_000;
const UNITS_PER_GRAM = 100;

/** The counted form of a list; `pseudonymOf` is the zone's keyed hash as a UUID text. */
export function countedTrade(
  facts: CountedFacts,
  trade: Trade,
  pseudonymOf: (text: string) => string,
): CountedTrade {
  const telephone = spellTelephone(trade.telephone);
  const address = spellAddress(trade.address);
  return [
    shortKey(trade.buyerKey),
    telephone === '' ? '' : shortKey(pseudonymOf(`telephone ${telephone}`)),
    address === '' ? '' : shortKey(pseudonymOf(`address ${address}`)),
    trade.payerKey === undefined ? '' : shortKey(trade.payerKey),
    facts.merchantCode ?? '',
    facts.platformCode ?? '',
    trade.carrierCode,
    Math.round(Number(facts.dutiablePrice ?? 0n) / UNITS_PER_FEN),
    Number(facts.grossWeightKg ?? 0n) / UNITS_PER_GRAM,
    facts.attempt === 1 ? 1 : 0,
    trade.lines.map((line) => countedLine(line, facts.merchantCode ?? '')),
  ];
}

function countedLine(line: TradeLine, merchant: string): CountedLine {
  const { hsCode, unit, originCountry, price, quantity, taxRate } = line;
  return [
    articleOf(line, merchant),
    hsCode,
    unit,
    originCountry,
    Number(price) / UNITS_PER_ONE,
    Number(quantity) / UNITS_PER_ONE,
    taxRate ?? null,
  ];
}

/** What is one article: by bar code where there is one, else by the merchant's own number. */
function articleOf({ barCode, itemNo, name }: TradeLine, merchant: string): string {
  if (barCode !== undefined && /^\d{8,14}$/.test(barCode)) return barCode;
  return itemNo ? `${merchant} ${itemNo}` : name;
}

/** Sixteen digits of a UUID tell a zone's persons apart. */
export function shortKey(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18);
}
