import type { Finding } from '@pilotzone/kernel/finding';
import type { DeclarationStatus } from './lifecycle.ts';

/** The five amounts of a judged list, in units of 1/100 000 CNY. */
export type TaxAmounts = {
  readonly dutiablePrice: bigint;
  readonly tariff: bigint;
  readonly consumptionTax: bigint;
  readonly valueAddedTax: bigint;
  readonly tax: bigint;
};

/** A declaration's present state, as stored. */
export type DeclarationRow = {
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly agentCode: string;
  readonly copNo: string;
  readonly ebcCode: string;
  readonly assureCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly tradeMode: string;
  readonly guid: string;
  readonly appTime: string;
  readonly appStatus: number;
  readonly attempt: number;
  readonly version: number;
  readonly status: DeclarationStatus;
  readonly returnStatus: string | null;
  readonly returnTime: string | null;
  readonly preNo: string | null;
  readonly invtNo: string | null;
  readonly lane: 'green' | 'amber' | 'red' | null;
  readonly reasons: readonly Finding[] | null;
  readonly buyerKey: string;
  readonly allowanceYear: number | null;
  readonly amounts: TaxAmounts | null;
  readonly filedAt: number;
  readonly decidedAt: number | null;
  readonly releasedOn: string | null;
};

/** Whether a text can be a declaration's id: what callers send is asked before the database is. */
export function isDeclarationId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
