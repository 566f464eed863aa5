import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf } from '@pilotzone/kernel/time';
import { settle } from '../settle.ts';
import { openTestPlatform, TEST_DAY } from '../testing-platform.ts';
import type { TestPlatform } from '../testing-platform.ts';
import { generateBatches, takeBatches } from './batches.ts';
import { preloadCopies } from './preload.ts';

const ORIGINALS = 1_000;
const COPIES = 3;

let open: TestPlatform;
const source = generateBatches(ORIGINALS, { seed: 5, day: TEST_DAY });

beforeAll(async () => {
  open = await openTestPlatform();
  await clear();
  const day = dayOf(open.platform.runtime.clock.now());
  await preloadCopies(open.platform.runtime.db, { copies: COPIES, day, bare: false }, () => 0);
});
afterAll(() => open.close());

async function clear(): Promise<void> {
  const { platform } = open;
  for (const { messages } of takeBatches(source, ORIGINALS))
    await platform.informationSharing.receiveMessages(
      messages.map((bytes) => ({ bytes, transport: 'http' as const })),
    );
  await settle(platform);
}

async function ask(sql: string): Promise<unknown> {
  const rows = await open.platform.runtime.db.query<{ answer: unknown }>(sql);
  return rows[0]?.answer;
}

test('every declaration is there as often as asked, with all that belongs to it', async () => {
  const total = ORIGINALS * (COPIES + 1);
  for (const table of [
    'single_window.order',
    'single_window.declaration',
    'financial_services.payment',
    'logistics.waybill',
    'risk.assessment',
    'parks.gate_pass',
  ]) {
    const name = table.replace('.', '"."');
    expect([table, await ask(`select count(*) as answer from "${name}"`)]).toEqual([table, total]);
  }
  const complete = await ask(
    `select count(*) as answer
       from single_window.declaration d
       join single_window."order" using (zone_code, ebp_code, order_no)
       join financial_services.payment using (zone_code, ebp_code, order_no)
       join logistics.waybill using (zone_code, logistics_code, logistics_no)
       join single_window.declaration_document using (zone_code, declaration_id)
       join single_window.allowance a on a.buyer_key = d.buyer_key and a.year = d.allowance_year`,
  );
  expect(complete).toBe(total);
});

test('books, guarantees and allowances agree with their entries', async () => {
  const books = await ask(
    `select count(*) as answer from financial_services.ledger_account a
      where balance <> (select coalesce(sum(amount), 0) from financial_services.posting p
                         where p.account_code = a.account_code)`,
  );
  const reserved = await ask(
    `select count(*) as answer from financial_services.guarantee g
      where reserved <> (select coalesce(sum(guaranteed), 0) from financial_services.tax_due d
                          where d.guarantor_code = g.guarantor_code)`,
  );
  const allowances = await ask(
    `select count(*) as answer from single_window.allowance a
      where used <> (select coalesce(sum(amount), 0) from single_window.allowance_entry e
                      where e.buyer_key = a.buyer_key and e.year = a.year)`,
  );
  expect([books, reserved, allowances]).toEqual([0, 0, 0]);
});

test('clearing goes on beside what was loaded', async () => {
  await clear();
  const released = await ask(
    `select count(*) as answer from single_window.declaration where status = 'released'`,
  );
  expect(released).toBe(ORIGINALS * (COPIES + 2));
});
