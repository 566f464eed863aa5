import type { Database } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import {
  PUBLICATION_NOT_FOUND,
  PUBLICATION_PERSON_FORBIDDEN,
  PUBLICATION_REFUSED,
} from './contract/publications.ts';
import type {
  Publication,
  PublicationDraft,
  PublicationDraftList,
  PublicationHead,
  PublicationList,
} from './contract/publications.ts';
import { insertSignature, readCalendar, readPublications } from './store/publications.ts';
import { SIGNATURES_WANTED } from './store/publications.ts';
import type { PublicationRow } from './store/publications.ts';

export type ReadNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Database };

/** The archive as of now, and what the calendar promises. Nothing of what is under embargo. */
export async function listPublications(needs: ReadNeeds): Promise<PublicationList> {
  const { db, zoneCode, clock } = needs;
  const now = clock.now();
  const open = await readPublications(db, zoneCode, { openAt: now });
  const calendar = await readCalendar(db, zoneCode, now);
  return {
    items: open.map(headOf),
    calendar: calendar.map((one) => ({ ...one, opensAt: formatInstant(one.opensAt) })),
  };
}

/**
 * An open publication. One under embargo, one that lacks a signature and one that never was are the
 * same: PUBLICATION_NOT_FOUND, in the same words.
 */
export async function getPublication(
  publicationId: string,
  needs: ReadNeeds,
): Promise<Publication> {
  const { db, zoneCode, clock } = needs;
  const [row] = await readPublications(db, zoneCode, { openAt: clock.now(), publicationId });
  if (!row) throw notFound();
  return publicationOf(row, zoneCode);
}

/** Everything that was made, for those who make and sign. */
export async function listDrafts(needs: ReadNeeds): Promise<PublicationDraftList> {
  const { db, zoneCode, clock } = needs;
  const rows = await readPublications(db, zoneCode, {});
  return { items: rows.map((row) => draftOf(row, zoneCode, clock.now())) };
}

/**
 * Signs a publication off; two different persons are wanted. Throws PUBLICATION_NOT_FOUND,
 * PUBLICATION_REFUSED where its numbers do not add up, PUBLICATION_PERSON_FORBIDDEN for a key.
 */
export async function signPublication(
  publicationId: string,
  signer: { readonly personId: string | undefined; readonly name: string },
  needs: ReadNeeds,
): Promise<PublicationDraft> {
  const { db, zoneCode, clock } = needs;
  const { personId, name } = signer;
  if (personId === undefined)
    throw new PilotError(
      PUBLICATION_PERSON_FORBIDDEN,
      'a publication is signed off by a person who is signed in, not by a key',
    );
  const [row] = await readPublications(db, zoneCode, { publicationId });
  if (!row) throw notFound();
  const failed = row.checks.find((check) => !check.isOk && STOPS.has(check.name));
  if (failed)
    throw new PilotError(
      PUBLICATION_REFUSED,
      `its numbers do not add up (${failed.name}: ${failed.detail.slice(0, 3).join('; ')}); ` +
        'have the facts mended, then make it again',
    );
  const at = clock.now();
  await db.transaction((tx) =>
    insertSignature(tx, zoneCode, { publicationId, personId, name, at }),
  );
  const [signed] = await readPublications(db, zoneCode, { publicationId });
  return draftOf(signed ?? row, zoneCode, at);
}

// Numbers that contradict each other are published by nobody.
const STOPS: ReadonlySet<string> = new Set(['totals', 'tables']);

function notFound(): PilotError {
  return new PilotError(PUBLICATION_NOT_FOUND, 'there is no such publication');
}

function headOf(row: PublicationRow): PublicationHead {
  const { publicationId, period, edition, revision, opensAt, reason } = row;
  return { publicationId, period, edition, revision, opensAt: formatInstant(opensAt), reason };
}

function publicationOf(row: PublicationRow, zone: string): Publication {
  const tables = row.content.map(({ dimension, counts, cells }) => ({
    ...{ dimension, counts, cells: [...cells] },
  }));
  return { ...headOf(row), zone, currency: 'CNY', tables };
}

function draftOf(row: PublicationRow, zone: string, now: Instant): PublicationDraft {
  const signatures = row.signatures.map(({ name, at }) => ({
    ...{ name, at: formatInstant(Math.round(at) as Instant) },
  }));
  return {
    ...publicationOf(row, zone),
    madeAt: formatInstant(row.madeAt),
    madeBy: row.madeBy,
    checks: [...row.checks],
    signatures,
    isOpen: row.opensAt <= now && signatures.length >= SIGNATURES_WANTED,
  };
}
