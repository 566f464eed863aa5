import type { Database } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import shippedTable from '../rules/retail-import.json' with { type: 'json' };
import { storeTable } from './import-rule-table.ts';
import { checkRuleTable } from './model/check-table.ts';
import { listActivations } from './store/rule-tables.ts';

// Before the first retail import pilots: each row has its own first day within the table's.
const FIRST_DAY = '2012-01-01' as PlainDate;

/**
 * Gives a zone without any active table the one that pilotzone ships. Does nothing where somebody
 * has activated a table, so that an upgrade never changes the rules of a zone. May be repeated.
 */
export async function installShippedRules(
  needs: Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Database },
): Promise<void> {
  const check = checkRuleTable(shippedTable);
  assert(check.kind === 'valid', 'the shipped rule table is invalid');
  await needs.db.transaction(async (tx) => {
    const activations = await listActivations(tx, needs.zoneCode);
    if (activations.length > 0) return;
    const activate = { from: FIRST_DAY, until: null };
    const request = { by: 'pilotzone', preview: false, activate };
    await storeTable(needs, tx, { request, table: check.table });
  });
}
