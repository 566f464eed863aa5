import { addMoney, cny, formatMoney, parseUnits, ZERO_CNY } from '@pilotzone/kernel/money';
import type { TaxBillReport } from '@pilotzone/financial-services/contract';
import { createColors } from 'picocolors';
import type { ClearResultLine } from '@pilotzone/server/commands/clear';
import { exportName, summarizeExports } from './export-summary.ts';
import { environment } from './options.ts';
import { formatTable } from './output.ts';

const ORDER = [
  'released',
  'held',
  'waiting',
  'staged',
  'rejected',
  'refused',
  'returned',
  'cancelled',
];
// picocolors also paints where CI is set; a log that nobody watches needs no control sequences.
const colors = createColors(process.stdout.isTTY ? !environment.noColor : false);
const PAINT: Readonly<Record<string, (text: string) => string>> = {
  released: colors.green,
  held: colors.yellow,
  rejected: colors.red,
  refused: colors.red,
};
// More than this nobody reads in a terminal; --json gives every line.
const SHOWN_MAX = 40;

/**
 * What a person sees after `clear`: how many of each outcome, the tax, exports by mode and what was
 * asked about them, why the others did not pass.
 */
export function summarize(lines: readonly ClearResultLine[]): string {
  return [outcomes(lines), summarizeExports(lines), reasons(lines), details(lines)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Customs' tax bills against the books, and each difference. */
export function taxBillLines(report: TaxBillReport): string {
  const { lists, billed, booked, differences } = report;
  const sums = `tax bills of ${String(lists)} lists: customs ${billed} CNY, books ${booked} CNY`;
  const shown = differences.slice(0, SHOWN_MAX).map((one) => {
    const total = ({ tariff, consumptionTax, valueAddedTax }: (typeof one)['billed']) =>
      `${tariff} + ${consumptionTax} + ${valueAddedTax}`;
    return `${colors.red(one.kind)}  ${one.invtNo}: ${total(one.billed)}, ${total(one.booked)}`;
  });
  const rest = differences.length - shown.length;
  if (rest > 0) shown.push(`… and ${String(rest)} more; --json gives every one`);
  return [`${sums}; ${String(differences.length)} differ`, ...shown].join('\n');
}

function outcomes(lines: readonly ClearResultLine[]): string {
  const rows = ORDER.flatMap((outcome) => {
    const those = lines.filter((line) => line.outcome === outcome);
    if (those.length === 0) return [];
    return [
      [outcome, String(those.length), outcome === 'released' ? formatMoney(taxOf(those)) : ''],
    ];
  });
  return formatTable(['outcome', 'count', 'tax CNY'], rows);
}

function taxOf(lines: readonly ClearResultLine[]) {
  return lines.reduce((sum, { tax }) => {
    const { total } = (tax as { total?: string } | null) ?? {};
    return addMoney(sum, cny(parseUnits(total ?? '0') ?? 0n));
  }, ZERO_CNY);
}

function reasons(lines: readonly ClearResultLine[]): string {
  const counts = new Map<string, { count: number; text: string }>();
  for (const line of lines) {
    for (const { code, messageZh } of line.reasons) {
      const entry = counts.get(code) ?? { count: 0, text: messageZh };
      entry.count += 1;
      counts.set(code, entry);
    }
  }
  if (counts.size === 0) return '';
  const rows = [...counts]
    .sort((a, b) => b[1].count - a[1].count)
    .map(([code, { count, text }]) => [code, String(count), text.slice(0, 60)]);
  return formatTable(['reason', 'count', 'for example'], rows);
}

function details(lines: readonly ClearResultLine[]): string {
  const notable = lines.filter((line) => line.outcome !== 'released');
  const shown = notable.slice(0, SHOWN_MAX).map((line) => {
    const paint = PAINT[line.outcome] ?? ((text: string) => text);
    const from = typeof line['file'] === 'string' ? `(${line['file']})` : '';
    const name = [
      exportName(line),
      line.message,
      line['ebpCode'],
      line['orderNo'],
      line['logisticsNo'],
      from,
    ]
      .filter(Boolean)
      .join(' ');
    const why = line.reasons.map(
      ({ code, field, message, fix }) => `    ${code} ${field}\n      ${message}\n      → ${fix}`,
    );
    return [`${paint(line.outcome)}  ${name}`, ...why].join('\n');
  });
  const rest = notable.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more; --json gives every line`);
  return shown.join('\n');
}
