import { pageOf } from '@pilotzone/kernel/http';
import { formatInstant } from '@pilotzone/kernel/time';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { DisclosureRequest } from './contract.ts';
import { findVisible, loadSet, type Viewer } from './get-declaration.ts';
import { personalFields } from './model/mask-document.ts';
import { insertDisclosure, listDisclosures } from './store/disclosures.ts';

export type Asker = Viewer & { readonly name: string; readonly ownCode: string };

/**
 * The personal data of a declaration in the clear, for a stated purpose. Who looked, when, why and
 * at which fields is on record before anything is shown, for the enterprises of the declaration and
 * the zone to read. Throws DECLARATION_NOT_FOUND, also for one that the asker may not see.
 */
export async function disclosePerson(
  needs: ClearingNeeds,
  { declarationId, purpose, reason }: DisclosureRequest & { declarationId: string },
  asker: Asker,
) {
  const { db, zoneCode, ids, clock } = needs;
  const row = await findVisible(needs, declarationId, asker);
  const { list, order, payments, waybill } = await db.transaction((tx) => loadSet(needs, tx, row));
  const documents = {
    list: personalFields(list.head),
    order: personalFields(order?.head ?? {}),
    payment: personalFields(payments[0]?.head ?? {}),
    waybill: personalFields(waybill?.head ?? {}),
  };
  const fields = Object.entries(documents).flatMap(([document, found]) =>
    Object.keys(found).map((field) => `${document}.${field}`),
  );
  const disclosureId = ids.newId();
  await insertDisclosure(db, zoneCode, {
    ...{ disclosureId, declarationId, purpose, reason, fields },
    at: clock.now(),
    actor: asker.name,
    actorParticipant: asker.ownCode,
  });
  return { disclosureId, documents };
}

/** Who looked at personal data, newest first: of the viewer's declarations, or of all. */
export async function readDisclosures(
  needs: ClearingNeeds,
  query: { declarationId: string | undefined; before: string | undefined; limit: number },
  { participantCode }: Viewer,
) {
  const filter = { ...query, participantCode, limit: query.limit + 1 };
  const rows = await listDisclosures(needs.db, needs.zoneCode, filter);
  const page = pageOf(rows, query.limit, ({ disclosureId }) => [disclosureId]);
  const items = page.items.map((row) => ({
    ...row,
    fields: [...row.fields],
    at: formatInstant(row.at),
  }));
  return { items, next: page.next };
}
