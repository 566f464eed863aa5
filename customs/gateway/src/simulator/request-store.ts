import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

/** What the simulator decided about a request to cancel or to return. */
export type SimulatedRequest = {
  readonly messageType: 'CEB623Message' | 'CEB625Message';
  readonly agentCode: string;
  readonly copNo: string;
  readonly appTime: string;
  readonly customsCode: string;
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly invtNo: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly preNo: string;
  readonly returnStatus: string;
  readonly returnInfo: string;
  readonly decidedAt: Instant;
  /** What a return brings back; none of a cancellation. */
  readonly lines: readonly { readonly gnum: number; readonly qty: bigint }[];
};

type RequestRow = Omit<SimulatedRequest, 'lines'> & {
  readonly lines: readonly { readonly gnum: number; readonly qty: string }[];
};

const stageRequest = defineStage<SimulatedRequest>('stage_simulator_request', [
  ['message_type', 'text', (row) => row.messageType],
  ['agent_code', 'text', (row) => row.agentCode],
  ['cop_no', 'text', (row) => row.copNo],
  ['app_time', 'text', (row) => row.appTime],
  ['customs_code', 'text', (row) => row.customsCode],
  ['ebp_code', 'text', (row) => row.ebpCode],
  ['ebc_code', 'text', (row) => row.ebcCode],
  ['invt_no', 'text', (row) => row.invtNo],
  ['logistics_code', 'text', (row) => row.logisticsCode],
  ['logistics_no', 'text', (row) => row.logisticsNo],
  ['pre_no', 'text', (row) => row.preNo],
  ['return_status', 'text', (row) => row.returnStatus],
  ['return_info', 'text', (row) => row.returnInfo],
  ['decided_at', 'timestamptz', (row) => row.decidedAt],
  [
    'lines',
    'text',
    (row) => JSON.stringify(row.lines.map(({ gnum, qty }) => ({ gnum, qty: String(qty) }))),
  ],
]);
const NAMES = stageRequest.columns.map(([name]) => name).join(', ');

/** Keeps decisions; one that is there already keeps what it says. */
export async function saveRequests(
  tx: Tx,
  zoneCode: string,
  rows: readonly SimulatedRequest[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(stageRequest, rows);
  await tx.query(
    `insert into gateway.simulator_request (zone_code, ${NAMES})
     select $1, ${NAMES.replace(/lines$/, 'lines::jsonb')}
       from stage_simulator_request
         on conflict do nothing`,
    [zoneCode],
  );
}

const SELECT = `select message_type as "messageType", agent_code as "agentCode", cop_no as "copNo",
            app_time as "appTime", customs_code as "customsCode", ebp_code as "ebpCode",
            ebc_code as "ebcCode", invt_no as "invtNo", logistics_code as "logisticsCode",
            logistics_no as "logisticsNo", pre_no as "preNo", return_status as "returnStatus",
            return_info as "returnInfo", decided_at as "decidedAt", lines
       from gateway.simulator_request r`;

function requestOf(row: RequestRow): SimulatedRequest {
  return { ...row, lines: row.lines.map(({ gnum, qty }) => ({ gnum, qty: BigInt(qty) })) };
}

/** Requests about lists of these numbers, oldest first. */
export async function findRequests(
  q: Queryable,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<SimulatedRequest[]> {
  const rows = await q.query<RequestRow>(
    `${SELECT}
      where r.zone_code = $1 and r.invt_no = any($2::text[])
      order by r.decided_at`,
    [zoneCode, invtNos],
  );
  return rows.map(requestOf);
}

/** Returns that wait for goods under these waybill numbers, locked until commit. */
export async function lockAwaiting(
  tx: Tx,
  zoneCode: string,
  logisticsNos: readonly string[],
): Promise<SimulatedRequest[]> {
  const rows = await tx.query<RequestRow>(
    `${SELECT}
      where r.zone_code = $1 and r.logistics_no = any($2::text[]) and r.return_status = '120'
      order by r.agent_code, r.cop_no
        for update`,
    [zoneCode, logisticsNos],
  );
  return rows.map(requestOf);
}

/** Writes the end of returns that waited for their goods. */
export async function endRequests(
  tx: Tx,
  zoneCode: string,
  rows: readonly SimulatedRequest[],
): Promise<void> {
  await tx.query(
    `update gateway.simulator_request r
        set return_status = k.return_status, return_info = k.return_info
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
            k (agent_code, cop_no, app_time, return_status, return_info)
      where r.zone_code = $1 and r.message_type = 'CEB625Message'
        and r.agent_code = k.agent_code and r.cop_no = k.cop_no and r.app_time = k.app_time`,
    [
      zoneCode,
      rows.map((row) => row.agentCode),
      rows.map((row) => row.copNo),
      rows.map((row) => row.appTime),
      rows.map((row) => row.returnStatus),
      rows.map((row) => row.returnInfo),
    ],
  );
}

/** What the simulator decided about a list, found by the number it issued. */
export type DecidedList = {
  readonly invtNo: string;
  readonly returnStatus: string;
  readonly decidedAt: Instant;
};

/** Lists by the numbers that the simulator issued. */
export async function findByInvtNo(
  q: Queryable,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<DecidedList[]> {
  return q.query<DecidedList>(
    `select l.invt_no as "invtNo", l.return_status as "returnStatus", l.decided_at as "decidedAt"
       from unnest($2::text[]) k (invt_no)
      cross join lateral (select *
                            from gateway.simulator_list l
                           where right(l.invt_no, 9) = right(k.invt_no, 9)
                             and l.invt_no = k.invt_no
                             and l.zone_code = $1
                          offset 0) l`,
    [zoneCode, invtNos],
  );
}
