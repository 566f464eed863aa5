import { exportApplicationRules as rules } from '../catalogue/export.ts';
import { findingOf } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import type { SummaryApplication } from './documents.ts';

/** An application in more parts than this is a mistake: each part names any number of lists. */
export const SUMMARY_PARTS_MAX = 1_000;

type Head = SummaryApplication['head'];

/** Whether an application comes in several messages (msgCount, msgSeqNo). */
export function isSplit({ head }: SummaryApplication): boolean {
  return head.msgCount > 1;
}

/** What is wrong with the number of a part by itself: such a part waits for no other. */
export function judgePartNumber({ head }: SummaryApplication): RuleFinding[] {
  const { msgCount, msgSeqNo, startTime } = head;
  const values = [String(msgSeqNo), String(msgCount)];
  const isNumbered = msgSeqNo >= 1 && msgSeqNo <= msgCount && msgCount <= SUMMARY_PARTS_MAX;
  return [
    ...(isNumbered ? [] : [findingOf(rules.partNumber, 'SummaryApplyHead.msgSeqNo', values)]),
    ...(msgCount > 1 && startTime
      ? [findingOf(rules.partPeriod, 'SummaryApplyHead.startTime', values)]
      : []),
  ];
}

/** The numbers of the parts that are not there yet, ascending. */
export function missingParts(
  { head }: SummaryApplication,
  present: ReadonlySet<number>,
): readonly number[] {
  const numbers = Array.from({ length: head.msgCount }, (_, index) => index + 1);
  return numbers.filter((number) => !present.has(number));
}

/** What all parts must say alike. */
const SHARED = [
  'msgCount',
  'customsCode',
  'ebcCode',
  'declAgentCode',
  'loctNo',
  'summaryFlag',
  'itemNameFlag',
] as const satisfies readonly (keyof Head)[];

/**
 * The parts of one application, by msgSeqNo, as one: with the head of the first and the lists of
 * all; and what is wrong with them as parts.
 */
export function joinParts(parts: readonly [SummaryApplication, ...SummaryApplication[]]): {
  readonly application: SummaryApplication;
  readonly findings: readonly RuleFinding[];
} {
  const [first] = parts;
  const findings = parts.flatMap(({ head }) =>
    SHARED.filter((field) => (head[field] ?? '') !== (first.head[field] ?? '')).map((field) => {
      const values = [
        String(head.msgSeqNo),
        String(head[field] ?? ''),
        String(first.head[field] ?? ''),
      ];
      return findingOf(rules.partDiffers, `SummaryApplyHead.${field}`, values);
    }),
  );
  const seen = new Set<string>();
  for (const { invtNo } of parts.flatMap(({ lines }) => lines)) {
    if (seen.has(invtNo)) {
      const values = [invtNo, 'named twice 重复列明'];
      findings.push(findingOf(rules.summaryList, 'SummaryApplyList.invtNo', values));
    }
    seen.add(invtNo);
  }
  const lines = parts.flatMap((part) => part.lines);
  return { application: { head: first.head, lines }, findings };
}
