import { addDays } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';

/** How long a released list may be taken back, as the law of a period has it. */
export type ReturnTerms = {
  readonly validFrom: PlainDate;
  /** Days after release within which a return is applied for; the day of release is day 0. */
  readonly applyWithinDays: number;
  /** Days after release within which the goods are back. */
  readonly backWithinDays: number;
  readonly source: string;
};

/**
 * Terms of import returns, newest first. The days are those of the announcements; the first days of
 * validity of 2016 and 2020 are recalled, not read in the announcements themselves.
 */
export const RETURN_TERMS: readonly ReturnTerms[] = [
  {
    validFrom: day('2020-03-28'),
    applyWithinDays: 30,
    backWithinDays: 45,
    source: '海关总署公告2020年第45号',
  },
  {
    validFrom: day('2016-04-08'),
    applyWithinDays: 30,
    backWithinDays: 30,
    source: '财关税〔2016〕18号',
  },
];

/** The terms in force on a day; those of 2016 stand for every day before. */
export function returnTermsOn(on: PlainDate): ReturnTerms {
  const found = RETURN_TERMS.find(({ validFrom }) => validFrom <= on) ?? RETURN_TERMS.at(-1);
  if (!found) throw new Error('bug: no return terms');
  return found;
}

/** The last days to apply for the return of a list and to have its goods back. */
export function returnDeadlines(
  releasedOn: PlainDate,
  terms: ReturnTerms,
): { apply: PlainDate; back: PlainDate } {
  return {
    apply: addDays(releasedOn, terms.applyWithinDays),
    back: addDays(releasedOn, terms.backWithinDays),
  };
}

function day(text: string): PlainDate {
  return text as PlainDate;
}
