import type { Queryable } from '@pilotzone/kernel/db';
import { decodeCursor, pageOf, type Page } from '@pilotzone/kernel/http/page';
import { PilotError } from '@pilotzone/kernel/errors';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { EvidenceOutcome, Role } from './model/evidence.ts';
import { listEvidenceRows, type EvidencePosition, type EvidenceRow } from './store.ts';

/** A page of evidence, as it is stored. */
export type EvidenceRows = Page<EvidenceRow>;

/** Evidence on one enterprise, the latest first. Throws CURSOR_INVALID. */
export async function listEvidence(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  page: { code: string; cursor: string | undefined; limit: number },
): Promise<EvidenceRows> {
  const { code, cursor, limit } = page;
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const rows = await listEvidenceRows(needs.db, needs.zoneCode, { code, after, limit: limit + 1 });
  return pageOf(rows, limit, ({ knownOn, eventId, roles, outcome, reasonCode }) => [
    knownOn,
    eventId,
    roles.join(','),
    outcome,
    reasonCode,
  ]);
}

function positionOf(cursor: string): EvidencePosition {
  const [day = '', eventId = '', roles = '', outcome = '', reasonCode = ''] = decodeCursor(
    cursor,
    5,
  );
  const knownOn = parsePlainDate(day);
  if (!knownOn || !/^[0-9a-f-]{36}$/.test(eventId)) {
    throw new PilotError('CURSOR_INVALID', 'the cursor is not one that this list gave');
  }
  // Compared as texts only: those of an invented cursor give another place in the list.
  const texts = { roles: roles.split(',') as Role[], outcome: outcome as EvidenceOutcome };
  return { knownOn, eventId, ...texts, reasonCode };
}
