import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import type { Wish } from '@pilotzone/generator/draw-basket';
import type { Person } from '@pilotzone/generator/people';
import type { Purchase } from '@pilotzone/generator/purchase';
import { createRandom } from '@pilotzone/generator/random';
import {
  listOf,
  orderOf,
  paymentOf,
  submissionsOf,
  waybillOf,
} from '@pilotzone/generator/scenario';
import type { Submission } from '@pilotzone/generator/scenario';
import { createWorld } from '@pilotzone/generator/world';
import type { World } from '@pilotzone/generator/world';
import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Platform } from './compose.ts';
import type { Filing, FilingResult } from './filing-types.ts';
import { settle } from './settle.ts';
import { TEST_DAY } from './testing-platform.ts';

/** A declaration as `listResults` tells it. */
export type ResultRow = Awaited<ReturnType<Platform['singleWindow']['listResults']>>[number];

/** The four documents of a purchase by the name of what they are. */
export const PAPERS = { order: orderOf, payment: paymentOf, waybill: waybillOf, list: listOf };

/** Purchases of TEST_DAY, the same for the same seed. */
export function purchasesOf(seed: number): {
  readonly world: World;
  draw(wish?: Wish, buyer?: Person): Purchase;
} {
  const world = createWorld(createRandom(seed), TEST_DAY);
  return { world, draw: (wish = {}, buyer = world.newBuyer()) => drawPurchase(world, wish, buyer) };
}

/** What the intake hands on for these submissions. */
export function filingsOf(platform: Platform, submissions: readonly Submission[]): Filing[] {
  return submissions.map(({ type, document, sender }) => {
    const about = { exchangeId: platform.runtime.ids.newId(), transferCode: sender.code };
    // Type and document of a submission belong together.
    return { type, document, ...about } as Filing;
  });
}

/** Files submissions in one transaction, as the intake does. */
export async function file(
  platform: Platform,
  submissions: readonly Submission[],
  options = { judge: true },
): Promise<FilingResult[]> {
  const filings = filingsOf(platform, submissions);
  return platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(tx, filings, options),
  );
}

/** Files everything of some purchases in one transaction and waits for customs. */
export async function clearAll(platform: Platform, purchases: readonly Purchase[]): Promise<void> {
  await file(platform, purchases.flatMap(submissionsOf));
  await settle(platform);
}

/** The declaration of a purchase; throws when there is none. */
export async function resultOf(platform: Platform, { list }: Purchase): Promise<ResultRow> {
  const { ebpCode, orderNo } = list.head;
  const after = { ebpCode, orderNo: orderNo.slice(0, -1) };
  const rows = await platform.singleWindow.listResults(after, 1_000);
  const row = rows.find((one) => one.ebpCode === ebpCode && one.orderNo === orderNo);
  if (row) return row;
  throw new PilotError('TEST_NO_DECLARATION', `order ${orderNo} has no declaration`);
}

/** Codes of a row's reasons, each once, sorted. */
export function codesOf(row: { reasons: readonly { code: string }[] | null }): string[] {
  return [...new Set((row.reasons ?? []).map(({ code }) => code))].sort();
}

/** A receipt (622) of customs for a declaration, as the gateway hands it on. */
export async function receive(
  platform: Platform,
  row: ResultRow,
  heads: readonly Partial<ListReceipt['head']>[],
): Promise<void> {
  const { agentCode, copNo, ebpCode, ebcCode } = row;
  const receipts = heads.map((head) => ({
    exchangeId: platform.runtime.ids.newId(),
    head: {
      guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
      customsCode: '4612',
      ebpCode,
      ebcCode,
      agentCode,
      copNo,
      preNo: row.preNo ?? '',
      invtNo: undefined,
      returnStatus: '120',
      returnTime: '20261120235959900',
      returnInfo: '',
      ...head,
    },
  }));
  await platform.runtime.db.transaction((tx) => platform.singleWindow.applyReceipts(tx, receipts));
}

const SCHEMAS = [
  'single_window',
  'financial_services',
  'logistics',
  'risk',
  'credit',
  'statistics',
  'parks',
  'gateway',
  'information_sharing',
  'kernel',
];

/** Every table of the platform with the number of its rows and a digest of all they hold. */
export async function tablesOf(q: Queryable, except: readonly RegExp[] = []) {
  const tables = await q.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name
       from information_schema.tables
      where table_schema = any($1) and table_type = 'BASE TABLE'
      order by 1`,
    [SCHEMAS],
  );
  const contents: Record<string, string> = {};
  for (const { name } of tables) {
    // Made when a day's first value is sealed, whatever becomes of it.
    if (name === 'kernel.day_key') continue;
    if (except.some((pattern) => pattern.test(name))) continue;
    const [row] = await q.query<{ count: number; digest: string | null }>(
      `select count(*) as count, md5(string_agg(t::text, '|' order by t::text)) as digest
         from ${name} t`,
    );
    contents[name] = `${row?.count} rows ${row?.digest}`;
  }
  return contents;
}

/** What a buyer used of this year's allowance and of a guarantor's cover, as amounts in text. */
export async function heldFor(platform: Platform, row: ResultRow) {
  const { db, zoneCode } = platform.runtime;
  const [held] = await db.query<{ used: string; entries: number; waybill: string | null }>(
    `select coalesce(sum(used), 0)::text as used,
            (select count(*)
               from single_window.allowance_entry e
              where e.declaration_id = $2) as entries,
            (select w.declaration_id::text
               from single_window.declared_waybill w
              where w.zone_code = $3 and w.logistics_code = $4 and w.logistics_no = $5) as waybill
       from single_window.allowance a
      where a.buyer_key = $1`,
    [row.buyerKey, row.declarationId, zoneCode, row.logisticsCode, row.logisticsNo],
  );
  const [cover] = await db.query<{ earmarked: string; reserved: string }>(
    `select earmarked, reserved
       from financial_services.guarantee
      where zone_code = $1 and guarantor_code = $2`,
    [zoneCode, row.assureCode],
  );
  return {
    allowance: Number(held?.used),
    waybillOf: held?.waybill ?? null,
    earmarked: Number(cover?.earmarked),
    reserved: Number(cover?.reserved),
  };
}
