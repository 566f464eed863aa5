import { formatUnits, parseUnits, roundHalfUp, UNITS_PER_ONE } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { readPeriod } from './cells.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import { isInForce } from './rates.ts';

/** A rate of exchange of a period: CNY for a hundred of the currency, in units of 1/100 000. */
export type ExchangeRate = {
  /** Customs' 3-digit currency code. */
  readonly currency: string;
  readonly cnyPerHundred: bigint;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  readonly source: string;
};

/** An amount in CNY, with the rate that made it (absent for an amount in CNY). */
export type Converted = { readonly units: bigint; readonly rate: ExchangeRate | undefined };

export type ExchangeRates = {
  readonly rows: readonly ExchangeRate[];
  /** The amount in CNY on a day, half-up to five places; `undefined` without a rate of that day. */
  toCny(amount: { units: bigint; currency: string }, on: PlainDate): Converted | undefined;
};

const CNY = '142';

/** Exchange rates by currency and day; of several rows in force the one that began last counts. */
export function createExchangeRates(rows: readonly ExchangeRate[]): ExchangeRates {
  const byCurrency = new Map<string, ExchangeRate[]>();
  for (const row of rows)
    byCurrency.set(row.currency, [...(byCurrency.get(row.currency) ?? []), row]);
  for (const list of byCurrency.values()) list.sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  return {
    rows,
    toCny: ({ units, currency }, on) => {
      if (currency === CNY) return { units, rate: undefined };
      const rate = byCurrency.get(currency)?.find((row) => isInForce(row, on));
      if (!rate) return undefined;
      return { units: roundHalfUp(units * rate.cnyPerHundred, 100n * UNITS_PER_ONE), rate };
    },
  };
}

/** The header of a file of exchange rates. */
export const EXCHANGE_RATE_COLUMNS = [
  'currency',
  'cny_per_100',
  'valid_from',
  'valid_until',
  'source',
] as const;

type Column = (typeof EXCHANGE_RATE_COLUMNS)[number];

/** Reads and validates a file of exchange rates; reports every error at once. */
export function parseExchangeRateFile(text: string): ParsedFile<ExchangeRate> {
  return parseRows(readCsvTable(text, EXCHANGE_RATE_COLUMNS), readRate);
}

/** Rates as a file that `parseExchangeRateFile` reads back. */
export function formatExchangeRateFile(rates: readonly ExchangeRate[]): string {
  const lines = rates.map((rate) => formatCsvLine(cellsOf(rate)));
  return [EXCHANGE_RATE_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/** What an import would change; the file speaks for the currencies it names. */
export function diffExchangeRates(
  existing: readonly ExchangeRate[],
  incoming: readonly ExchangeRate[],
): RowsDiff<ExchangeRate> {
  return diffRows(existing, incoming, {
    codeOf: (rate) => rate.currency,
    textOf: (rate) => formatCsvLine(cellsOf(rate)),
  });
}

function readRate(
  cells: Readonly<Record<Column, string>>,
  fail: (column: Column, message: string) => void,
): ExchangeRate {
  if (!/^\d{3}$/.test(cells.currency)) fail('currency', 'a customs currency code of 3 digits');
  if (cells.currency === CNY) fail('currency', 'CNY has no rate');
  const cnyPerHundred = parseUnits(cells.cny_per_100);
  if (cnyPerHundred === undefined || cnyPerHundred <= 0n)
    fail('cny_per_100', `"${cells.cny_per_100}" is no amount above 0 of at most 5 places`);
  if (cells.source === '') fail('source', 'a source is needed');
  return {
    currency: cells.currency,
    cnyPerHundred: cnyPerHundred ?? 0n,
    ...readPeriod(cells, fail),
    source: cells.source,
  };
}

function cellsOf(rate: ExchangeRate): string[] {
  return [
    rate.currency,
    formatUnits(rate.cnyPerHundred),
    rate.validFrom,
    rate.validUntil ?? '',
    rate.source,
  ];
}
