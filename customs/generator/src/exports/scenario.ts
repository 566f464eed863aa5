import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Company } from '../companies.ts';
import type { Shipment } from './draw-shipment.ts';

/** Messages about exports that are generated. */
export const GENERATED_EXPORT_TYPES = [
  'CEB303Message',
  'CEB403Message',
  'CEB505Message',
  'CEB507Message',
  'CEB509Message',
  'CEB603Message',
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
] as const;

export type GeneratedExportType = (typeof GENERATED_EXPORT_TYPES)[number];

/** A document about exports on its way, and who transmits it. */
export type ExportSubmission = {
  [T in GeneratedExportType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly sender: Company;
  };
}[GeneratedExportType];

/** What `clear` must answer to an export list, as far as the messages determine it. */
export type ExpectedExport = {
  readonly direction: 'export';
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly tradeMode: string;
  readonly outcome: 'released' | 'rejected' | 'waiting' | 'staged' | 'cancelled' | 'returned';
  readonly returnStatus?: string;
  readonly reasons: readonly { readonly code: string }[];
};

/** What `clear` must answer to an application about export lists. */
export type ExpectedApplication = {
  readonly direction: 'export';
  readonly application: 'cancellation' | 'manifest' | 'summary' | 'return' | 'tally';
  readonly agentCode: string;
  readonly copNo: string;
  readonly outcome: 'released' | 'rejected';
  readonly returnStatus: string;
  readonly reasons: readonly { readonly code: string }[];
};

/** What is sent for a list, and what must come of it. */
export type ExportScenario = {
  readonly submissions: readonly ExportSubmission[];
  readonly expected: ExpectedExport;
};

/** A whole life of one or several lists, with what is asked about them. */
export type ExportLife = {
  readonly submissions: readonly ExportSubmission[];
  readonly expected: readonly (ExpectedExport | ExpectedApplication)[];
};

/** A sound shipment, and whether a receipt of payment belongs to it on its day. */
export type SoundShipment = { readonly shipment: Shipment; readonly withPayment: boolean };

/** All documents of a shipment, each transmitted by the company that issues it. */
export function submissionsOf(shipment: Shipment, withPayment: boolean): ExportSubmission[] {
  const { parties, order, payment, waybill, list, arrival, departure } = shipment;
  return [
    { type: 'CEB303Message', document: order, sender: parties.platform },
    ...(withPayment
      ? [{ type: 'CEB403Message' as const, document: payment, sender: parties.paymentFirm }]
      : []),
    { type: 'CEB505Message', document: waybill, sender: parties.carrier },
    { type: 'CEB603Message', document: list, sender: parties.broker },
    { type: 'CEB507Message', document: arrival, sender: parties.carrier },
    { type: 'CEB509Message', document: departure, sender: parties.carrier },
  ];
}

/** What must become of a shipment's list. */
export function expectedOf(
  { list }: Shipment,
  outcome: ExpectedExport['outcome'],
  codes: readonly string[],
): ExpectedExport {
  const { ebpCode, orderNo, copNo, tradeMode } = list.head;
  const returnStatus =
    outcome === 'released'
      ? '899'
      : outcome === 'rejected'
        ? (codes.find((code) => code.startsWith('-621')) ?? '100')
        : undefined;
  return {
    direction: 'export',
    ...{ ebpCode, orderNo, copNo, tradeMode, outcome },
    ...(returnStatus === undefined ? {} : { returnStatus }),
    reasons: codes.map((code) => ({ code })),
  };
}
