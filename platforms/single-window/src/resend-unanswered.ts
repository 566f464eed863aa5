import type { Runtime } from '@pilotzone/kernel/runtime';
import { loadCases } from './load-cases.ts';
import { sendToCustoms } from './send-to-customs.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import { lockByIds } from './store/declarations.ts';

/**
 * Sends lists again that went to customs and have no answer, for example because either side was
 * killed in between. Customs answers a list it knows with the same numbers, so repeating is safe.
 * Returns how many went out.
 */
export async function resendUnanswered(
  needs: Runtime & SendingNeeds,
  declarationIds: readonly string[],
): Promise<number> {
  if (declarationIds.length === 0) return 0;
  return needs.db.transaction(async (tx) => {
    const rows = (await lockByIds(tx, needs.zoneCode, declarationIds)).filter(
      (row) => row.status === 'sent',
    );
    const cases = await loadCases(needs, tx, rows);
    await sendToCustoms(
      needs,
      tx,
      cases.map(({ list, row }) => ({ list, row })),
    );
    return rows.length;
  });
}
