import type { Fraction } from './fraction.ts';
import { formatFraction, formatPercent, parseFraction, parsePercent, ZERO } from './fraction.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import { readPeriod, readUnit } from './cells.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import type { PerUnit, RateRow } from './rates.ts';

/**
 * The header of a tariff file (docs/protocols/tax.md §5); the order of the columns is free when
 * reading.
 */
export const TARIFF_COLUMNS = [
  'hs_code',
  'name_zh',
  'unit1',
  'unit2',
  'mfn_rate',
  'vat_rate',
  'ct_rate',
  'ct_specific',
  'ct_specific_unit',
  'ct_threshold',
  'ct_threshold_unit',
  'valid_from',
  'valid_until',
  'source',
] as const;

type Column = (typeof TARIFF_COLUMNS)[number];
type Cells = Readonly<Record<Column, string>>;
type Fail = (column: Column, message: string) => void;

/** Reads and validates a tariff file; reports every error at once, by line and column. */
export function parseTariffFile(text: string): ParsedFile<RateRow> {
  return parseRows(readCsvTable(text, TARIFF_COLUMNS), readRate);
}

/** Rates as a tariff file that `parseTariffFile` reads back to the same rows. */
export function formatTariffFile(rows: readonly RateRow[]): string {
  const lines = rows.map((row) => formatCsvLine(cellsOf(row)));
  return [TARIFF_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/**
 * What an import would change. The file speaks for the codes it names: their rows that it leaves
 * out are closed; other codes stay as they are.
 */
export function diffTariff(
  existing: readonly RateRow[],
  incoming: readonly RateRow[],
): RowsDiff<RateRow> {
  return diffRows(existing, incoming, {
    codeOf: (row) => row.hsCode,
    textOf: (row) => formatCsvLine(cellsOf(row)),
  });
}

function readRate(cells: Cells, fail: Fail): RateRow {
  if (!/^(\d{8}|\d{10})$/.test(cells.hs_code)) fail('hs_code', '8 or 10 digits are needed');
  if (cells.name_zh === '') fail('name_zh', 'a name is needed');
  if (cells.source === '') fail('source', 'a source is needed');
  const ctRate = readPercent(cells, 'ct_rate', fail);
  if (ctRate.numerator >= ctRate.denominator) fail('ct_rate', 'must be below 100');
  return {
    hsCode: cells.hs_code,
    nameZh: cells.name_zh,
    unit1: readUnit(cells, 'unit1', fail) ?? '',
    unit2: cells.unit2 === '' ? undefined : readUnit(cells, 'unit2', fail),
    mfnRate: readPercent(cells, 'mfn_rate', fail),
    vatRate: readPercent(cells, 'vat_rate', fail),
    ctRate,
    ctSpecific: readPerUnit(cells, 'ct_specific', fail),
    ctThreshold: readPerUnit(cells, 'ct_threshold', fail),
    ...readPeriod(cells, fail),
    source: cells.source,
  };
}

function readPercent(
  cells: Cells,
  column: 'mfn_rate' | 'vat_rate' | 'ct_rate',
  fail: Fail,
): Fraction {
  if (cells[column] === '') return ZERO;
  const rate = parsePercent(cells[column]);
  if (!rate) fail(column, `"${cells[column]}" is no percentage; write 13 for 13 %`);
  return rate ?? ZERO;
}

function readPerUnit(
  cells: Cells,
  column: 'ct_specific' | 'ct_threshold',
  fail: Fail,
): PerUnit | undefined {
  const unitColumn = `${column}_unit` as const;
  const [amount, unit] = [cells[column], cells[unitColumn]];
  if (amount === '' && unit === '') return undefined;
  if (amount === '') fail(column, `an amount is needed beside the unit ${unit}`);
  const cny = amount === '' ? ZERO : parseFraction(amount);
  if (!cny) fail(column, `"${amount}" is no amount of CNY per unit`);
  return { cny: cny ?? ZERO, unit: readUnit(cells, unitColumn, fail) ?? '' };
}

function cellsOf(row: RateRow): string[] {
  return [
    row.hsCode,
    row.nameZh,
    row.unit1,
    row.unit2 ?? '',
    percentOrEmpty(row.mfnRate),
    percentOrEmpty(row.vatRate),
    percentOrEmpty(row.ctRate),
    row.ctSpecific ? formatFraction(row.ctSpecific.cny) : '',
    row.ctSpecific?.unit ?? '',
    row.ctThreshold ? formatFraction(row.ctThreshold.cny) : '',
    row.ctThreshold?.unit ?? '',
    row.validFrom,
    row.validUntil ?? '',
    row.source,
  ];
}

function percentOrEmpty(rate: Fraction): string {
  return rate.numerator === 0n ? '' : formatPercent(rate);
}
