import type { Database } from '@pilotzone/kernel/db';
import { PilotError, assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parseInstant } from '@pilotzone/kernel/time';
import { readRawTables, withheldOf } from './build-publication.ts';
import { checkPublication } from './check-publication.ts';
import { PUBLICATION_REFUSED } from './contract/publications.ts';
import type { PublicationBody } from './contract/publications.ts';
import { parsePeriod, protectPublication } from './model/publication.ts';
import type { Period, PublishedTable } from './model/publication.ts';
import { findEdition } from './store/cells.ts';
import { insertPublication, lockPeriod, readPublications } from './store/publications.ts';

export type PublicationNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids'> & {
  readonly db: Database;
};

/**
 * Makes the tables of a month or quarter that has ended, as known now, protected and checked;
 * nobody outside sees them before two persons signed and the embargo is over. Throws
 * PUBLICATION_REFUSED.
 */
export async function makePublication(
  body: PublicationBody,
  madeBy: string,
  needs: PublicationNeeds,
): Promise<string> {
  const { db, zoneCode, clock, ids } = needs;
  const period = parsePeriod(body.period);
  const opensAt = parseInstant(body.opensAt);
  if (!period || opensAt === undefined)
    throw new PilotError(PUBLICATION_REFUSED, `"${body.period}" or "${body.opensAt}" is no time`);
  const now = clock.now();
  if (period.until >= dayOf(now))
    throw new PilotError(
      PUBLICATION_REFUSED,
      `${period.name} ends on ${period.until}; wait for it`,
    );
  const known = await findEdition(db, zoneCode, { knownAt: dayOf(now) });
  const revision = known?.revision ?? 0;
  const raw = await readRawTables(db, zoneCode, { period, revision });
  const content = protectPublication(raw, await withheldBefore(period, needs));
  const checks = await checkPublication({ period, raw, revision }, { db, zoneCode });
  const publicationId = ids.newId();
  await db.transaction(async (tx) => {
    const edition = (await lockPeriod(tx, zoneCode, period.name)) + 1;
    const { reason = '' } = body;
    if (edition > 1 && reason === '')
      throw new PilotError(
        PUBLICATION_REFUSED,
        `${period.name} was made before; give the reason of its edition ${edition}`,
      );
    await insertPublication(tx, zoneCode, {
      ...{ publicationId, period: period.name, edition, revision, opensAt },
      ...{ madeAt: now, madeBy, reason, content, checks },
    });
  });
  return publicationId;
}

/** What earlier editions of the period, and the months of a quarter, withheld stays withheld. */
async function withheldBefore(period: Period, needs: PublicationNeeds): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const name of [period.name, ...period.months]) {
    const made = await readPublications(needs.db, needs.zoneCode, { period: name });
    for (const { content } of made) for (const key of withheldOf(content)) keys.add(key);
  }
  return keys;
}

/** The tables of a publication computed again from the facts at its revision. */
export async function recomputePublication(
  publicationId: string,
  needs: PublicationNeeds,
): Promise<readonly PublishedTable[]> {
  const { db, zoneCode } = needs;
  const [made] = await readPublications(db, zoneCode, { publicationId });
  const period = made && parsePeriod(made.period);
  assert(made && period, `there is no publication ${publicationId}`);
  const raw = await readRawTables(db, zoneCode, { period, revision: made.revision });
  const given = new Set(withheldOf(made.content));
  return protectPublication(raw, given);
}
