import type { EvidenceReport } from '@pilotzone/server/commands/verify-evidence';
import { formatTable } from './output.ts';

/** What a person sees after `evidence verify`: the chains, and each problem in a sentence. */
export function describeEvidence(report: EvidenceReport, anchor: string | undefined): string {
  const { chains, problems, records, bytes } = report;
  const rows = chains.map(({ zoneCode, chainNo, records: own, lastSeq, lastHash }) => [
    zoneCode,
    String(chainNo),
    String(own),
    String(lastSeq),
    lastHash,
  ]);
  const header = ['zone', 'chain', 'records', 'last', 'hash of the last'];
  const size = `${records} records, ${(bytes / 2 ** 20).toFixed(1)} MiB of messages`;
  const since = anchor === undefined ? '' : `, and every chain holds the anchors of ${anchor}`;
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const verdict = report.intact ? `Intact: ${size}${since}.` : `NOT INTACT: ${count} in ${size}.`;
  return [...(rows.length > 0 ? [formatTable(header, rows), ''] : []), verdict]
    .concat(problems.map((problem) => `  ${sentenceOf(problem)}`))
    .concat(
      report.intact ? [] : ['After the first problem of a chain nothing is said of its rest.'],
    )
    .join('\n');
}

function sentenceOf(problem: EvidenceReport['problems'][number]): string {
  const { zoneCode, chainNo, chainSeq, day, exchangeId, kind, differs, message } = problem;
  const place = `zone ${zoneCode}, chain ${chainNo}, record ${chainSeq}`;
  const known = [day && `of ${day}`, exchangeId && `exchange ${exchangeId}`].filter(Boolean);
  const about = known.length > 0 ? ` (${known.join(', ')})` : '';
  const what = differs.length > 0 ? ` [${differs.join(', ')}]` : '';
  return `${kind}: ${place}${about}: ${message}${what}`;
}
