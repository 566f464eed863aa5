import { citizenZh } from './citizen-zh.ts';
import { cockpitZh } from './cockpit-zh.ts';
import { disputesZh, operatorZh } from './operator-zh.ts';
import { DUTIES_ZH } from './duties-words.ts';
import { MESSAGES_ZH } from './message-words.ts';
import { ENTERPRISE_ZH } from './enterprise-words.ts';
import { papersZh } from './papers-zh.ts';
import { REGISTER_ZH } from './register-words.ts';
import { CASES_ZH } from './case-words.ts';
import { REVIEW_ZH } from './review-words.ts';
import { IMPORTS_ZH } from './import-words.ts';
import { YIELD_ZH } from './yield-words.ts';
import { STUDIO_ZH } from './studio-words.ts';

/** Chinese words of the counters beside the trader's desk. */
export const countersZh = {
  citizen: citizenZh,
  cockpit: cockpitZh,
  papers: papersZh,
  operator: operatorZh,
  disputes: disputesZh,
  register: REGISTER_ZH,
  review: REVIEW_ZH,
  imports: IMPORTS_ZH,
  yield: YIELD_ZH,
  studio: STUDIO_ZH,
  cases: CASES_ZH,
  messages: MESSAGES_ZH,
  duties: DUTIES_ZH,
  enterprise: ENTERPRISE_ZH,
};
