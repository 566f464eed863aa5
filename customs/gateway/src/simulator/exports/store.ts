import type { Tx } from '@pilotzone/kernel/db';
import { sealRecords } from '@pilotzone/kernel/sealing/seal-records';

/** A paper that lists are matched with. */
export type SimulatedPaper = {
  readonly kind: 'order' | 'waybill' | 'payment';
  readonly paperKey: string;
  readonly appTime: string;
  readonly body: string;
};

/** An export list at the simulator. */
export type SimulatedExport = {
  readonly agentCode: string;
  readonly copNo: string;
  readonly appTime: string;
  readonly preNo: string;
  readonly invtNo: string;
  readonly ebcCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly billNo: string;
  readonly state: 'rejected' | 'held' | 'examined' | 'released' | 'closed' | 'cancelled';
  readonly returnStatus: string;
  readonly returnInfo: string;
  readonly releasedOn: string;
  readonly closedOn: string;
  readonly closedAt: string;
  readonly sumNo: string | null;
  readonly body: string;
};

const COLUMNS = `l.agent_code as "agentCode", l.cop_no as "copNo", l.app_time as "appTime",
       l.pre_no as "preNo", l.invt_no as "invtNo", l.ebc_code as "ebcCode",
       l.logistics_code as "logisticsCode", l.logistics_no as "logisticsNo",
       l.bill_no as "billNo", l.state, l.return_status as "returnStatus",
       l.return_info as "returnInfo", l.released_on as "releasedOn", l.closed_on as "closedOn",
       l.closed_at as "closedAt", l.sum_no as "sumNo", l.body`;

const BODY = { body: 'text' } as const;

/** Keeps papers; of two under one key the newer one counts. */
export async function savePapers(
  tx: Tx,
  zoneCode: string,
  papers: readonly SimulatedPaper[],
): Promise<void> {
  if (papers.length === 0) return;
  await tx.query(
    `insert into gateway.simulator_export_paper (zone_code, kind, paper_key, app_time, body)
     select distinct on (kind, "paperKey") $1, kind, "paperKey", "appTime", body
       from jsonb_to_recordset($2::jsonb)
         as r (kind text, "paperKey" text, "appTime" text, body bytea)
      order by kind, "paperKey", "appTime" desc
         on conflict (zone_code, kind, paper_key) do update
        set app_time = excluded.app_time, body = excluded.body
      where simulator_export_paper.app_time <= excluded.app_time`,
    [zoneCode, JSON.stringify(await sealRecords(tx, papers, ['body']))],
  );
}

/** Papers of one kind by key. */
export async function loadPapers(
  tx: Tx,
  zoneCode: string,
  asked: { kind: SimulatedPaper['kind']; keys: readonly string[] },
): Promise<Map<string, SimulatedPaper>> {
  const rows = await tx.query<SimulatedPaper>(
    `select kind, paper_key as "paperKey", app_time as "appTime", body
       from gateway.simulator_export_paper
      where zone_code = $1 and kind = $2 and paper_key = any($3)`,
    [zoneCode, asked.kind, asked.keys],
    BODY,
  );
  return new Map(rows.map((row) => [row.paperKey, row]));
}

/** Keeps new lists; those known already stay as they are. */
export async function insertLists(
  tx: Tx,
  zoneCode: string,
  { lists, now }: { lists: readonly SimulatedExport[]; now: number },
): Promise<void> {
  if (lists.length === 0) return;
  await tx.query(
    `insert into gateway.simulator_export_list
            (zone_code, agent_code, cop_no, app_time, pre_no, invt_no, ebc_code, logistics_code,
             logistics_no, bill_no, state, return_status, return_info, body, decided_at)
     select $1, "agentCode", "copNo", "appTime", "preNo", "invtNo", "ebcCode", "logisticsCode",
            "logisticsNo", "billNo", state, "returnStatus", "returnInfo", body,
            to_timestamp($3::float8 / 1000)
       from jsonb_to_recordset($2::jsonb)
         as r ("agentCode" text, "copNo" text, "appTime" text, "preNo" text, "invtNo" text,
               "ebcCode" text, "logisticsCode" text, "logisticsNo" text, "billNo" text,
               state text, "returnStatus" text, "returnInfo" text, body bytea)
      order by "agentCode", "copNo", "appTime"
         on conflict do nothing`,
    [zoneCode, JSON.stringify(await sealRecords(tx, lists, ['body'])), now],
  );
}

