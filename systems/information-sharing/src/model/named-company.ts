import type { ParticipantRole } from '../contract.ts';

/** A company that answers for a document, and what it must be. */
export type NamedCompany = {
  /** "OrderHead.ebpCode" */
  readonly field: string;
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  /** It must have one of these roles. */
  readonly roles: readonly ParticipantRole[];
};

/** A company by its field and its names in English and Chinese, its code and roles. */
export function company(
  [field, en, zh]: readonly [field: string, en: string, zh: string],
  code: string,
  roles: readonly ParticipantRole[],
): NamedCompany {
  return { field, code, en, zh, roles };
}

// Of a list only who declares it: the contract asks enrolment of who signs the transfer and who
// declares. An unknown platform, carrier or guarantor shows by itself, as a document that is
// missing or a guarantee that does not exist.
export const DECLARANT: readonly ParticipantRole[] = ['broker', 'merchant', 'platform'];

/** Who runs a supervised place: a bonded operator, or the carrier whose sorting place it is. */
export const PLACE_OPERATOR: readonly ParticipantRole[] = ['bonded-operator', 'carrier'];
