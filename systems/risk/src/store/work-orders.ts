import type { Queryable, Sealing, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';

export const WORK_ORDER_STATES = ['open', 'done', 'dropped'] as const;

/** What a case asks somebody to do. */
export type WorkOrder = {
  readonly workOrderId: string;
  readonly caseId: string;
  readonly assignee: string;
  readonly dueOn: PlainDate;
  readonly state: (typeof WORK_ORDER_STATES)[number];
  readonly task: string;
  readonly result: string | null;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly endedBy: string | null;
  readonly endedAt: Instant | null;
};

const ORDER = `work_order_id as "workOrderId", case_id as "caseId", assignee,
       due_on::text as "dueOn", state, task, result, made_by as "madeBy", made_at as "madeAt",
       ended_by as "endedBy", ended_at as "endedAt"`;

function taskOf({ workOrderId }: Pick<WorkOrder, 'workOrderId'>): string {
  return `work order ${workOrderId} task`;
}
function resultOf({ workOrderId }: Pick<WorkOrder, 'workOrderId'>): string {
  return `work order ${workOrderId} result`;
}
const WORDS = {
  task: { as: 'text', boundTo: taskOf },
  result: { as: 'text', boundTo: resultOf },
} as const;

/** Writes a new work order. */
export async function addWorkOrder(
  tx: Tx,
  zoneCode: string,
  order: Pick<
    WorkOrder,
    'workOrderId' | 'caseId' | 'assignee' | 'dueOn' | 'task' | 'madeBy' | 'madeAt'
  >,
): Promise<void> {
  await tx.query(
    `insert into risk.work_order
       (zone_code, work_order_id, case_id, assignee, due_on, state, made_by, made_at, task)
     values ($1, $2, $3, $4, $5, 'open', $6, to_timestamp($7::float8 / 1000), $8)`,
    [
      ...[zoneCode, order.workOrderId, order.caseId, order.assignee, order.dueOn],
      ...[order.madeBy, order.madeAt, await sealOne(tx, order.task, taskOf(order))],
    ],
  );
}

/** Ends an open work order; `undefined` when it is ended or unknown. */
export async function endWorkOrder(
  q: Sealing,
  zoneCode: string,
  end: {
    readonly workOrderId: string;
    readonly state: 'done' | 'dropped';
    readonly result: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<WorkOrder | undefined> {
  const rows = await q.query<WorkOrder>(
    `update risk.work_order
     set state = $3, result = $4, ended_by = $5, ended_at = to_timestamp($6::float8 / 1000)
     where zone_code = $1 and work_order_id = $2 and state = 'open'
     returning ${ORDER}`,
    [
      zoneCode,
      end.workOrderId,
      end.state,
      await sealOne(q, end.result, resultOf(end)),
      end.by,
      end.at,
    ],
    WORDS,
  );
  return rows[0];
}

/** One work order; `undefined` when there is none of this id. */
export async function findWorkOrder(
  q: Queryable,
  zoneCode: string,
  workOrderId: string,
): Promise<WorkOrder | undefined> {
  const rows = await q.query<WorkOrder>(
    `select ${ORDER} from risk.work_order where zone_code = $1 and work_order_id = $2`,
    [zoneCode, workOrderId],
    WORDS,
  );
  return rows[0];
}

/** Work orders of a case, in the order in which they were made. */
export function listWorkOrdersOf(
  q: Queryable,
  zoneCode: string,
  caseId: string,
): Promise<WorkOrder[]> {
  return q.query<WorkOrder>(
    `select ${ORDER}
     from risk.work_order
     where zone_code = $1 and case_id = $2
     order by work_order_id`,
    [zoneCode, caseId],
    WORDS,
  );
}

/** Open work orders, what is due first comes first; of everybody, or of one. */
export function listOpenWorkOrders(
  q: Queryable,
  zoneCode: string,
  wanted: { readonly assignee: string | undefined; readonly limit: number },
): Promise<WorkOrder[]> {
  return q.query<WorkOrder>(
    `select ${ORDER}
     from risk.work_order
     where zone_code = $1 and state = 'open' and ($2::text is null or assignee = $2)
     order by due_on, work_order_id
     limit $3`,
    [zoneCode, wanted.assignee ?? null, wanted.limit],
    WORDS,
  );
}
