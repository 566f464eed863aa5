import { citizenEn } from './citizen-en.ts';
import { cockpitEn } from './cockpit-en.ts';
import { disputesEn, operatorEn } from './operator-en.ts';
import { DUTIES_EN } from './duties-words.ts';
import { MESSAGES_EN } from './message-words.ts';
import { ENTERPRISE_EN } from './enterprise-words.ts';
import { papersEn } from './papers-en.ts';
import { REGISTER_EN } from './register-words.ts';
import { CASES_EN } from './case-words.ts';
import { REVIEW_EN } from './review-words.ts';
import { IMPORTS_EN } from './import-words.ts';
import { YIELD_EN } from './yield-words.ts';
import { STUDIO_EN } from './studio-words.ts';

/** English words of the counters beside the trader's desk. */
export const countersEn = {
  citizen: citizenEn,
  cockpit: cockpitEn,
  papers: papersEn,
  operator: operatorEn,
  disputes: disputesEn,
  register: REGISTER_EN,
  review: REVIEW_EN,
  imports: IMPORTS_EN,
  yield: YIELD_EN,
  studio: STUDIO_EN,
  cases: CASES_EN,
  messages: MESSAGES_EN,
  duties: DUTIES_EN,
  enterprise: ENTERPRISE_EN,
};
