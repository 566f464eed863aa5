import { PilotError } from '@pilotzone/kernel/errors';
import { dayOf } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { ParsedFile, RowError } from '@pilotzone/tariff/csv-table';
import { firstDayOf } from '@pilotzone/tariff/diff-rows';
import type { RowsDiff } from '@pilotzone/tariff/diff-rows';
import {
  diffExchangeRates,
  formatExchangeRateFile,
  parseExchangeRateFile,
} from '@pilotzone/tariff/exchange-rates';
import {
  diffExportGoods,
  formatExportGoodsFile,
  parseExportGoodsFile,
} from '@pilotzone/tariff/export-goods';
import {
  diffWarehouses,
  formatWarehouseFile,
  parseWarehouseFile,
} from '@pilotzone/tariff/overseas-warehouses';
import {
  diffPositiveList,
  formatPositiveListFile,
  parsePositiveListFile,
} from '@pilotzone/tariff/positive-list-file';
import {
  diffSupervisionModes,
  formatSupervisionModesFile,
  parseSupervisionModesFile,
} from '@pilotzone/tariff/supervision-modes-file';
import { diffTariff, formatTariffFile, parseTariffFile } from '@pilotzone/tariff/tariff-file';
import type { Platform } from '../compose.ts';
import type { ImportKind, ImportReport } from './import-report.ts';

export type ReferenceText = {
  readonly kind: Exclude<ImportKind, 'participants'>;
  readonly fileName: string;
  readonly content: string;
  readonly importedBy: string;
  readonly dryRun: boolean;
  /**
   * True: the file stands alone (`clear --tariff`). False: it speaks for the codes it names, others
   * stay.
   */
  readonly replace: boolean;
};

const ERRORS_SHOWN_MAX = 50;
const DIFF_LINES_MAX = 100;

type Dated = { readonly validFrom: PlainDate; readonly validUntil: PlainDate | undefined };

type Format<T> = {
  parse(text: string): ParsedFile<T>;
  format(rows: readonly T[]): string;
  diff(existing: readonly T[], incoming: readonly T[]): RowsDiff<T>;
};

/**
 * Checks a file of rates, lists or modes, tells what it changes, and takes it
 * into force unless this is a dry run. Throws REFERENCE_FILE_INVALID with every row error by line
 * and column.
 */
export function importReferenceText(
  platform: Platform,
  file: ReferenceText,
): Promise<ImportReport> {
  switch (file.kind) {
    case 'tariff':
      return importRows(platform, file, TARIFF);
    case 'positive-list':
      return importRows(platform, file, POSITIVE_LIST);
    case 'supervision-modes':
      return importRows(platform, file, SUPERVISION_MODES);
    case 'exchange-rates':
      return importRows(platform, file, EXCHANGE_RATES);
    case 'export-goods':
      return importRows(platform, file, EXPORT_GOODS);
    case 'overseas-warehouses':
      return importRows(platform, file, WAREHOUSES);
  }
}

const TARIFF = { parse: parseTariffFile, format: formatTariffFile, diff: diffTariff };
const POSITIVE_LIST = {
  parse: parsePositiveListFile,
  format: formatPositiveListFile,
  diff: diffPositiveList,
};
const SUPERVISION_MODES = {
  parse: parseSupervisionModesFile,
  format: formatSupervisionModesFile,
  diff: diffSupervisionModes,
};

const EXCHANGE_RATES = {
  parse: parseExchangeRateFile,
  format: formatExchangeRateFile,
  diff: diffExchangeRates,
};
const EXPORT_GOODS = {
  parse: parseExportGoodsFile,
  format: formatExportGoodsFile,
  diff: diffExportGoods,
};
const WAREHOUSES = {
  parse: parseWarehouseFile,
  format: formatWarehouseFile,
  diff: diffWarehouses,
};

async function importRows<T extends Dated>(
  platform: Platform,
  file: ReferenceText,
  how: Format<T>,
): Promise<ImportReport> {
  const incoming = rowsOf(how.parse(file.content), file.fileName);
  const stored = file.replace ? undefined : await platform.singleWindow.findReference(file.kind);
  const existing = stored === undefined ? [] : rowsOf(how.parse(stored), 'the file in force');
  const diff = how.diff(existing, incoming);
  const today = dayOf(platform.runtime.clock.now());
  const effect = {
    added: diff.added.length,
    changed: diff.changed.length,
    closed: diff.closed.length,
    // The first file of a kind replaces the demo's data at once, whatever its days.
    inForceFrom: stored === undefined ? today : laterOf(today, firstDayOf(diff, lineOf(how))),
  };
  if (!file.dryRun) {
    const { kind, fileName, importedBy } = file;
    const content = how.format(diff.result);
    await platform.singleWindow.importReference({
      kind,
      fileName,
      importedBy,
      content,
      rowCount: diff.result.length,
      madeFrom: file.replace ? 'any' : { content: stored },
      ...effect,
    });
    await platform.reloadTariff();
  }
  return {
    kind: file.kind,
    file: file.fileName,
    applied: !file.dryRun,
    rows: incoming.length,
    ...effect,
    diff: describe(diff, how),
  };
}

function rowsOf<T>(parsed: ParsedFile<T>, fileName: string): readonly T[] {
  if (parsed.kind === 'parsed') return parsed.rows;
  throw invalid(parsed.errors, fileName);
}

function invalid(errors: readonly RowError[], fileName: string): PilotError {
  const lines = errors
    .slice(0, ERRORS_SHOWN_MAX)
    .map(({ line, column, message }) => `  line ${line}, ${column}: ${message}`);
  if (errors.length > lines.length) lines.push(`  … and ${errors.length - lines.length} more`);
  const text = `${fileName} was not imported and nothing changed:\n${lines.join('\n')}`;
  return new PilotError('REFERENCE_FILE_INVALID', text);
}

function describe<T>(diff: RowsDiff<T>, how: Format<T>): string[] {
  const line = lineOf(how);
  return [
    ...diff.added.map((row) => `+ ${line(row)}`),
    ...diff.changed.map(({ before, after }) => `~ ${line(before)}\n  → ${line(after)}`),
    ...diff.closed.map((row) => `- ${line(row)}`),
  ].slice(0, DIFF_LINES_MAX);
}

/** A row as its line of the file. */
function lineOf<T>(how: Format<T>): (row: T) => string {
  // A formatted file of one row is its header and that row.
  return (row) => how.format([row]).trimEnd().split('\n').at(-1) ?? '';
}

function laterOf(today: PlainDate, day: PlainDate | undefined): PlainDate {
  return day !== undefined && day > today ? day : today;
}
