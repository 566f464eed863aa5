import type { Runtime } from '@pilotzone/kernel/runtime';
import { loadCases } from './load-cases.ts';
import { sendToCustoms } from './send-to-customs.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import { lockByIds } from './store/declarations.ts';
import { forgetHeld, listHeldDue, putOffHeld } from './store/held-inquiries.ts';

/** How long a list that customs holds is left in peace at first; a person looks at it there. */
export const ASK_HELD_FIRST_MS = 600_000;
const ASK_HELD_MAX_MS = 86_400_000;
const AT_ONCE = 500;

/**
 * Asks customs for its last word on lists that it has held for long, because that word may have
 * been lost. There is no message to ask with: the list is sent again, and customs repeats what it
 * said of a list that it knows. Pauses grow from ten minutes to a day. Returns how many were asked
 * for.
 */
export async function askAboutHeld(needs: Runtime & SendingNeeds): Promise<number> {
  const { db, zoneCode, clock } = needs;
  const now = clock.now();
  const due = await listHeldDue(db, zoneCode, { now, limit: AT_ONCE });
  if (due.length === 0) return 0;
  return db.transaction(async (tx) => {
    // Declarations first, as receipts lock them.
    const rows = await lockByIds(tx, zoneCode, due);
    const held = rows.filter(({ status }) => status === 'customs-held');
    const heldIds = new Set(held.map(({ declarationId }) => declarationId));
    await forgetHeld(
      tx,
      zoneCode,
      due.filter((id) => !heldIds.has(id)),
    );
    const pauses = { firstMs: ASK_HELD_FIRST_MS, maxMs: ASK_HELD_MAX_MS };
    const mine = await putOffHeld(tx, zoneCode, { ids: [...heldIds], now, ...pauses });
    const asked = held.filter(({ declarationId }) => mine.has(declarationId));
    const cases = await loadCases(needs, tx, asked);
    await sendToCustoms(
      needs,
      tx,
      cases.map(({ list, row }) => ({ list, row })),
    );
    return asked.length;
  });
}
