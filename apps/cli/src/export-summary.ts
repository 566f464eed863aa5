import { addMoney, cny, formatMoney, parseUnits, ZERO_CNY } from '@pilotzone/kernel/money';
import type { Money } from '@pilotzone/kernel/money';
import type { ClearResultLine } from '@pilotzone/server/commands/clear';
import { formatTable } from './output.ts';

/**
 * What a person sees of exports after `clear`: lists by mode, kind and outcome with their value,
 * and what was asked about them. Empty when there were none.
 */
export function summarizeExports(lines: readonly ClearResultLine[]): string {
  const exports = lines.filter((line) => line['direction'] === 'export');
  const lists = exports.filter((line) => line['application'] === undefined);
  const applications = exports.filter((line) => line['application'] !== undefined);
  return [listTable(lists), applicationTable(applications)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function listTable(lists: readonly ClearResultLine[]): string {
  if (lists.length === 0) return '';
  const groups = groupBy(lists, (line) =>
    [line['tradeMode'], KINDS[String(line['statisticsFlag'])] ?? '', line.outcome].join('|'),
  );
  const rows = groups.map(([key, those]) => [
    ...key.split('|'),
    String(those.length),
    formatMoney(valueOf(those)),
  ]);
  return formatTable(['export mode', 'kind', 'outcome', 'lists', 'value CNY'], rows);
}

const KINDS: Readonly<Record<string, string>> = { A: 'simplified (A)', B: 'summed up (B)' };

function valueOf(lines: readonly ClearResultLine[]): Money {
  return lines.reduce((sum, { valueCny }) => {
    const units = typeof valueCny === 'string' ? parseUnits(valueCny) : undefined;
    return addMoney(sum, cny(units ?? 0n));
  }, ZERO_CNY);
}

const APPLICATIONS: Readonly<Record<string, string>> = {
  cancellation: 'cancellation (605)',
  manifest: 'manifest (607)',
  summary: 'summary (701)',
  return: 'return (213)',
  tally: 'tally (215)',
};

function applicationTable(lines: readonly ClearResultLine[]): string {
  if (lines.length === 0) return '';
  // What customs accepted has the outcome of released things.
  const outcomeOf = ({ outcome }: ClearResultLine) =>
    outcome === 'released' ? 'accepted' : outcome;
  const groups = groupBy(lines, (line) => {
    const application = String(line['application']);
    return `${APPLICATIONS[application] ?? application}|${outcomeOf(line)}`;
  });
  const rows = groups.map(([key, those]) => [...key.split('|'), String(those.length)]);
  return formatTable(['application', 'outcome', 'count'], rows);
}

function groupBy(
  lines: readonly ClearResultLine[],
  keyOf: (line: ClearResultLine) => string,
): [string, ClearResultLine[]][] {
  const groups = new Map<string, ClearResultLine[]>();
  for (const line of lines) {
    const key = keyOf(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** By what a line about exports is known to a person. */
export function exportName(line: ClearResultLine): string | undefined {
  const { application } = line;
  if (line['direction'] !== 'export' || typeof application !== 'string') return undefined;
  return `${APPLICATIONS[application] ?? application} ${String(line['copNo'])}`;
}
