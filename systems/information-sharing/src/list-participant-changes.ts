import type { Queryable } from '@pilotzone/kernel/db';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Static } from 'typebox';
import type { ParticipantChangeList } from './contract.ts';
import { listChangesOf } from './store/participants.ts';

// Who changes one organisation more often than that has the whole in the database.
const SHOWN = 100;

/** What was changed of an organisation, when and by whom, newest first. */
export async function listParticipantChanges(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  code: string,
): Promise<Static<typeof ParticipantChangeList>> {
  const rows = await listChangesOf(needs.db, needs.zoneCode, { code, limit: SHOWN });
  const shown = (one: (typeof rows)[number]['after']) => ({ ...one, roles: [...one.roles] });
  const items = rows.map(({ at, before, after, ...change }) => ({
    ...change,
    at: formatInstant(at),
    before: before && shown(before),
    after: shown(after),
  }));
  return { items };
}
