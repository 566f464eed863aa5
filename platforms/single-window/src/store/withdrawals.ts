import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { defineStage } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { WithdrawalKind, WithdrawalRow, WithdrawalStatus } from '../model/withdrawal.ts';

type Staged = WithdrawalRow & { readonly zoneCode: string };

const stageWithdrawal = defineStage<Staged>('stage_withdrawal', [
  ['zone_code', 'text', (row) => row.zoneCode],
  ['withdrawal_id', 'uuid', (row) => row.withdrawalId],
  ['kind', 'text', (row) => row.kind],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['agent_code', 'text', (row) => row.agentCode],
  ['cop_no', 'text', (row) => row.copNo],
  ['guid', 'text', (row) => row.guid],
  ['app_time', 'text', (row) => row.appTime],
  ['status', 'text', (row) => row.status],
  ['part', 'int2', (row) => row.part],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_time', 'text', (row) => row.returnTime],
  ['pre_no', 'text', (row) => row.preNo],
  ['reasons', 'jsonb', (row) => (row.reasons && row.reasons.length > 0 ? row.reasons : null)],
  ['goods_due_on', 'date', (row) => row.goodsDueOn],
  ['body', 'sealed', (row) => row.body, (row) => `withdrawal ${row.withdrawalId}`],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['filed_at', 'timestamptz', (row) => row.filedAt],
  ['decided_at', 'timestamptz', (row) => row.decidedAt],
]);

const NAMES = stageWithdrawal.columns.map(([name]) => name);
const KEY_NAMES = new Set(['zone_code', 'withdrawal_id', 'kind', 'agent_code', 'cop_no']);

/** Writes requests with their lines, new ones and known ones alike. */
export async function saveWithdrawals(
  tx: Tx,
  zoneCode: string,
  rows: readonly WithdrawalRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(
    stageWithdrawal,
    rows.map((row) => ({ ...row, zoneCode })),
  );
  await tx.query(
    `insert into single_window.withdrawal (${NAMES.join(', ')})
     select ${NAMES.join(', ')}
       from stage_withdrawal
      order by withdrawal_id
         on conflict (zone_code, withdrawal_id) do update
        set ${NAMES.filter((name) => !KEY_NAMES.has(name))
          .map((name) => `${name} = excluded.${name}`)
          .join(', ')}`,
  );
  const lines = rows.flatMap(({ withdrawalId, lines: quantities }) =>
    [...quantities].map(([gnum, quantity]) => ({ withdrawalId, gnum, quantity })),
  );
  await saveLines(tx, zoneCode, { ids: rows.map((row) => row.withdrawalId), lines });
}

type Line = { readonly withdrawalId: string; readonly gnum: number; readonly quantity: bigint };

const stageLine = defineStage<Line>('stage_withdrawal_line', [
  ['withdrawal_id', 'uuid', (row) => row.withdrawalId],
  ['gnum', 'int4', (row) => row.gnum],
  ['quantity', 'numeric', (row) => row.quantity],
]);

async function saveLines(
  tx: Tx,
  zoneCode: string,
  { ids, lines }: { ids: readonly string[]; lines: readonly Line[] },
): Promise<void> {
  await tx.query(
    `delete from single_window.withdrawal_line
      where zone_code = $1 and withdrawal_id = any($2::uuid[])`,
    [zoneCode, ids],
  );
  await tx.stage(stageLine, lines);
  await tx.query(
    `insert into single_window.withdrawal_line (zone_code, withdrawal_id, gnum, quantity)
     select $1, withdrawal_id, gnum, quantity
       from stage_withdrawal_line`,
    [zoneCode],
  );
}

const BODY = {
  body: {
    as: 'text',
    boundTo: (row: { withdrawal_id: string }) => `withdrawal ${row.withdrawal_id}`,
  },
} as const;

const SELECT = `select w.*,
            (select jsonb_object_agg(l.gnum, l.quantity::text)
               from single_window.withdrawal_line l
              where l.zone_code = w.zone_code and l.withdrawal_id = w.withdrawal_id) as lines
       from single_window.withdrawal w`;

/** All requests about these declarations, oldest first. Their declarations must be locked. */
export async function listWithdrawalsOf(
  q: Queryable,
  zoneCode: string,
  declarationIds: readonly string[],
): Promise<WithdrawalRow[]> {
  if (declarationIds.length === 0) return [];
  const rows = await q.query<Row>(
    `${SELECT}
      where w.zone_code = $1 and w.declaration_id = any($2::uuid[])
      order by w.filed_at, w.withdrawal_id`,
    [zoneCode, declarationIds],
    BODY,
  );
  return rows.map(toWithdrawal);
}

