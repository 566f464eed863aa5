import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { createRisk, type Risk } from './index.ts';
import { needsTwo } from './model/review-policy.ts';

const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const clock = fixedClock(startOfDay('2026-11-20' as PlainDate));
const LI = { officer: 'Li', personId: ids.newId() };
const WANG = { officer: 'Wang', personId: ids.newId() };
const policy = { codes: [], by: 'Zhao', note: 'values are high' };

let database: TestDatabase;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
});

afterAll(() => database.close());

let zones = 0;
beforeEach(() => {
  zones += 1;
  const zoneCode = `zone-${zones}`;
  risk = createRisk({ zoneCode, db: database.db, clock, ids, log: createLog('silent') });
});

async function held(score = 80): Promise<string> {
  const declarationId = ids.newId();
  const assessment = { lane: 'red' as const, score, findings: [] };
  await database.db.transaction((tx) =>
    risk.openHolds(tx, [{ declarationId, attempt: 1, assessment }]),
  );
  return declarationId;
}

const decide = (declarationId: string, decision: 'release' | 'reject', over: object) =>
  database.db.transaction((tx) =>
    risk.decideHold(tx, { declarationId, decision, officer: '', note: 'papers seen', ...over }),
  );

const inQueue = async (declarationId: string) =>
  (await risk.listHolds({ cursor: undefined, limit: 200 })).items.find(
    (hold) => hold.declarationId === declarationId,
  );

test.each([
  [{ minScore: null, codes: [] }, false],
  [{ minScore: 81, codes: [] }, false],
  [{ minScore: 80, codes: [] }, true],
  [{ minScore: null, codes: ['PZ-A'] }, true],
  [{ minScore: 81, codes: ['PZ-B'] }, false],
])('a policy %j asks for two on score 80 for PZ-A: %s', (rule, isAsked) => {
  expect(needsTwo(rule, { score: 80, reasons: [{ code: 'PZ-A' }] })).toBe(isAsked);
});

describe('where two officers decide', () => {
  beforeEach(async () => {
    await risk.setReviewPolicy({ ...policy, minScore: 70 });
  });

  test('below the score one decides alone', async () => {
    const declarationId = await held(69);
    expect(await decide(declarationId, 'release', LI)).toMatchObject({ isFinal: true });
    expect(await inQueue(declarationId)).toBeUndefined();
  });

  test('the first proposes, the hold waits, and another confirms', async () => {
    const declarationId = await held();
    expect(await inQueue(declarationId)).toMatchObject({ needsTwo: true, proposals: [] });
    expect(await decide(declarationId, 'release', LI)).toMatchObject({ isFinal: false });
    expect(await inQueue(declarationId)).toMatchObject({
      needsTwo: true,
      proposals: [{ proposalNo: 1, decision: 'release', proposedBy: 'Li', note: 'papers seen' }],
    });
    const answer = { ...WANG, proposal: 1, note: 'seen too' };
    expect(await decide(declarationId, 'release', answer)).toMatchObject({
      ...{ isFinal: true, confirms: 1, decidedBy: 'Wang', note: 'seen too' },
      first: { proposedBy: 'Li', note: 'papers seen' },
    });
    expect(await inQueue(declarationId)).toBeUndefined();
    await expect(decide(declarationId, 'reject', { ...LI, proposal: 1 })).rejects.toMatchObject({
      code: 'HOLD_ALREADY_DECIDED',
    });
  });

  test('nobody confirms her own, by account or by key', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    const own = { ...LI, proposal: 1, note: 'again' };
    await expect(decide(declarationId, 'release', own)).rejects.toMatchObject({
      code: 'HOLD_OWN_FORBIDDEN',
    });
    const key = { officer: 'key of Li', proposal: 1 };
    await expect(decide(declarationId, 'release', key)).rejects.toMatchObject({
      code: 'HOLD_PERSON_FORBIDDEN',
    });
    expect(await inQueue(declarationId)).toMatchObject({ proposals: [{ proposalNo: 1 }] });
  });

  test('a namesake is another person', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    const namesake = { officer: 'Li', personId: ids.newId(), proposal: 1 };
    expect(await decide(declarationId, 'release', namesake)).toMatchObject({ isFinal: true });
  });

  test('an objection is a proposal in its turn, which the first may confirm', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    const objection = { ...WANG, proposal: 1, note: 'the price is wrong' };
    expect(await decide(declarationId, 'reject', objection)).toMatchObject({ isFinal: false });
    const { proposals } = (await inQueue(declarationId)) ?? {};
    expect(proposals?.map(({ proposedBy, decision }) => [proposedBy, decision])).toEqual([
      ['Li', 'release'],
      ['Wang', 'reject'],
    ]);
    expect(await decide(declarationId, 'reject', { ...LI, proposal: 2 })).toMatchObject({
      ...{ isFinal: true, confirms: 2 },
      first: { proposedBy: 'Wang' },
    });
  });

  test('nobody confirms what she has not read', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    for (const proposal of [undefined, 7]) {
      const blind = decide(declarationId, 'release', { ...WANG, proposal });
      await expect(blind).rejects.toMatchObject({
        code: 'HOLD_PROPOSAL_CHANGED',
        message: expect.stringContaining('Li has proposed release') as string,
      });
    }
    const none = await held();
    await expect(decide(none, 'release', { ...WANG, proposal: 1 })).rejects.toMatchObject({
      code: 'HOLD_PROPOSAL_CHANGED',
    });
  });

  test('of two who propose at once one is told what the other proposed', async () => {
    const declarationId = await held();
    const both = await Promise.allSettled([
      decide(declarationId, 'release', LI),
      decide(declarationId, 'release', WANG),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'HOLD_PROPOSAL_CHANGED' },
    });
    expect((await inQueue(declarationId))?.proposals).toHaveLength(1);
  });

  test('a proposal sent twice is written once', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    const again = await decide(declarationId, 'release', LI);
    expect(again).toMatchObject({ repeated: true, isFinal: false });
    expect((await inQueue(declarationId))?.proposals).toHaveLength(1);
  });

  test('what is proposed waits for its second officer also when the policy is lifted', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    await risk.setReviewPolicy({ ...policy, minScore: null });
    expect(await inQueue(declarationId)).toMatchObject({ needsTwo: true });
    const other = await held();
    expect(await decide(other, 'release', LI)).toMatchObject({ isFinal: true });
  });

  test('proposals and policies are final in the database too', async () => {
    const declarationId = await held();
    await decide(declarationId, 'release', LI);
    for (const table of ['hold_proposal', 'review_policy'])
      await expect(database.db.query(`delete from risk.${table}`)).rejects.toThrow(/never changed/);
  });
});

test('policies are kept with who set them and why; one like the last adds nothing', async () => {
  expect(await risk.listReviewPolicies()).toEqual([]);
  await risk.setReviewPolicy({ ...policy, minScore: 70 });
  await risk.setReviewPolicy({ ...policy, minScore: 70, note: 'once more' });
  await risk.setReviewPolicy({ ...policy, minScore: null, codes: ['PZ-B', 'PZ-A', 'PZ-B'] });
  expect(await risk.listReviewPolicies()).toMatchObject([
    { policyNo: 2, minScore: null, codes: ['PZ-A', 'PZ-B'], setBy: 'Zhao' },
    { policyNo: 1, minScore: 70, note: 'values are high' },
  ]);
});
