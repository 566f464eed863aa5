import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf, type Page } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { advanceCase, NEW_CASE } from './model/case-file.ts';
import type { CaseKind, CaseLink, CaseStep } from './model/case-file.ts';
import {
  addCase,
  addLinks,
  addStep,
  findCase,
  listCases,
  listLinks,
  listSteps,
  lockCase,
  updateCase,
  type CaseFilter,
  type CaseRow,
  type CaseStepRow,
} from './store/cases.ts';
import {
  addWorkOrder,
  endWorkOrder,
  findWorkOrder,
  listOpenWorkOrders,
  listWorkOrdersOf,
  type WorkOrder,
} from './store/work-orders.ts';

export type { CaseRow, CaseStepRow, WorkOrder };

/** A case with all that belongs to it. */
export type CaseDetail = CaseRow & {
  readonly links: readonly CaseLink[];
  readonly steps: readonly CaseStepRow[];
  readonly workOrders: readonly WorkOrder[];
};

type NewCase = {
  readonly kind: CaseKind;
  readonly subject: string;
  readonly note: string;
  readonly links: readonly CaseLink[];
  readonly by: string;
};

type DoneStep = {
  readonly caseId: string;
  /** How many steps the case had when it was read: who reads late is told so. */
  readonly stepCount: number;
  readonly step: CaseStep;
  readonly note: string;
  readonly by: string;
};

type NewOrder = {
  readonly caseId: string;
  readonly task: string;
  readonly assignee: string;
  readonly dueOn: PlainDate;
  readonly by: string;
};

type OrderEnd = {
  readonly workOrderId: string;
  readonly state: 'done' | 'dropped';
  readonly result: string;
  readonly by: string;
};

/** 案件处置: cases of the risk desk, what is done in them, and the work that they ask for. */
export function createCases(needs: Runtime) {
  return {
    openCase: (wanted: NewCase) => openCase(needs, wanted),
    stepCase: (done: DoneStep) => stepCase(needs, done),
    getCase: (caseId: string) => getCase(needs, caseId),
    listCases: (page: CaseFilter & { cursor: string | undefined; limit: number }) =>
      listQueue(needs, page),
    orderWork: (wanted: NewOrder) => orderWork(needs, wanted),
    endWork: (end: OrderEnd) => endWork(needs, end),
    listWork: (wanted: { assignee: string | undefined; limit: number }) =>
      listOpenWorkOrders(needs.db, needs.zoneCode, wanted),
  };
}

export type Cases = ReturnType<typeof createCases>;

async function openCase(needs: Runtime, wanted: NewCase): Promise<CaseDetail> {
  const { db, ids, clock, zoneCode } = needs;
  const [caseId, now] = [ids.newId(), clock.now()];
  const { kind, subject, by, links } = wanted;
  const row: CaseRow = {
    ...NEW_CASE,
    ...{ caseId, kind, subject: subject.trim(), openedBy: by, openedAt: now, stepCount: 1 },
  };
  await db.transaction(async (tx) => {
    await addCase(tx, zoneCode, row);
    await addLinks(tx, zoneCode, { caseId, links });
    const body = JSON.stringify({ links, note: wanted.note.trim() });
    await addStep(tx, zoneCode, { caseId, stepNo: 1, kind: 'opened', actor: by, at: now, body });
  });
  return getCase(needs, caseId);
}

/**
 * Does a step in a case. Throws CASE_NOT_FOUND, CASE_CHANGED where somebody was faster, and what
 * advanceCase throws.
 */
async function stepCase(needs: Runtime, done: DoneStep): Promise<CaseDetail> {
  const { caseId, step, note, by } = done;
  await needs.db.transaction(async (tx) => {
    const row = await lockUnchanged(needs, tx, done);
    const stepNo = row.stepCount + 1;
    await updateCase(tx, needs.zoneCode, {
      ...row,
      ...advanceCase(row, step, by),
      stepCount: stepNo,
    });
    if (step.kind === 'linked') await addLinks(tx, needs.zoneCode, { caseId, links: step.links });
    const { kind, ...fields } = step;
    const body = JSON.stringify({ ...fields, note: note.trim() });
    const at = needs.clock.now();
    await addStep(tx, needs.zoneCode, { caseId, stepNo, kind, actor: by, at, body });
  });
  return getCase(needs, caseId);
}

