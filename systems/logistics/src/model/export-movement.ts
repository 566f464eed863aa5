import type { DocumentByType } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import { findingOf } from '@pilotzone/rules/rule';
import type { Finding } from '@pilotzone/kernel/finding';
import { parseCustomsTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { movementRules } from '@pilotzone/rules/catalogue/export-movement';
import { errorsOf } from '@pilotzone/rules/rule';

/** Arrival (507) or departure (509) as filed. */
export type FiledMovement = {
  [T in 'CEB507Message' | 'CEB509Message']: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly exchangeId: string;
  };
}['CEB507Message' | 'CEB509Message'];

/** A parcel of an arrival or departure. */
export type MovedParcel = {
  readonly logisticsNo: string;
  readonly occurredAt: Instant;
  readonly place: string;
};

/** An arrival or departure as stored. */
export type Movement = {
  readonly kind: 'arrival' | 'departure';
  readonly logisticsCode: string;
  readonly copNo: string;
  readonly part: number;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly billNo: string;
  readonly body: string;
  readonly exchangeId: string;
  readonly parcels: readonly MovedParcel[];
};

/** What stands under a movement's number. */
export type StoredMovement = { readonly appTime: string; readonly body: string };

/** A movement out of its document. `now` stands where the document tells no time. */
export function movementOf(filed: FiledMovement, now: Instant): Movement {
  const { document, exchangeId } = filed;
  const { logisticsCode, copNo, msgSeqNo, appType, appTime, appStatus } = document.head;
  const { billNo = '' } = document.head;
  const shared = { logisticsCode, copNo, part: msgSeqNo, appType, appTime, appStatus, billNo };
  if (filed.type === 'CEB507Message') {
    const { head, lines } = filed.document;
    const place = [head.loctNo, head.domesticTrafNo].filter(Boolean).join(', ');
    const occurredAt = parseCustomsTime(appTime) ?? now;
    const parcels = lines.map(({ logisticsNo }) => ({ logisticsNo, occurredAt, place }));
    const body = packDocument('CEB507Message', filed.document);
    return { kind: 'arrival', ...shared, body, exchangeId, parcels };
  }
  const { head, lines } = filed.document;
  const place = [head.trafName, head.voyageNo].filter(Boolean).join(', ');
  const occurredAt = parseCustomsTime(head.leaveTime) ?? now;
  const parcels = lines.map(({ logisticsNo }) => ({ logisticsNo, occurredAt, place }));
  const body = packDocument('CEB509Message', filed.document);
  return { kind: 'departure', ...shared, body, exchangeId, parcels };
}

/** What filing a movement does beside what stands under its number. */
export type MovementPlan =
  | { readonly kind: 'stored' | 'changed' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/**
 * Plans a movement: the same again changes nothing, a change must be newer, and what has arrived or
 * left is never deleted.
 */
export function planMovement(known: StoredMovement | undefined, movement: Movement): MovementPlan {
  const { kind, copNo, appType, appTime, appStatus } = movement;
  const refuse = (rule: (typeof movementRules)[keyof typeof movementRules]): MovementPlan => {
    const field = kind === 'arrival' ? 'ArrivalHead.copNo' : 'DepartureHead.copNo';
    const [finding] = errorsOf([findingOf(rule, field, [copNo, appTime, known?.appTime ?? ''])]);
    if (!finding) throw new Error('bug: a refusal is an error');
    return { kind: 'refused', finding };
  };
  if (known?.body === movement.body) return { kind: 'unchanged' };
  if (appType === '3') return refuse(movementRules.deletion);
  if (known && appTime <= known.appTime) return refuse(movementRules.stale);
  if (known && appType === '1') return refuse(movementRules.duplicate);
  if (appStatus === '1') return { kind: 'staged' };
  return { kind: known ? 'changed' : 'stored' };
}