/** The requests of any kind and declarant with these numbers. */
export async function findByCopNo(
  q: Queryable,
  zoneCode: string,
  copNos: readonly string[],
): Promise<WithdrawalRow[]> {
  if (copNos.length === 0) return [];
  const rows = await q.query<Row>(
    `${SELECT}
      where w.zone_code = $1 and w.cop_no = any($2::text[])`,
    [zoneCode, copNos],
    BODY,
  );
  return rows.map(toWithdrawal);
}

/** Of these requests the ones that went to customs and have no answer at all. */
export async function findUnanswered(
  q: Queryable,
  zoneCode: string,
  ids: readonly string[],
): Promise<WithdrawalRow[]> {
  const rows = await q.query<Row>(
    `${SELECT}
      where w.zone_code = $1 and w.withdrawal_id = any($2::uuid[]) and w.status = 'sent'`,
    [zoneCode, ids],
    BODY,
  );
  return rows.map(toWithdrawal);
}

/** Requests that customs turned down, oldest first, for the result of `clear`. */
export async function listRejected(q: Queryable, zoneCode: string): Promise<WithdrawalRow[]> {
  const rows = await q.query<Row>(
    `${SELECT}
      where w.zone_code = $1 and w.status = 'rejected'
      order by w.filed_at, w.withdrawal_id`,
    [zoneCode],
    BODY,
  );
  return rows.map(toWithdrawal);
}

/** A receipt of a request. */
export type WithdrawalReceiptRow = {
  readonly withdrawalId: string;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly preNo: string | null;
  readonly exchangeId: string;
  readonly receivedAt: Instant;
};

const stageReceipt = defineStage<WithdrawalReceiptRow>('stage_withdrawal_receipt', [
  ['withdrawal_id', 'uuid', (row) => row.withdrawalId],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_time', 'text', (row) => row.returnTime],
  ['return_info', 'text', (row) => row.returnInfo],
  ['pre_no', 'text', (row) => row.preNo],
  ['exchange_id', 'uuid', (row) => row.exchangeId],
  ['received_at', 'timestamptz', (row) => row.receivedAt],
]);

/** Stores receipts; a repeated one changes nothing. */
export async function saveWithdrawalReceipts(
  tx: Tx,
  zoneCode: string,
  rows: readonly WithdrawalReceiptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(stageReceipt, rows);
  await tx.query(
    `insert into single_window.withdrawal_receipt (zone_code, withdrawal_id, return_status,
            return_time, return_info, pre_no, exchange_id, received_at)
     select $1, withdrawal_id, return_status, return_time, return_info, pre_no, exchange_id,
            received_at
       from stage_withdrawal_receipt
         on conflict do nothing`,
    [zoneCode],
  );
}

/** Receipts of these requests in order of return time. */
export async function listWithdrawalReceipts(
  q: Queryable,
  zoneCode: string,
  ids: readonly string[],
): Promise<WithdrawalReceiptRow[]> {
  if (ids.length === 0) return [];
  return q.query<WithdrawalReceiptRow>(
    `select withdrawal_id::text as "withdrawalId", return_status as "returnStatus",
            return_time as "returnTime", return_info as "returnInfo", pre_no as "preNo",
            exchange_id::text as "exchangeId", received_at as "receivedAt"
       from single_window.withdrawal_receipt
      where zone_code = $1 and withdrawal_id = any($2::uuid[])
      order by return_time, received_at`,
    [zoneCode, ids],
  );
}

type Row = Record<string, unknown> & {
  reasons: Finding[] | null;
  lines: Record<string, string> | null;
};

function toWithdrawal(row: Row): WithdrawalRow {
  const text = (name: string): string => row[name] as string;
  const maybe = (name: string): string | null => (row[name] as string | null) ?? null;
  const quantities = Object.entries(row.lines ?? {});
  return {
    withdrawalId: text('withdrawal_id'),
    kind: text('kind') as WithdrawalKind,
    declarationId: text('declaration_id'),
    attempt: row['attempt'] as number,
    agentCode: text('agent_code'),
    copNo: text('cop_no'),
    guid: text('guid'),
    appTime: text('app_time'),
    status: text('status') as WithdrawalStatus,
    part: (row['part'] as number | null) ?? null,
    returnStatus: maybe('return_status'),
    returnTime: maybe('return_time'),
    preNo: maybe('pre_no'),
    reasons: row.reasons,
    goodsDueOn: maybe('goods_due_on') as PlainDate | null,
    body: text('body'),
    exchangeId: text('exchange_id'),
    filedAt: row['filed_at'] as Instant,
    decidedAt: (row['decided_at'] as Instant | null) ?? null,
    lines: new Map(quantities.map(([gnum, units]) => [Number(gnum), parseUnits(units) ?? 0n])),
  };
}
