import { appendNew } from '@pilotzone/kernel/append-new';
import { compareTexts } from '@pilotzone/kernel/compare';
import { assert } from '@pilotzone/kernel/errors';
import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';

/** What the simulator decided about a list. */
export type SimulatedList = {
  readonly agentCode: string;
  readonly copNo: string;
  readonly appTime: string;
  readonly preNo: string;
  readonly invtNo: string;
  readonly returnStatus: string;
  readonly returnInfo: string;
};

const stageSimulated = defineStage<SimulatedList & { zoneCode: string; decidedAt: number }>(
  'stage_simulated',
  [
    ['zone_code', 'text', (row) => row.zoneCode],
    ['agent_code', 'text', (row) => row.agentCode],
    ['cop_no', 'text', (row) => row.copNo],
    ['app_time', 'text', (row) => row.appTime],
    ['pre_no', 'text', (row) => row.preNo],
    ['invt_no', 'text', (row) => row.invtNo],
    ['return_status', 'text', (row) => row.returnStatus],
    ['return_info', 'text', (row) => row.returnInfo],
    ['decided_at', 'timestamptz', (row) => row.decidedAt],
  ],
);

/**
 * Keeps new decisions and returns what stands for each list: a list decided before keeps its
 * numbers.
 */
export async function saveSimulated(
  tx: Tx,
  zoneCode: string,
  { lists, now }: { lists: readonly SimulatedList[]; now: number },
): Promise<SimulatedList[]> {
  const rows = lists.map((row) => ({ ...row, zoneCode, decidedAt: now })).sort(byKey);
  const into = { table: 'gateway.simulator_list', columns: stageSimulated.columns };
  if (await appendNew(tx, into, rows)) return [...lists];
  await tx.stage(stageSimulated, rows);
  const inserted = await tx.query<{ agent_code: string }>(
    `insert into gateway.simulator_list
            (zone_code, agent_code, cop_no, app_time,
             pre_no, invt_no, return_status, return_info, decided_at)
     select zone_code, agent_code, cop_no, app_time,
            pre_no, invt_no, return_status, return_info, decided_at
       from stage_simulated
      order by zone_code, agent_code, cop_no, app_time
         on conflict do nothing
     returning agent_code`,
  );
  return inserted.length === lists.length ? [...lists] : loadSimulated(tx);
}

function byKey(a: SimulatedList, b: SimulatedList): number {
  return (
    compareTexts(a.agentCode, b.agentCode) ||
    compareTexts(a.copNo, b.copNo) ||
    compareTexts(a.appTime, b.appTime)
  );
}

/** The decisions that stand for the staged lists. */
async function loadSimulated(tx: Tx): Promise<SimulatedList[]> {
  const rows = await tx.query<
    Record<
      'agent_code' | 'cop_no' | 'app_time' | 'pre_no' | 'invt_no' | 'return_status' | 'return_info',
      string
    >
  >(
    `select l.agent_code, l.cop_no, l.app_time, l.pre_no, l.invt_no, l.return_status, l.return_info
       from stage_simulated s
      cross join lateral (select *
                            from gateway.simulator_list l
                           where l.zone_code = s.zone_code and l.agent_code = s.agent_code
                             and l.cop_no = s.cop_no and l.app_time = s.app_time
                          offset 0) l`,
  );
  return rows.map((row) => ({
    agentCode: row.agent_code,
    copNo: row.cop_no,
    appTime: row.app_time,
    preNo: row.pre_no,
    invtNo: row.invt_no,
    returnStatus: row.return_status,
    returnInfo: row.return_info,
  }));
}

/** The first number of a fresh block of 1,000. */
export async function nextBlock(q: Queryable, sequence: 'pre_no' | 'invt_no'): Promise<number> {
  const rows = await q.query<{ first: number }>(
    `select nextval('gateway.simulator_${sequence}_seq') as first`,
  );
  assert(rows[0], 'a sequence gives a number');
  return rows[0].first;
}
