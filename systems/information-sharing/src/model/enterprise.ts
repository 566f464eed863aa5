import type { ParticipantRole } from '../contract.ts';
import { ENTERPRISE_TEXTS, type EnterpriseChanges } from '../contract/enterprise.ts';
import { judgeCreditCode, type Participant } from './participant.ts';

/** What is filed about an enterprise beside its enrolment, by field. */
export type Details = Readonly<Record<string, string>>;

/** A field that changes; texts as people read them. */
export type FieldChange = { readonly field: string; readonly from: string; readonly to: string };

/**
 * Roles that an enterprise may ask for. Others come with rights over the whole zone and are given
 * by its administration, with a participants file.
 */
const ASKED_FOR: ReadonlySet<ParticipantRole> = new Set([
  ...(['platform', 'merchant', 'payment-firm', 'carrier', 'broker'] as const),
  ...(['guarantor', 'bonded-operator'] as const),
]);

/** What an application changes of what is on file; nothing that stays as it is. */
export function changesOf(
  { name, creditCode, roles }: Participant,
  details: Details,
  wanted: EnterpriseChanges,
): FieldChange[] {
  const onFile: Details = { ...details, name, creditCode: creditCode ?? '' };
  const texts = ENTERPRISE_TEXTS.flatMap((field): FieldChange[] => {
    const [from, to] = [onFile[field] ?? '', wanted[field]?.trim()];
    return to === undefined || to === from ? [] : [{ field, from, to }];
  });
  const [from, to] = [roles.toSorted().join(), wanted.roles?.toSorted().join()];
  return to === undefined || to === from ? texts : [...texts, { field: 'roles', from, to }];
}

/** What stands against an application; empty when nothing does. */
export function judgeChanges(
  participant: Participant,
  details: Details,
  wanted: EnterpriseChanges,
): string[] {
  const wrong: string[] = [];
  if (changesOf(participant, details, wanted).length === 0)
    wrong.push('all of this is on file already; name what shall change');
  const credit = wanted.creditCode === undefined ? undefined : judgeCreditCode(wanted.creditCode);
  if (credit !== undefined) wrong.push(`the credit code ${credit}`);
  for (const role of wanted.roles ?? []) {
    if (ASKED_FOR.has(role) || participant.roles.includes(role)) continue;
    wrong.push(`the role ${role} is given by the zone's administration, not asked for`);
  }
  return wrong;
}

/** The enterprise and its details once the application is approved. */
export function applyChanges(
  participant: Participant,
  details: Details,
  wanted: EnterpriseChanges,
): { participant: Participant; details: Details } {
  const { name, creditCode, roles, ...texts } = wanted;
  return {
    participant: {
      ...participant,
      name: name?.trim() ?? participant.name,
      creditCode: creditCode ?? participant.creditCode,
      roles: roles?.toSorted() ?? participant.roles,
    },
    details: {
      ...details,
      ...Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.trim()])),
    },
  };
}