async function lockUnchanged(needs: Runtime, tx: Tx, read: DoneStep): Promise<CaseRow> {
  const row = await lockCase(tx, needs.zoneCode, read.caseId);
  if (!row) throw noCase(read.caseId);
  if (row.stepCount === read.stepCount) return row;
  const last = (await listSteps(tx, needs.zoneCode, read.caseId)).at(-1);
  const who = `${last?.actor ?? 'somebody'} has been at this case meanwhile`;
  throw new PilotError(RISK_ERRORS.CASE_CHANGED, `${who} (${last?.kind ?? ''}); read it again`);
}

async function getCase({ db, zoneCode }: Runtime, caseId: string): Promise<CaseDetail> {
  const row = await findCase(db, zoneCode, caseId);
  if (!row) throw noCase(caseId);
  const [links, steps, workOrders] = await Promise.all([
    listLinks(db, zoneCode, caseId),
    listSteps(db, zoneCode, caseId),
    listWorkOrdersOf(db, zoneCode, caseId),
  ]);
  return { ...row, links, steps, workOrders };
}

// Cases without a day come last.
const NEVER_DUE = 'infinity';

/** The queue: what is due first comes first. Throws CURSOR_INVALID. */
async function listQueue(
  { db, zoneCode }: Runtime,
  { cursor, limit, ...filter }: CaseFilter & { cursor: string | undefined; limit: number },
): Promise<Page<CaseRow>> {
  const after = cursor === undefined ? undefined : placeIn(cursor);
  const rows = await listCases(db, zoneCode, { ...filter, after, limit: limit + 1 });
  return pageOf(rows, limit, ({ dueOn, caseId }) => [dueOn ?? NEVER_DUE, caseId]);
}

function placeIn(cursor: string): { due: string; caseId: string } {
  const [due = '', caseId = ''] = decodeCursor(cursor, 2);
  const isDue = due === NEVER_DUE || /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(due);
  if (isDue && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(caseId)) return { due, caseId };
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one that this list gave');
}

/** Asks somebody to do something by a day. Throws CASE_NOT_FOUND and CASE_STEP_IMPOSSIBLE. */
async function orderWork(needs: Runtime, wanted: NewOrder): Promise<CaseDetail> {
  const { db, zoneCode, ids, clock } = needs;
  const { caseId, by, ...order } = wanted;
  await db.transaction(async (tx) => {
    const row = await lockCase(tx, zoneCode, caseId);
    if (!row) throw noCase(caseId);
    if (row.state === 'closed')
      throw new PilotError(
        RISK_ERRORS.CASE_STEP_IMPOSSIBLE,
        'a case that is closed asks for no work; open it anew first',
      );
    const [workOrderId, madeAt] = [ids.newId(), clock.now()];
    await addWorkOrder(tx, zoneCode, { ...order, workOrderId, caseId, madeBy: by, madeAt });
  });
  return getCase(needs, caseId);
}

/** Says what came of a work order, once. Throws WORK_ORDER_NOT_FOUND and WORK_ORDER_ENDED. */
async function endWork({ db, zoneCode, clock }: Runtime, end: OrderEnd): Promise<WorkOrder> {
  const ended = await endWorkOrder(db, zoneCode, {
    ...end,
    result: end.result.trim(),
    at: clock.now(),
  });
  if (ended) return ended;
  const known = await findWorkOrder(db, zoneCode, end.workOrderId);
  if (!known)
    throw new PilotError(
      RISK_ERRORS.WORK_ORDER_NOT_FOUND,
      `there is no work order ${end.workOrderId}`,
    );
  throw new PilotError(
    RISK_ERRORS.WORK_ORDER_ENDED,
    `${known.endedBy ?? 'somebody'} has ended this work order: ${known.state}`,
  );
}

function noCase(caseId: string): PilotError {
  return new PilotError(RISK_ERRORS.CASE_NOT_FOUND, `there is no case ${caseId}`);
}
