import { Type, type Static } from 'typebox';
import type { Finding } from '@pilotzone/kernel/finding';

/** A document with the message in the exchange log that brought it. */
export type FiledDocument<D> = { readonly document: D; readonly exchangeId: string };

/**
 * What became of a document. `staged`: kept, not declared (appStatus 1); `unchanged`: known as it
 * is.
 */
export type RecordOutcome =
  | { readonly kind: 'stored' | 'changed' | 'deleted' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

export const PARCEL_EVENT_KINDS = [
  'waybill-received',
  'waybill-changed',
  'waybill-deleted',
  'arrived',
  'released',
  'part-returned',
  'release-undone',
  'entered-park',
  'left-park',
  'departed',
  'signed-for',
] as const;

export type ParcelEventKind = (typeof PARCEL_EVENT_KINDS)[number];

/** One entry of a parcel's timeline. */
export const ParcelEvent = Type.Object({
  kind: Type.Enum(PARCEL_EVENT_KINDS),
  at: Type.String({ format: 'date-time', description: 'When it happened, UTC' }),
  declarationId: Type.Optional(Type.String()),
  reference: Type.Optional(
    Type.String({ description: 'invtNo, number of the gate pass or of the report' }),
  ),
  place: Type.Optional(Type.String({ description: 'Gate and facility, or the cause' })),
});

export type ParcelEvent = Static<typeof ParcelEvent>;

/** A parcel without its consignee: names and addresses stay with those who may see the waybill. */
export const Parcel = Type.Object({
  logisticsCode: Type.String(),
  logisticsNo: Type.String(),
  logisticsName: Type.String(),
  orderNo: Type.String(),
  grossWeightKg: Type.String(),
  state: Type.Union([Type.Literal('staged'), Type.Literal('declared'), Type.Literal('deleted')]),
  generation: Type.Integer({ description: 'Use of the number, which is free after six months' }),
  timeline: Type.Array(ParcelEvent),
});

export type Parcel = Static<typeof Parcel>;

export const ParcelParams = Type.Object({
  logisticsCode: Type.String({ minLength: 1, maxLength: 18 }),
  logisticsNo: Type.String({ minLength: 1, maxLength: 60 }),
});

export type ParcelParams = Static<typeof ParcelParams>;

/** Error codes of this module. */
export const PARCEL_NOT_FOUND = 'PARCEL_NOT_FOUND';
