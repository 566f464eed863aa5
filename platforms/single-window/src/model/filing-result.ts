import type { ListDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import type { DeclarationRow } from './declaration.ts';
import type { ExportCase } from './export-case.ts';
import type { Verdict } from './verdict.ts';

/** What became of a filed document; `returnStatus` and `returnInfo` are what its receipt says. */
export type FilingResult = {
  readonly kind: 'accepted' | 'unchanged' | 'staged' | 'waiting' | 'rejected' | 'held' | 'refused';
  readonly returnStatus: string;
  readonly returnInfo: string;
  readonly preNo?: string;
  readonly findings: readonly Finding[];
};

const ACCEPTED = '2';
const STAGED = '1';

/** A list that never became a declaration. */
export function refused(finding: Finding): FilingResult {
  const returnStatus = finding.code.startsWith('-') ? finding.code : '-1';
  return { kind: 'refused', returnStatus, returnInfo: finding.messageZh, findings: [finding] };
}

/** A list sent again: answered with what became of it. */
export function unchanged(list: ListDocument, row: DeclarationRow | undefined): FilingResult {
  const returnInfo = `重复报送，数据未变[${list.head.guid}]`;
  const returnStatus = row?.returnStatus ?? ACCEPTED;
  const preNo = row?.preNo ? { preNo: row.preNo } : {};
  return { kind: 'unchanged', returnStatus, returnInfo, ...preNo, findings: row?.reasons ?? [] };
}

/** A list recorded, to be judged later. */
export function accepted(list: ListDocument): FilingResult {
  return { kind: 'accepted', returnStatus: ACCEPTED, returnInfo: declaredInfo(list), findings: [] };
}

/** A list saved and not declared, or deleted. */
export function kept(list: ListDocument, row: DeclarationRow): FilingResult {
  if (row.status === 'staged') {
    return {
      kind: 'staged',
      returnStatus: STAGED,
      returnInfo: `暂存成功[${list.head.guid}]`,
      findings: [],
    };
  }
  return {
    kind: 'accepted',
    returnStatus: ACCEPTED,
    returnInfo: `删除成功[${list.head.guid}]`,
    findings: [],
  };
}

/**
 * A list that was judged at once. A waiting or held one is accepted: its sender learns why it
 * stands.
 */
export function judged(verdict: Verdict): FilingResult {
  const { findings } = verdict;
  const { list } = verdict.case;
  switch (verdict.step) {
    case 'rejected':
      return {
        kind: 'rejected',
        returnStatus: returnStatusOf(findings),
        returnInfo: returnInfoOf(findings),
        findings,
      };
    case 'waiting':
      return {
        kind: 'waiting',
        returnStatus: ACCEPTED,
        returnInfo: declaredInfo(list) + noteOf(findings),
        findings,
      };
    case 'held':
      return { kind: 'held', returnStatus: ACCEPTED, returnInfo: declaredInfo(list), findings };
    case 'open':
    case 'sent':
      return accepted(list);
  }
}

/** What an owner did with a paper, as its sender is told. */
export function paperResult(
  outcome:
    | { readonly kind: keyof typeof SUCCESS_ZH }
    | { readonly kind: 'refused'; readonly finding: Finding },
  guid: string,
): FilingResult {
  if (outcome.kind === 'refused') return refused(outcome.finding);
  const returnInfo = `${SUCCESS_ZH[outcome.kind]}[${guid}]`;
  if (outcome.kind === 'staged')
    return { kind: 'staged', returnStatus: STAGED, returnInfo, findings: [] };
  const kind = outcome.kind === 'unchanged' ? 'unchanged' : 'accepted';
  return { kind, returnStatus: ACCEPTED, returnInfo, findings: [] };
}

const SUCCESS_ZH = {
  stored: '新增申报成功',
  changed: '变更申报成功',
  deleted: '删除成功',
  staged: '暂存成功',
  unchanged: '重复报送，数据未变',
};

/** What became of an export list or application, as its sender is told. */
export function exportResult(
  row: ExportCase,
  { guid, isRepeat }: { guid: string; isRepeat: boolean },
): FilingResult {
  const findings = row.reasons ?? [];
  const preNo = row.preNo ? { preNo: row.preNo } : {};
  if (isRepeat) {
    const returnInfo = `${SUCCESS_ZH.unchanged}[${guid}]`;
    const returnStatus = row.returnStatus ?? ACCEPTED;
    return { kind: 'unchanged', returnStatus, returnInfo, ...preNo, findings };
  }
  if (row.status === 'rejected') {
    const returnStatus = row.returnStatus ?? '100';
    return { kind: 'rejected', returnStatus, returnInfo: returnInfoOf(findings), findings };
  }
  if (row.status === 'staged') return paperResult({ kind: 'staged' }, guid);
  if (row.status === 'cancelled') return paperResult({ kind: 'deleted' }, guid);
  // Whoever declares a held list learns of it from the platform, not from its receipt.
  if (row.status === 'held') {
    const returnInfo = `${SUCCESS_ZH.stored}[${guid}]`;
    return { kind: 'held', returnStatus: ACCEPTED, returnInfo, findings };
  }
  const kind = row.status === 'waiting' ? 'waiting' : 'accepted';
  const returnInfo = `${SUCCESS_ZH.stored}[${guid}]` + noteOf(findings);
  return { kind, returnStatus: ACCEPTED, returnInfo, findings };
}

/** The words of e-port's own receipt of status 2. */
function declaredInfo({ head }: ListDocument): string {
  return `清单新增申报成功[${head.guid}][电商企业编码：${head.ebcCode}订单编号：${head.orderNo}]`;
}

function noteOf(findings: readonly Finding[]): string {
  return findings
    .map((finding) => ` ${finding.messageZh}`)
    .join('')
    .slice(0, 700);
}
