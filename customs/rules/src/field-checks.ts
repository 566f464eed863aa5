import type { PlainDate } from '@pilotzone/kernel/time';
import { isCustomsTime } from './calendar.ts';
import { commonWarnings } from './catalogue/fields.ts';
import { CNY_CODE } from './codes/currencies.ts';
import { CUSTOMS_DISTRICT_PREFIXES, CUSTOMS_OFFICE_CODES } from './codes/customs-offices.ts';
import { idCardFault } from './id-card.ts';
import { maskNumber } from './mask.ts';
import { add } from './report.ts';
import type { Report } from './report.ts';
import type { Rule } from './rule.ts';

/**
 * What a check may know beyond the document. `day` is the day on which the documents are judged, in
 * China; without it the day of the document's appTime. Only dates of birth are compared with it.
 */
export type CheckContext = { readonly day?: PlainDate };

/**
 * `YYYYMMDD` of the day on which a document of `appTime` is judged; a far one when there is none.
 */
export function judgedOn(context: CheckContext, appTime: string): string {
  if (context.day) return context.day.replaceAll('-', '');
  return isCustomsTime(appTime) ? appTime.slice(0, 8) : '99991231';
}

/** The fields that every declared document begins with. */
export type Submission = {
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
};

/** Checks guid, appType, appTime and appStatus. */
export function checkSubmission(
  report: Report,
  rules: { readonly appType: Rule; readonly appStatus: Rule; readonly time: Rule },
  head: Submission,
): void {
  if (head.appType !== '1' && head.appType !== '2' && head.appType !== '3') {
    add(report, rules.appType, ['appType', head.appType]);
  }
  if (head.appStatus !== '1' && head.appStatus !== '2') {
    add(report, rules.appStatus, ['appStatus', head.appStatus]);
  }
  if (!isCustomsTime(head.appTime)) add(report, rules.time, ['appTime', head.appTime]);
  if (!GUID.test(head.guid)) add(report, commonWarnings.guid, ['guid', head.guid]);
}

const GUID = /^[0-9A-F-]{36}$/;

/** Rules about a person's id card. */
export type IdCardRules = {
  readonly idType: Rule;
  readonly idForm: Rule;
  readonly idBirth: Rule;
  readonly idDigit: Rule;
};

/** Checks kind and number of an id card; its number appears masked in findings. */
export function checkIdCard(
  report: Report,
  rules: IdCardRules,
  person: { role: 'buyer' | 'payer'; idType: string; idNumber: string; today: string },
): void {
  const { role, idType, idNumber } = person;
  if (idType !== '1') {
    add(report, rules.idType, [`${role}IdType`, idType]);
    return;
  }
  const fault = idCardFault(idNumber, person.today);
  if (!fault) return;
  const rule = { form: rules.idForm, birth: rules.idBirth, digit: rules.idDigit }[fault];
  add(report, rule, [`${role}IdNumber`, maskNumber(idNumber)]);
}

/**
 * Checks the code of an office. The table is of 2018: an office that it lacks may be new, one of no
 * district cannot exist.
 */
export function checkOffice(
  report: Report,
  rules: { readonly office: Rule },
  [field, code]: readonly [field: string, code: string],
): void {
  if (CUSTOMS_OFFICE_CODES.has(code)) return;
  const possible = /^\d{4}$/.test(code) && CUSTOMS_DISTRICT_PREFIXES.has(code.slice(0, 2));
  add(report, possible ? commonWarnings.unlistedOffice : rules.office, [field, code]);
}

/** Checks that a value is one of those allowed, written `E, B, W`; an empty one is asked for. */
export function checkChoice(
  report: Report,
  rule: Rule,
  [field, value, allowed]: readonly [field: string, value: string | undefined, allowed: string],
): void {
  const text = value?.trim() ?? '';
  if (!allowed.split(', ').includes(text)) add(report, rule, [field, text, allowed]);
}

/** Checks that a currency is CNY. */
export function checkCurrency(report: Report, rule: Rule, currency: string): void {
  if (currency !== CNY_CODE) add(report, rule, ['currency', currency]);
}

/** Warns of texts that say nothing: 空, 无 and a stroke. */
export function checkTexts<F extends string>(
  report: Report,
  record: { readonly [K in F]: string | undefined },
  fields: readonly F[],
): void {
  for (const field of fields) {
    const text = record[field];
    if (text === '无' || text === '空' || text === '/') {
      add(report, commonWarnings.placeholder, [field, text]);
    }
  }
}
