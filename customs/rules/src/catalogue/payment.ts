import type { Rule } from '../rule.ts';
import { sharedRules } from './fields.ts';

/** Checks of a payment (411). */
export const paymentRules = sharedRules('payment', [
  'appType',
  'appStatus',
  'time',
  'currency',
  'idType',
  'idForm',
  'idBirth',
  'idDigit',
  'notNegative',
]) satisfies Record<string, Rule>;
