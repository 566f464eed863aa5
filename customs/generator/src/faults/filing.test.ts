import { packDocument } from '@pilotzone/ceb/pack';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { FILING_CODES, planFiling } from '@pilotzone/rules/filing';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import type { Submission } from '../scenario.ts';
import { createWorld } from '../world.ts';
import { FILING_FAULTS } from './filing.ts';

const DAY = parsePlainDate('2026-11-20') ?? ('' as PlainDate);

const PAPERS = ['CEB311Message', 'CEB411Message', 'CEB511Message'] as const;

/** What the filing rules refuse among orders, payments and waybills, as "message code". */
function refusalsOf(submissions: readonly Submission[]): string[] {
  return PAPERS.flatMap((type) => {
    const incoming = submissions
      .filter((submission) => submission.type === type)
      .map((submission) => {
        const { appType, appTime, appStatus } = submission.document.head;
        const key = keyOf(submission);
        return { key, body: bodyOf(submission), appType, appTime, appStatus };
      });
    const codes = FILING_CODES[type];
    const batch = { existing: new Map(), incoming, codes, isDeclared: () => false };
    return planFiling(batch).outcomes.flatMap((outcome) =>
      outcome.kind === 'refused' ? [`${type} ${outcome.finding.code}`] : [],
    );
  });
}

function keyOf({ type, document }: Submission): string {
  const { head } = document;
  if (type === 'CEB511Message' && 'logisticsNo' in head) return head.logisticsNo;
  if (type === 'CEB411Message' && 'payTransactionId' in head) return String(head.payTransactionId);
  return head.orderNo;
}

function bodyOf(submission: Submission): string {
  switch (submission.type) {
    case 'CEB311Message':
      return packDocument(submission.type, submission.document);
    case 'CEB411Message':
      return packDocument(submission.type, submission.document);
    case 'CEB511Message':
      return packDocument(submission.type, submission.document);
    case 'CEB621Message':
      return packDocument(submission.type, submission.document);
    case 'CEB623Message':
      return packDocument(submission.type, submission.document);
    case 'CEB625Message':
      return packDocument(submission.type, submission.document);
  }
}

describe('papers sent again', () => {
  it.each(FILING_FAULTS.map((fault) => [fault.name, fault] as const))(
    '%s: the filing rules refuse what is expected, in any order of arrival',
    (_, fault) => {
      for (let seed = 1; seed <= 5; seed += 1) {
        const scenario = fault.make(createWorld(createRandom(seed), DAY));
        const expected = scenario.expected.flatMap((line) =>
          'message' in line ? line.reasons.map(({ code }) => `${line.message} ${code}`) : [],
        );
        expect(refusalsOf(scenario.submissions)).toEqual(expected);
        expect(refusalsOf(scenario.submissions.toReversed())).toEqual(expected);
      }
    },
  );
});
