import { appendNew } from '@pilotzone/kernel/append-new';
import { compareTexts } from '@pilotzone/kernel/compare';
import { defineStage, type Column, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { parseUnits } from '@pilotzone/kernel/money';
import type { DeclarationRow, TaxAmounts } from '../model/declaration.ts';
import type { DeclarationStatus } from '../model/lifecycle.ts';
import type { SentMemory } from '../model/sent-memory.ts';
import type { OrderKey } from './orders.ts';

const COLUMNS: readonly Column<DeclarationRow>[] = [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
  ['agent_code', 'text', (row) => row.agentCode],
  ['cop_no', 'text', (row) => row.copNo],
  ['ebc_code', 'text', (row) => row.ebcCode],
  ['assure_code', 'text', (row) => row.assureCode],
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['trade_mode', 'text', (row) => row.tradeMode],
  ['guid', 'text', (row) => row.guid],
  ['app_time', 'text', (row) => row.appTime],
  ['app_status', 'int2', (row) => row.appStatus],
  ['attempt', 'int4', (row) => row.attempt],
  ['version', 'int4', (row) => row.version],
  ['status', 'text', (row) => row.status],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_time', 'text', (row) => row.returnTime],
  ['pre_no', 'text', (row) => row.preNo],
  ['invt_no', 'text', (row) => row.invtNo],
  ['lane', 'text', (row) => row.lane],
  ['reasons', 'jsonb', (row) => (row.reasons && row.reasons.length > 0 ? row.reasons : null)],
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['allowance_year', 'int2', (row) => row.allowanceYear],
  ['dutiable_price', 'numeric', (row) => row.amounts?.dutiablePrice],
  ['tariff', 'numeric', (row) => row.amounts?.tariff],
  ['consumption_tax', 'numeric', (row) => row.amounts?.consumptionTax],
  ['value_added_tax', 'numeric', (row) => row.amounts?.valueAddedTax],
  ['tax', 'numeric', (row) => row.amounts?.tax],
  ['filed_at', 'timestamptz', (row) => row.filedAt],
  ['decided_at', 'timestamptz', (row) => row.decidedAt],
  ['released_on', 'date', (row) => row.releasedOn],
];

/** The zone stands before the columns, so that no row is copied for it. */
function stageOf(name: string, zoneCode: string, columns: readonly Column<DeclarationRow>[]) {
  return defineStage<DeclarationRow>(name, [['zone_code', 'text', () => zoneCode], ...columns]);
}

const NAMES = ['zone_code', ...COLUMNS.map(([name]) => name)];
const KEY_NAMES = new Set(['zone_code', 'declaration_id', 'ebp_code', 'order_no']);

// One index probe a row, also on a table without statistics; the rows are locked already.
const PROBE = `cross join lateral (select x.ctid
                            from single_window.declaration x
                           where x.zone_code = s.zone_code
                             and x.declaration_id = s.declaration_id
                          offset 0) old`;

const INSERT = `insert into single_window.declaration (${NAMES.join(', ')})
     select ${NAMES.join(', ')}
       from stage_declaration
      order by ebp_code, order_no
         on conflict do nothing
     returning declaration_id`;

const UPDATE = `update single_window.declaration d
        set ${NAMES.filter((name) => !KEY_NAMES.has(name))
          .map((name) => `${name} = s.${name}`)
          .join(', ')}
       from stage_declaration s
      ${PROBE}
      where d.ctid = old.ctid`;

/** Inserts new declarations; returns the ids inserted, fewer when a number was taken meanwhile. */
export async function insertDeclarations(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclarationRow[],
) {
  if (rows.length === 0) return [];
  const sorted = [...rows].sort(byOrder);
  const stage = stageOf('stage_declaration', zoneCode, COLUMNS);
  const into = { table: 'single_window.declaration', columns: stage.columns };
  if (await appendNew(tx, into, sorted)) return rows.map((row) => row.declarationId);
  await tx.stage(stage, sorted);
  const inserted = await tx.query<{ declaration_id: string }>(INSERT);
  return inserted.map((row) => row.declaration_id);
}

function byOrder(a: OrderKey, b: OrderKey): number {
  return compareTexts(a.ebpCode, b.ebpCode) || compareTexts(a.orderNo, b.orderNo);
}

const PROGRESS: readonly Column<DeclarationRow>[] = [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['version', 'int4', (row) => row.version],
  ['status', 'text', (row) => row.status],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_time', 'text', (row) => row.returnTime],
  ['pre_no', 'text', (row) => row.preNo],
  ['invt_no', 'text', (row) => row.invtNo],
  ['reasons', 'jsonb', (row) => (row.reasons && row.reasons.length > 0 ? row.reasons : null)],
  ['decided_at', 'timestamptz', (row) => row.decidedAt],
  ['released_on', 'date', (row) => row.releasedOn],
];

/** Writes what receipts change; everything else of the rows, locked by this transaction, stays. */
export async function advanceDeclarations(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclarationRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(stageOf('stage_declaration_progress', zoneCode, PROGRESS), rows);
  await tx.query(
    `update single_window.declaration d
        set version = s.version, status = s.status, return_status = s.return_status,
            return_time = s.return_time, pre_no = s.pre_no, invt_no = s.invt_no,
            reasons = s.reasons, decided_at = s.decided_at, released_on = s.released_on
       from stage_declaration_progress s
      ${PROBE}
      where d.ctid = old.ctid`,
  );
}

/** Writes the state of declarations that this transaction has locked. */
export async function updateDeclarations(
  tx: Tx,
  zoneCode: string,
  rows: readonly DeclarationRow[],
) {
  if (rows.length === 0) return;
  await tx.stage(stageOf('stage_declaration', zoneCode, COLUMNS), rows);
  await tx.query(UPDATE);
}

type Row = Record<string, unknown> & { reasons: Finding[] | null };

/** A database row as a declaration. */
export function toDeclaration(row: Row): DeclarationRow {
  const text = (name: string): string => row[name] as string;
  const maybe = (name: string): string | null => (row[name] as string | null) ?? null;
  return {
    declarationId: text('declaration_id'),
    ebpCode: text('ebp_code'),
    orderNo: text('order_no'),
    agentCode: text('agent_code'),
    copNo: text('cop_no'),
    ebcCode: text('ebc_code'),
    assureCode: text('assure_code'),
    logisticsCode: text('logistics_code'),
    logisticsNo: text('logistics_no'),
    tradeMode: text('trade_mode'),
    guid: text('guid'),
    appTime: text('app_time'),
    appStatus: row['app_status'] as number,
    attempt: row['attempt'] as number,
    version: row['version'] as number,
    status: text('status') as DeclarationStatus,
    returnStatus: maybe('return_status'),
    returnTime: maybe('return_time'),
    preNo: maybe('pre_no'),
    invtNo: maybe('invt_no'),
    lane: maybe('lane') as DeclarationRow['lane'],
    reasons: row.reasons,
    buyerKey: text('buyer_key'),
    allowanceYear: (row['allowance_year'] as number | null) ?? null,
    amounts: row['tax'] === null ? null : amountsOf(text),
    filedAt: row['filed_at'] as number,
    decidedAt: (row['decided_at'] as number | null) ?? null,
    releasedOn: maybe('released_on'),
  };
}

function amountsOf(text: (name: string) => string): TaxAmounts {
  const units = (name: string): bigint => parseUnits(text(name)) ?? 0n;
  return {
    dutiablePrice: units('dutiable_price'),
    tariff: units('tariff'),
    consumptionTax: units('consumption_tax'),
    valueAddedTax: units('value_added_tax'),
    tax: units('tax'),
  };
}

const stageListKey = defineStage<OrderKey>('stage_list_key', [
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['order_no', 'text', (row) => row.orderNo],
]);

/** The declarations of these orders, locked until commit in key order. */
export async function lockByOrder(
  tx: Tx,
  zoneCode: string,
  keys: readonly OrderKey[],
): Promise<DeclarationRow[]> {
  if (keys.length === 0) return [];
  await tx.stage(stageListKey, keys);
  const rows = await tx.query<Row>(
    `select d.*
       from (select distinct ebp_code, order_no from stage_list_key order by 1, 2) k
      cross join lateral (select *
                            from single_window.declaration d
                           where d.zone_code = $1
                             and d.ebp_code = k.ebp_code
                             and d.order_no = k.order_no
                          offset 0 for update) d`,
    [zoneCode],
  );
  return rows.map(toDeclaration);
}

export type CopNoKey = { readonly agentCode: string | undefined; readonly copNo: string };

const stageCopNo = defineStage<CopNoKey>('stage_cop_no', [
  ['cop_no', 'text', (row) => row.copNo],
  ['agent_code', 'text', (row) => row.agentCode],
]);

/** What tells a list that nobody has changed since it was sent. */
type Glance = {
  readonly declaration_id: string;
  readonly version: number;
  readonly is_unanswered: boolean;
};

/**
 * Declarations by their declarant's document numbers: how receipts find their list. Locked in the
 * order of `lockByOrder`, so that receipts and filings cannot block each other. What `remembered`
 * gives by id is not read back, unless somebody has changed it since.
 */
export async function lockByCopNo(
  tx: Tx,
  zoneCode: string,
  { keys, remembered }: { keys: readonly CopNoKey[]; remembered: SentMemory },
): Promise<DeclarationRow[]> {
  if (keys.length === 0) return [];
  await tx.stage(stageCopNo, keys);
  if (!remembered.isUsed) {
    const rows = await tx.query<Row>(lockingByCopNo('d.*'), [zoneCode]);
    return rows.map(toDeclaration);
  }
  const glances = await tx.query<Glance>(GLANCE, [zoneCode]);
  const known = glances.map((glance) => unchanged(remembered, glance));
  const changed = glances.filter((_, i) => !known[i]).map((glance) => glance.declaration_id);
  const read = changed.length === 0 ? [] : await lockByIds(tx, zoneCode, changed);
  const byId = new Map(read.map((row) => [row.declarationId, row]));
  return glances.flatMap((glance, i) => known[i] ?? byId.get(glance.declaration_id) ?? []);
}

/** A list as it was sent: every later step counts its version on, and receipts leave their mark. */
function unchanged(remembered: SentMemory, glance: Glance): DeclarationRow | undefined {
  const row = remembered.rowOf(glance.declaration_id);
  return row?.version === glance.version && glance.is_unanswered ? row : undefined;
}

const GLANCE = lockingByCopNo(
  `d.declaration_id, d.version,
       (d.return_status is null and d.return_time is null and d.pre_no is null
        and d.invt_no is null and d.decided_at is null and d.released_on is null
       ) as is_unanswered`,
);

function lockingByCopNo(columns: string): string {
  return `select ${columns}
       from (select distinct d.ebp_code, d.order_no
               from stage_cop_no k
              cross join lateral (select d.ebp_code, d.order_no
                                    from single_window.declaration d
                                   where d.zone_code = $1
                                     and d.cop_no = k.cop_no
                                     and (k.agent_code is null or d.agent_code = k.agent_code)
                                  offset 0) d
              order by 1, 2) k
      cross join lateral (select *
                            from single_window.declaration d
                           where d.zone_code = $1
                             and d.ebp_code = k.ebp_code
                             and d.order_no = k.order_no
                          offset 0 for update) d`;
}

/** Who has a document number: a list, by id and by the numbers of its order. */
export type CopNoOwner = {
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
};

/** Which of these document numbers already belong to a list: `copNo|agentCode` → its owner. */
export async function findCopNos(
  tx: Tx,
  zoneCode: string,
  keys: readonly CopNoKey[],
): Promise<Map<string, CopNoOwner>> {
  if (keys.length === 0) return new Map();
  await tx.stage(stageCopNo, keys);
  const rows = await tx.query<CopNoOwner & { copNo: string; agentCode: string }>(
    `select d.cop_no as "copNo", d.agent_code as "agentCode",
            d.declaration_id as "declarationId", d.ebp_code as "ebpCode", d.order_no as "orderNo"
       from stage_cop_no k
      cross join lateral (select d.cop_no, d.agent_code, d.declaration_id, d.ebp_code, d.order_no
                            from single_window.declaration d
                           where d.zone_code = $1
                             and d.cop_no = k.cop_no
                             and d.agent_code = k.agent_code
                          offset 0) d`,
    [zoneCode],
  );
  return new Map(rows.map((row) => [`${row.copNo}|${row.agentCode}`, row]));
}

/** One declaration, locked until commit; `undefined` when there is none. */
export async function lockById(tx: Tx, zoneCode: string, declarationId: string) {
  const rows = await tx.query<Row>(
    `select d.* from single_window.declaration d
      where d.zone_code = $1 and d.declaration_id = $2
        for update`,
    [zoneCode, declarationId],
  );
  return rows[0] && toDeclaration(rows[0]);
}

/**
 * Ids of the lists recorded and not yet judged, in the order in which they spend a buyer's
 * allowance.
 */
export async function listFiledIds(q: Queryable, zoneCode: string): Promise<string[]> {
  const rows = await q.query<{ declaration_id: string }>(
    `select d.declaration_id
       from single_window.declaration d
      where d.zone_code = $1 and d.status = 'filed'
      order by d.app_time, d.ebp_code, d.order_no`,
    [zoneCode],
  );
  return rows.map((row) => row.declaration_id);
}

/** These declarations, locked until commit in key order. */
export async function lockByIds(
  tx: Tx,
  zoneCode: string,
  ids: readonly string[],
): Promise<DeclarationRow[]> {
  const rows = await tx.query<Row>(
    `select d.*
       from single_window.declaration d
      where d.zone_code = $1 and d.declaration_id = any($2::uuid[])
      order by d.ebp_code, d.order_no
        for update`,
    [zoneCode, ids],
  );
  return rows.map(toDeclaration);
}

/** How many lists are with customs and have no final answer yet. */
export async function countSent(q: Queryable, zoneCode: string): Promise<number> {
  const rows = await q.query<{ count: number }>(
    `select count(*) as count
       from single_window.declaration d
      where d.zone_code = $1 and d.status = 'sent'`,
    [zoneCode],
  );
  return rows[0]?.count ?? 0;
}
