import type { Database, Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { backTestRules, type BackTestProgress } from './back-test-rules.ts';
import { RISK_ERRORS } from './contract.ts';
import { getRuleTable } from './load-rule-table.ts';
import {
  addBackTest,
  claimBackTest,
  endBackTest,
  findBackTest,
  listBackTests,
  noteProgress,
  type BackTestRow,
} from './store/back-tests.ts';
import { addStep } from './store/rule-steps.ts';
import { lockTables } from './store/rule-tables.ts';

export type BackTestRunNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids' | 'log'> & {
  readonly db: Database;
};

export type BackTestOrder = {
  readonly version: number;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly capacity: number | null;
  readonly by: string;
};

export type BackTests = {
  /** Throws RISK_BACK_TEST_PERIOD_INVALID, RISK_RULE_TABLE_NOT_FOUND. */
  orderBackTest(order: BackTestOrder): Promise<BackTestRow>;
  listBackTests(): Promise<BackTestRow[]>;
  /** Throws RISK_BACK_TEST_NOT_FOUND. */
  getBackTest(backTestId: string): Promise<BackTestRow>;
  /** Runs everything that waits, one after the other; how many ended. */
  readonly runBackTests: () => Promise<number>;
};

const TOLD_EVERY_MS = 1_000;

/** Back-tests as orders: they wait in the database, and survive whoever runs them. */
export function createBackTests(needs: BackTestRunNeeds): BackTests {
  const { db, zoneCode } = needs;
  return {
    orderBackTest: (order) => orderBackTest(needs, order),
    listBackTests: () => listBackTests(db, zoneCode),
    getBackTest: (backTestId) => getBackTest(needs, backTestId),
    runBackTests: async () => {
      let ended = 0;
      while (await runNext(needs)) ended += 1;
      return ended;
    },
  };
}

async function orderBackTest(needs: BackTestRunNeeds, order: BackTestOrder): Promise<BackTestRow> {
  const { db, zoneCode, ids, clock } = needs;
  if (order.from > order.until) {
    throw new PilotError(
      RISK_ERRORS.RISK_BACK_TEST_PERIOD_INVALID,
      `a back-test from ${order.from} until ${order.until} has no day; give the earlier day first`,
    );
  }
  await getRuleTable(db, zoneCode, order.version);
  const { by: requestedBy, ...wanted } = order;
  const test = { ...wanted, requestedBy, backTestId: ids.newId(), requestedAt: clock.now() };
  await addBackTest(db, zoneCode, test);
  return getBackTest(needs, test.backTestId);
}

async function getBackTest({ db, zoneCode }: BackTestRunNeeds, id: string): Promise<BackTestRow> {
  const found = await findBackTest(db, zoneCode, id);
  if (found) return found;
  throw new PilotError(
    RISK_ERRORS.RISK_BACK_TEST_NOT_FOUND,
    `there is no back-test ${id}; GET /api/v1/risk/back-tests lists them`,
  );
}

/** False when nothing waits. What goes wrong is kept with the test: it would go wrong again. */
async function runNext(needs: BackTestRunNeeds): Promise<boolean> {
  const { db, zoneCode, clock, log } = needs;
  const claimed = await db.transaction((tx) => claimBackTest(tx, zoneCode, clock.now()));
  if (!claimed) return false;
  const { backTestId } = claimed;
  const end = { backTestId, now: clock.now() };
  try {
    const result = await run(needs, claimed);
    await db.transaction(async (tx) => {
      const now = clock.now();
      await endBackTest(tx, zoneCode, { ...end, now, outcome: { result } });
      await noteBackTested(tx, zoneCode, { test: claimed, declarations: result.declarations, now });
    });
  } catch (error) {
    log.error({ err: error }, `back-test ${backTestId} failed`);
    const failure = error instanceof PilotError ? error.message : 'see the log of the server';
    await endBackTest(db, zoneCode, { ...end, now: clock.now(), outcome: { failure } });
  }
  return true;
}

/** That a version was tried is a step of its life. */
async function noteBackTested(
  tx: Tx,
  zoneCode: string,
  { test, declarations, now }: { test: BackTestRow; declarations: number; now: Instant },
): Promise<void> {
  const { backTestId, version, from, until } = test;
  await lockTables(tx, zoneCode);
  await addStep(tx, zoneCode, {
    ...{ version, kind: 'back-tested', saidBy: test.requestedBy, personId: null },
    ...{ saidAt: now, note: `${from} – ${until}`, detail: { backTestId, declarations } },
  });
}

async function run(needs: BackTestRunNeeds, claimed: BackTestRow) {
  const { db, zoneCode } = needs;
  const { table } = await getRuleTable(db, zoneCode, claimed.version);
  const { from, until } = claimed;
  return backTestRules({ db, zoneCode }, { table, from, until }, teller(needs, claimed));
}

/** Tells the first progress, the last one, and one a second between. */
function teller({ db, zoneCode, clock }: BackTestRunNeeds, { backTestId }: BackTestRow) {
  let toldAt = -Infinity;
  return async ({ done, total }: BackTestProgress) => {
    const now = clock.now();
    if (done < total && now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    await noteProgress(db, zoneCode, { backTestId, done, total, now });
  };
}
