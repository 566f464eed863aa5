import type { Company } from './companies.ts';

/** The companies of one purchase. */
export type Parties = {
  readonly platform: Company;
  readonly merchant: Company;
  readonly carrier: Company;
  readonly paymentFirm: Company;
  readonly broker: Company;
  readonly operator: Company;
};