type ListKey = Pick<SimulatedExport, 'agentCode' | 'copNo' | 'appTime'>;

/** Lists by their own numbers. */
export async function loadLists(
  tx: Tx,
  zoneCode: string,
  keys: readonly ListKey[],
): Promise<SimulatedExport[]> {
  return tx.query<SimulatedExport>(
    `select ${COLUMNS}
       from unnest($2::text[], $3::text[], $4::text[]) k (agent_code, cop_no, app_time)
       join gateway.simulator_export_list l
         on l.zone_code = $1 and l.agent_code = k.agent_code and l.cop_no = k.cop_no
        and l.app_time = k.app_time`,
    [
      zoneCode,
      keys.map((key) => key.agentCode),
      keys.map((key) => key.copNo),
      keys.map((key) => key.appTime),
    ],
    BODY,
  );
}

/** Lists by the numbers that customs gave them, locked. */
export async function lockListsByInvt(
  tx: Tx,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<SimulatedExport[]> {
  return tx.query<SimulatedExport>(
    `select ${COLUMNS}
       from gateway.simulator_export_list l
      where l.zone_code = $1 and l.invt_no = any($2)
      order by l.invt_no
        for update`,
    [zoneCode, invtNos],
    BODY,
  );
}

/** Lists of a merchant and declarant that closed in a time and are not summed up, locked. */
export async function lockListsClosedIn(
  tx: Tx,
  zoneCode: string,
  within: { ebcCode: string; agentCode: string; from: string; until: string },
): Promise<SimulatedExport[]> {
  return tx.query<SimulatedExport>(
    `select ${COLUMNS}
       from gateway.simulator_export_list l
      where l.zone_code = $1 and l.ebc_code = $2 and l.agent_code = $3 and l.state = 'closed'
        and l.sum_no is null and l.closed_at between $4 and $5
      order by l.invt_no
        for update`,
    [zoneCode, within.ebcCode, within.agentCode, within.from, within.until],
    BODY,
  );
}

/** Notes what arrived or left. */
export async function saveEvents(
  tx: Tx,
  zoneCode: string,
  events: readonly { kind: 'arrival' | 'departure'; placeKey: string }[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into gateway.simulator_export_event (zone_code, kind, place_key)
     select $1, kind, "placeKey"
       from jsonb_to_recordset($2::jsonb) as r (kind text, "placeKey" text)
      order by kind, "placeKey"
         on conflict do nothing`,
    [zoneCode, JSON.stringify(events)],
  );
}

/** What may have moved lists on: their waybills, or the bills of lading they travel under. */
export type Touched = {
  readonly waybills: readonly { logisticsCode: string; logisticsNo: string }[];
  readonly bills: readonly string[];
};

/**
 * Takes the touched lists a step further whose event has happened: examined ones that arrived are
 * released, released ones that left are closed. Returns the lists moved.
 */
export async function moveOn(
  tx: Tx,
  zoneCode: string,
  step: {
    touched: Touched;
    from: 'examined' | 'released';
    day: string;
    at: string;
  },
): Promise<SimulatedExport[]> {
  const { touched, from, day, at } = step;
  const isRelease = from === 'examined';
  return tx.query<SimulatedExport>(
    `update gateway.simulator_export_list l
        set state = ${isRelease ? `'released'` : `'closed'`},
            ${isRelease ? 'released_on' : 'closed_on'} = $6,
            closed_at = case when $8::boolean then l.closed_at else $7 end
      where l.zone_code = $1 and l.state = $5
        and (l.bill_no = any($4)
             or (l.logistics_code, l.logistics_no) in
                (select * from unnest($2::text[], $3::text[])))
        and exists (select 1
                      from gateway.simulator_export_event e
                     where e.zone_code = l.zone_code and e.kind = $9
                       and (e.place_key = l.logistics_code || '|' || l.logistics_no
                            or (l.bill_no <> '' and e.place_key = 'bill|' || l.bill_no)))
     returning ${COLUMNS}`,
    [
      zoneCode,
      touched.waybills.map((key) => key.logisticsCode),
      touched.waybills.map((key) => key.logisticsNo),
      touched.bills.filter((bill) => bill !== ''),
      from,
      day,
      at,
      isRelease,
      isRelease ? 'arrival' : 'departure',
    ],
    BODY,
  );
}

/** Ends lists by cancellation. */
export async function cancelLists(
  tx: Tx,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<void> {
  await tx.query(
    `update gateway.simulator_export_list
        set state = 'cancelled'
      where zone_code = $1 and invt_no = any($2)`,
    [zoneCode, invtNos],
  );
}

/** Lets lists travel under a bill of lading. */
export async function setBills(
  tx: Tx,
  zoneCode: string,
  bills: readonly { logisticsCode: string; logisticsNo: string; billNo: string }[],
): Promise<void> {
  if (bills.length === 0) return;
  await tx.query(
    `update gateway.simulator_export_list l
        set bill_no = r."billNo"
       from jsonb_to_recordset($2::jsonb)
         as r ("logisticsCode" text, "logisticsNo" text, "billNo" text)
      where l.zone_code = $1 and l.logistics_code = r."logisticsCode"
        and l.logistics_no = r."logisticsNo"`,
    [zoneCode, JSON.stringify(bills)],
  );
}

/** Notes that lists are summed up. */
export async function sumUp(
  tx: Tx,
  zoneCode: string,
  { invtNos, sumNo }: { invtNos: readonly string[]; sumNo: string },
): Promise<void> {
  await tx.query(
    `update gateway.simulator_export_list
        set sum_no = $3
      where zone_code = $1 and invt_no = any($2)`,
    [zoneCode, invtNos, sumNo],
  );
}

/** What came back of a line; decimals as text. */
export type SimulatedReturn = {
  readonly invtNo: string;
  readonly lineNo: number;
  readonly copNo: string;
  readonly quantity: string;
  readonly quantity1: string;
  readonly quantity2: string;
};

/** What came back of lists so far. */
export async function loadReturned(
  tx: Tx,
  zoneCode: string,
  invtNos: readonly string[],
): Promise<SimulatedReturn[]> {
  return tx.query<SimulatedReturn>(
    `select invt_no as "invtNo", line_no as "lineNo", cop_no as "copNo", quantity, quantity1,
            quantity2
       from gateway.simulator_export_returned
      where zone_code = $1 and invt_no = any($2)`,
    [zoneCode, invtNos],
  );
}

/** Notes what came back. */
export async function saveReturned(
  tx: Tx,
  zoneCode: string,
  lines: readonly SimulatedReturn[],
): Promise<void> {
  await tx.query(
    `insert into gateway.simulator_export_returned
            (zone_code, invt_no, line_no, cop_no, quantity, quantity1, quantity2)
     select $1, "invtNo", "lineNo", "copNo", quantity, quantity1, quantity2
       from jsonb_to_recordset($2::jsonb)
         as r ("invtNo" text, "lineNo" int4, "copNo" text, quantity numeric,
               quantity1 numeric, quantity2 numeric)
         on conflict do nothing`,
    [zoneCode, JSON.stringify(lines)],
  );
}
