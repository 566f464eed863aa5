import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { createCases, type Cases } from './keep-cases.ts';
import type { CaseStep } from './model/case-file.ts';

const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const clock = fixedClock(startOfDay('2026-11-20' as PlainDate));
const day = (text: string) => text as PlainDate;
const LIST = { kind: 'declaration', reference: '01a22f9a-8e91-7000-a010-d749974f57e4' } as const;
const SHOP = { kind: 'participant', reference: '3301960001' } as const;

let database: TestDatabase;
let cases: Cases;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
});

afterAll(() => database.close());

let zones = 0;
beforeEach(() => {
  zones += 1;
  const zoneCode = `zone-${zones}`;
  cases = createCases({ zoneCode, db: database.db, clock, ids, log: createLog('silent') });
});

const open = (subject = '同一地址多单') =>
  cases.openCase({
    ...{ kind: 'suspicion', subject, note: 'forty lists a day', links: [LIST], by: 'Li' },
  });

const step = (of: { caseId: string; stepCount: number }, wanted: CaseStep, by = 'Li') =>
  cases.stepCase({ ...of, step: wanted, note: 'as agreed', by });

const queue = (over: Partial<Parameters<Cases['listCases']>[0]> = {}) =>
  cases.listCases({
    ...{ states: ['open', 'decided', 'appealed'], assignee: undefined, dueBefore: undefined },
    ...{ about: undefined, cursor: undefined, limit: 50, ...over },
  });

test('a case tells in order what was done in it, by whom and why', async () => {
  const opened = await open();
  const assigned = await step(opened, {
    ...{ kind: 'assigned', assignee: 'Wang', dueOn: day('2026-11-25') },
  });
  const linked = await step(assigned, { kind: 'linked', links: [SHOP, LIST] }, 'Wang');
  const decided = await step(linked, { kind: 'decided', outcome: 'confirmed' }, 'Wang');
  expect(decided).toMatchObject({ state: 'decided', outcome: 'confirmed', assignee: 'Wang' });
  expect(decided.links).toEqual([LIST, SHOP]);
  const told = decided.steps.map(({ kind, actor }) => `${actor} ${kind}`);
  expect(told).toEqual(['Li opened', 'Li assigned', 'Wang linked', 'Wang decided']);
  expect(decided.steps.map(({ body }) => (JSON.parse(body) as { note: string }).note)).toEqual([
    ...['forty lists a day', 'as agreed', 'as agreed', 'as agreed'],
  ]);
});

test('whoever read the case before the last step is told who was faster', async () => {
  const opened = await open();
  const both = [
    step(opened, { kind: 'decided', outcome: 'confirmed' }, 'Li'),
    step(opened, { kind: 'decided', outcome: 'cleared' }, 'Wang'),
  ];
  const ended = await Promise.allSettled(both);
  const lost = ended.filter((one) => one.status === 'rejected');
  expect(lost).toHaveLength(1);
  expect(String(lost[0]?.reason)).toMatch(/(Li|Wang) has been at this case meanwhile \(decided\)/);
});

test('the queue shows what is due first, what is overdue, whose and about what it is', async () => {
  const [late, none, soon] = [await open('late'), await open('none'), await open('soon')];
  await step(late, { kind: 'assigned', assignee: 'Wang', dueOn: day('2026-12-24') });
  await step(soon, { kind: 'assigned', assignee: 'Li', dueOn: day('2026-11-19') });
  const subjects = async (over = {}) => (await queue(over)).items.map(({ subject }) => subject);
  expect(await subjects()).toEqual(['soon', 'late', 'none']);
  expect(await subjects({ dueBefore: day('2026-11-20') })).toEqual(['soon']);
  expect(await subjects({ assignee: 'Wang' })).toEqual(['late']);
  expect(await subjects({ about: SHOP })).toEqual([]);
  expect(await subjects({ about: LIST, states: ['closed'] })).toEqual([]);
  const first = await queue({ limit: 2 });
  const rest = await queue({ limit: 2, cursor: first.next ?? '' });
  expect(rest.items.map(({ caseId }) => caseId)).toEqual([none.caseId]);
  await expect(queue({ cursor: 'WyJ4IiwieSJd' })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
});

test('a work order ends once, and says what came of it', async () => {
  const { caseId } = await open();
  const order = { caseId, task: 'open parcel 7', assignee: 'gate 3', dueOn: day('2026-11-21') };
  const [made] = (await cases.orderWork({ ...order, by: 'Li' })).workOrders;
  expect((await cases.listWork({ assignee: 'gate 3', limit: 9 })).map(({ task }) => task)).toEqual([
    'open parcel 7',
  ]);
  const end = {
    workOrderId: made?.workOrderId ?? '',
    state: 'done',
    result: 'as declared',
  } as const;
  expect(await cases.endWork({ ...end, by: 'Zhao' })).toMatchObject({ result: 'as declared' });
  await expect(cases.endWork({ ...end, by: 'Li' })).rejects.toThrow('Zhao has ended');
  expect(await cases.listWork({ assignee: undefined, limit: 9 })).toEqual([]);
});

test('what was done can be neither changed nor removed, and is not in the clear', async () => {
  await open('苏珊的包裹');
  const { db } = database;
  const text = "update risk.case_step set actor = 'x'";
  await expect(db.query(text)).rejects.toThrow('never changed');
  const [row] = await db.query<{ found: boolean }>(
    `select bool_or(position(convert_to('苏珊', 'UTF8') in subject::bytea) > 0) as found
     from risk.case_file`,
  );
  expect(row?.found).toBe(false);
});

test('a closed case asks for no work, and an unknown one is told', async () => {
  const opened = await open();
  const decided = await step(opened, { kind: 'decided', outcome: 'cleared' });
  await step(decided, { kind: 'closed' });
  const order = { task: 'look again', assignee: 'Li', dueOn: day('2026-11-21'), by: 'Li' };
  await expect(cases.orderWork({ ...order, caseId: opened.caseId })).rejects.toMatchObject({
    code: 'CASE_STEP_IMPOSSIBLE',
  });
  await expect(cases.getCase(ids.newId())).rejects.toMatchObject({ code: 'CASE_NOT_FOUND' });
});
