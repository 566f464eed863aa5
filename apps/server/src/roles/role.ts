import { PilotError } from '@pilotzone/kernel/errors';

/** What a process of `up` may do; together they are the whole platform. */
export const ROLES = ['intake', 'clearing', 'gateway', 'portal', 'jobs'] as const;

export type Role = (typeof ROLES)[number];

/** Parses "intake,clearing". Throws ROLES_INVALID. */
export function parseRoles(text: string): ReadonlySet<Role> {
  const named = text.split(',').map((role) => role.trim());
  const known = ROLES.filter((role) => named.includes(role));
  const unknown = named.filter((name) => !ROLES.some((role) => role === name));
  if (unknown.length === 0) return new Set(known);
  const message = `there is no role ${unknown.join(', ')}; the roles are ${ROLES.join(', ')}`;
  throw new PilotError('ROLES_INVALID', message);
}
