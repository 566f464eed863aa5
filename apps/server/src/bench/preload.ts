import type { Database, Tx } from '@pilotzone/kernel/db';
import type { PlainDate } from '@pilotzone/kernel/time';
import { copyOf, COPY_FUNCTIONS } from './preload-columns.ts';
import type { CatalogueColumn, CopyRule } from './preload-columns.ts';

/** Tables with rows of declarations; events are left out, as `up` deletes those of old days. */
const GROWING = [
  'single_window.declaration_document',
  'single_window.order',
  'single_window.declaration',
  'single_window.receipt_arrival',
  'financial_services.payment',
  'financial_services.posting',
  'logistics.waybill',
  'risk.fact_block',
  'risk.assessment',
  'single_window.declaration_transition',
  'financial_services.guarantee_entry',
  'information_sharing.exchange_record',
  'parks.gate_pass',
  'gateway.simulator_list',
  'financial_services.tax_due',
  'logistics.parcel_event',
  'single_window.allowance_entry',
  'single_window.declared_waybill',
  'single_window.allowance',
  'credit.evidence',
  'credit.daily_count',
  'gateway.outbound',
  'financial_services.tax_day',
  'statistics.counted_event',
  'statistics.goods_fact',
  'statistics.list_fact',
  'statistics.place_fact',
];

// Two at once: one for each core.
const LANES = 2;
// Rows of one statement, so that progress can be told.
const STEP_ROWS = 200_000;

export type PreloadOrder = {
  /** How often everything that is there is there once more. */
  readonly copies: number;
  /** The day in China on which the originals were made. */
  readonly day: PlainDate;
  readonly bare: boolean;
};

/**
 * Copies everything that stands about declarations `copies` times, each copy a day older, with
 * numbers, ids and persons of its own, inside the database; books, guarantees and day counts agree
 * afterwards. The hashes of copied messages are those of the originals: their chains do not verify.
 * Needs a superuser, because history may not be rewritten: triggers are off meanwhile.
 */
export async function preloadCopies(
  db: Database,
  { copies, day, bare }: PreloadOrder,
  progress: (rows: number) => void,
): Promise<void> {
  const rule = { day: day.slice(2).replaceAll('-', ''), bare };
  const waiting = GROWING.slice();
  let rows = 0;
  await Promise.all(Array.from({ length: LANES }, lane));
  await db.transaction((tx) => balance(tx, copies));
  for (const table of GROWING) await db.query(`vacuum (analyze) ${quoted(table)}`);
  await db.query('checkpoint');

  async function lane(): Promise<void> {
    for (let table = waiting.shift(); table; table = waiting.shift()) {
      const name = table;
      await db.transaction((tx) => copyTable(tx, { table: name, copies, rule }, count));
    }
  }

  function count(more: number): void {
    rows += more;
    progress(rows);
  }
}

type TableCopy = { readonly table: string; readonly copies: number; readonly rule: CopyRule };

async function copyTable(
  tx: Tx,
  { table, copies, rule }: TableCopy,
  count: (rows: number) => void,
): Promise<void> {
  await tx.run(
    `set local session_replication_role = replica; ${functionsOnce()};
     create temporary table original on commit drop as
     select * from ${quoted(table)} ${isOwnAmount(table)}`,
  );
  const columns = await columnsOf(tx, table);
  const names = columns.map(({ column }) => `"${column}"`).join(', ');
  const values = columns.map((column) => copyOf(column, rule)).join(', ');
  const counted = await tx.query<{ rows: number }>('select count(*) as rows from original');
  const each = counted[0]?.rows ?? 0;
  const step = Math.max(1, Math.floor(STEP_ROWS / Math.max(1, each)));
  // The oldest first, as they would have come.
  for (let from = copies; from > 0; from -= step) {
    const to = Math.max(1, from - step + 1);
    await tx.run(
      `insert into ${quoted(table)} (${names})
       select ${values}
         from (select k, to_char(to_date('${rule.day}', 'YYMMDD') - k, 'YYMMDD') as k_day
                 from generate_series(${from}, ${to}, -1) as k offset 0) as copy
        cross join original t`,
    );
    count(each * (from - to + 1));
  }
}

/** The functions live as long as their connection, which may have copied a table before. */
function functionsOnce(): string {
  return COPY_FUNCTIONS.replaceAll('create function', 'create or replace function');
}

/** Limits of guarantees are entered once, whatever is declared. */
function isOwnAmount(table: string): string {
  return table === 'financial_services.posting' ? `where reference_kind <> 'guarantee-limit'` : '';
}

async function columnsOf(tx: Tx, table: string): Promise<CatalogueColumn[]> {
  return tx.query<CatalogueColumn>(
    `select attname::text as column, format_type(atttypid, atttypmod) as type
       from pg_attribute
      where attrelid = $1::text::regclass and attnum > 0 and not attisdropped
        and attidentity = '' and attgenerated = ''
      order by attnum`,
    [quoted(table)],
  );
}

/** Sums that are kept beside their entries. */
async function balance(tx: Tx, copies: number): Promise<void> {
  await tx.run(
    `update financial_services.guarantee
        set reserved = reserved * ${copies + 1}, earmarked = earmarked * ${copies + 1};
     update financial_services.ledger_account a
        set balance = p.total
       from (select zone_code, account_code, sum(amount) as total
               from financial_services.posting group by zone_code, account_code) p
      where p.zone_code = a.zone_code and p.account_code = a.account_code`,
  );
}

function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
