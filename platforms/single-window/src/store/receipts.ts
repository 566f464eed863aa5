import { appendNew } from '@pilotzone/kernel/append-new';
import { defineStage, type Column, type Queryable, type Tx } from '@pilotzone/kernel/db';

/** One receipt of one declaration. */
export type ReceiptRow = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly preNo: string | null;
  readonly invtNo: string | null;
  readonly source: 'platform' | 'eport' | 'customs';
  readonly exchangeId: string | null;
  readonly receivedAt: number;
  /** Nothing is on file of this attempt, as far as its row tells. */
  readonly isFirst?: boolean;
};

/** Receipts of one attempt that arrived together: one row, in their order. */
type Arrival = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly arrivalNo: number;
  readonly receipts: readonly ReceiptRow[];
};

const ARRIVAL: readonly Column<Arrival>[] = [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['arrival_no', 'int2', (row) => row.arrivalNo],
  ['received_at', 'timestamptz', (row) => row.receipts[0]?.receivedAt],
  ['return_status', 'text[]', (row) => row.receipts.map((one) => one.returnStatus)],
  ['return_time', 'text[]', (row) => row.receipts.map((one) => one.returnTime)],
  ['return_info', 'text[]', (row) => row.receipts.map((one) => one.returnInfo)],
  ['pre_no', 'text[]', (row) => row.receipts.map((one) => one.preNo ?? '')],
  ['invt_no', 'text[]', (row) => row.receipts.map((one) => one.invtNo ?? '')],
  ['source', 'text[]', (row) => row.receipts.map((one) => one.source)],
  ['exchange_id', 'uuid[]', (row) => row.receipts.flatMap((one) => one.exchangeId ?? [])],
];

/**
 * Stores receipts of declarations that this transaction has locked or made; a repeated one changes
 * nothing. Those said to be the first of their attempt are not compared with what is on file unless
 * something is.
 */
export async function saveReceipts(
  tx: Tx,
  zoneCode: string,
  rows: readonly ReceiptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns: readonly Column<Arrival>[] = [['zone_code', 'text', () => zoneCode], ...ARRIVAL];
  const into = { table: 'single_window.receipt_arrival', columns };
  const first = arrivalsOf(rows.filter(({ isFirst }) => isFirst === true));
  const areFirst = await appendNew(tx, into, first);
  const others = areFirst ? rows.filter(({ isFirst }) => isFirst !== true) : rows;
  const arrivals = arrivalsOf(others);
  const known = await readArrivals(tx, zoneCode, arrivals);
  await tx.append(
    into.table,
    columns,
    arrivals.flatMap((arrival) => newsOf(arrival, known.get(attemptText(arrival)) ?? [])),
  );
}

/** Groups receipts by attempt; repeats within the batch are left out. */
function arrivalsOf(rows: readonly ReceiptRow[]): Arrival[] {
  const groups = new Map<string, ReceiptRow[]>();
  for (const row of rows) {
    const group = groups.get(attemptText(row)) ?? [];
    groups.set(attemptText(row), group);
    if (!group.some((one) => isSame(one, row))) group.push(row);
  }
  return [...groups.values()].flatMap((receipts) => {
    const [one] = receipts;
    if (!one) return [];
    return [{ declarationId: one.declarationId, attempt: one.attempt, arrivalNo: 1, receipts }];
  });
}

type AttemptKey = { readonly declarationId: string; readonly attempt: number };

function attemptText({ declarationId, attempt }: AttemptKey): string {
  return `${declarationId} ${attempt}`;
}

type ReceiptKey = { readonly returnStatus: string; readonly returnTime: string };

function isSame(a: ReceiptKey, b: ReceiptKey): boolean {
  return a.returnStatus === b.returnStatus && a.returnTime === b.returnTime;
}

/** What of an arrival is not on file yet, as the next arrival of its attempt. */
function newsOf(arrival: Arrival, known: readonly KnownReceipt[]): Arrival[] {
  const receipts = arrival.receipts.filter((row) => !known.some((one) => isSame(one, row)));
  if (receipts.length === 0) return [];
  const last = Math.max(0, ...known.map(({ arrivalNo }) => arrivalNo));
  return [{ ...arrival, arrivalNo: last + 1, receipts }];
}

type KnownReceipt = AttemptKey & ReceiptKey & { readonly arrivalNo: number };

const stageReceiptAttempt = defineStage<AttemptKey>('stage_receipt_attempt', [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
]);

async function readArrivals(
  tx: Tx,
  zoneCode: string,
  keys: readonly AttemptKey[],
): Promise<Map<string, KnownReceipt[]>> {
  const known = new Map<string, KnownReceipt[]>();
  if (keys.length === 0) return known;
  await tx.stage(stageReceiptAttempt, keys);
  const rows = await tx.query<KnownReceipt>(
    `select r.declaration_id as "declarationId", r.attempt, r.arrival_no as "arrivalNo",
            u.return_status as "returnStatus", u.return_time as "returnTime"
       from stage_receipt_attempt k
      cross join lateral (select *
                            from single_window.receipt_arrival r
                           where r.zone_code = $1
                             and r.declaration_id = k.declaration_id
                             and r.attempt = k.attempt
                          offset 0) r
      cross join lateral unnest(r.return_status, r.return_time) as u (return_status, return_time)`,
    [zoneCode],
  );
  for (const row of rows) {
    known.set(attemptText(row), [...(known.get(attemptText(row)) ?? []), row]);
  }
  return known;
}

/** The receipts of these declarations in the order of their return times. */
export async function listReceipts(
  q: Queryable,
  zoneCode: string,
  declarationIds: readonly string[],
) {
  return q.query<{
    declaration_id: string;
    attempt: number;
    return_status: string;
    return_time: string;
    return_info: string;
    pre_no: string | null;
    invt_no: string | null;
    source: string;
    exchange_id: string | null;
    received_at: number;
  }>(
    `select declaration_id, attempt, return_status, return_time, return_info, pre_no, invt_no,
            source, exchange_id, received_at
       from single_window.receipt
      where zone_code = $1 and declaration_id = any($2::uuid[])
      order by declaration_id, attempt, return_time`,
    [zoneCode, declarationIds],
  );
}

/** A receipt of an attempt before the present one: what tells late receipts of it apart. */
export type EarlierReceipt = {
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly preNo: string | null;
};

/** Receipts of the attempts before these, by declaration id. */
export async function loadEarlierReceipts(
  tx: Tx,
  zoneCode: string,
  keys: readonly { declarationId: string; attempt: number }[],
): Promise<Map<string, EarlierReceipt[]>> {
  const earlier = new Map<string, EarlierReceipt[]>();
  if (keys.length === 0) return earlier;
  const rows = await tx.query<{
    declaration_id: string;
    attempt: number;
    return_status: string;
    return_time: string;
    pre_no: string | null;
  }>(
    `select r.declaration_id, r.attempt, r.return_status, r.return_time, r.pre_no
       from unnest($2::uuid[], $3::int4[]) k (declaration_id, attempt)
      cross join lateral (select *
                            from single_window.receipt r
                           where r.zone_code = $1
                             and r.declaration_id = k.declaration_id
                             and r.attempt < k.attempt
                          offset 0) r`,
    [zoneCode, keys.map((key) => key.declarationId), keys.map((key) => key.attempt)],
  );
  for (const row of rows) {
    const receipt = {
      attempt: row.attempt,
      returnStatus: row.return_status,
      returnTime: row.return_time,
      preNo: row.pre_no,
    };
    earlier.set(row.declaration_id, [...(earlier.get(row.declaration_id) ?? []), receipt]);
  }
  return earlier;
}
