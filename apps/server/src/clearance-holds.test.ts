import { submissionsOf } from '@pilotzone/generator/scenario';
import { withHead } from '@pilotzone/generator/purchase';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { codesOf, file, heldFor, purchasesOf, resultOf } from './testing-purchases.ts';
import type { ResultRow } from './testing-purchases.ts';

// Every list is red, for a public reason.
const EVERYTHING_RED = {
  name: 'Everything red',
  thresholds: { amber: 30, red: 70 },
  rows: [
    {
      id: 'all-1',
      conditions: [{ field: 'lineCount', operator: '>=', operand: 1 }],
      score: 90,
      lane: null,
      code: 'PZ-RISK-TEST',
      reason: { zh: '测试布控', en: 'A test holds everything.' },
      fix: 'Nothing.',
      basis: 'test',
      validFrom: '2019-01-01',
      validUntil: null,
      owner: 'test',
    },
  ],
};

let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(500);

beforeAll(async () => {
  the = await openTestPlatform({ holdRed: true });
  ({ platform } = the);
  const activate = { from: TEST_DAY, until: null };
  const request = { table: EVERYTHING_RED, by: 'test', preview: false, activate };
  expect(await platform.risk.importRuleTable(request)).toMatchObject({ activated: true });
});

afterAll(() => the.close());

async function held(purchase = draw()) {
  const results = await file(platform, submissionsOf(purchase));
  expect(results[3]).toMatchObject({ kind: 'held', returnStatus: '2' });
  const row = await resultOf(platform, purchase);
  expect(row).toMatchObject({ status: 'held', lane: 'red' });
  expect(codesOf(row)).toEqual(['PZ-RISK-TEST']);
  return { purchase, row };
}

const decide = (row: ResultRow, decision: 'release' | 'reject', officer = 'li') =>
  platform.singleWindow.http.decideHold({
    declarationId: row.declarationId,
    decision,
    officer,
    note: '单证已核',
  });

async function timelineOf({ declarationId }: ResultRow, participantCode?: string) {
  const viewer = { participantCode };
  const page = await platform.singleWindow.http.getDeclaration(declarationId, viewer);
  return (page as { timeline: { to: string; actor: string | null; cause: string }[] }).timeline;
}

describe('a red list', () => {
  test('is not sent before an officer lets it go', async () => {
    const { purchase, row } = await held();
    await settle(platform);
    expect((await resultOf(platform, purchase)).status).toBe('held');
    expect((await heldFor(platform, row)).waybillOf).toBe(row.declarationId);
    await decide(row, 'release');
    expect((await resultOf(platform, purchase)).status).toBe('sent');
    await settle(platform);
    expect(await resultOf(platform, purchase)).toMatchObject({
      status: 'released',
      lane: 'red',
      reasons: null,
    });
    const timeline = await timelineOf(row);
    expect(timeline.map(({ to, actor }) => [to, actor])).toEqual([
      ['held', null],
      ['sent', 'li'],
      ['released', 'customs'],
    ]);
    expect(timeline[1]?.cause).toMatch('单证已核');
    const [, seen] = await timelineOf(row, row.ebcCode);
    expect(seen).toMatchObject({ to: 'sent', actor: 'officer', cause: 'hold decided: release' });
  });

  test('is refused by an officer, gives everything back and may be declared again', async () => {
    const { purchase, row } = await held();
    const before = await heldFor(platform, row);
    await decide(row, 'reject');
    const rejected = await resultOf(platform, purchase);
    expect(rejected).toMatchObject({ status: 'rejected', returnStatus: '100', receipts: ['100'] });
    expect(codesOf(rejected)).toEqual(['PZ-HOLD-REJECTED', 'PZ-RISK-TEST']);
    const after = await heldFor(platform, row);
    expect(after.waybillOf).toBeNull();
    expect(before.allowance - after.allowance).toBeCloseTo(
      Number(row.amounts?.dutiablePrice) / 100_000,
      5,
    );
    expect(before.earmarked - after.earmarked).toBeCloseTo(Number(row.amounts?.tax) / 100_000, 5);
    const again = withHead(purchase, 'list', { appTime: '20261120235900' });
    const [result] = await file(platform, submissionsOf(again).slice(3));
    expect(result?.kind).toBe('held');
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'held', attempt: 2 });
    await decide(await resultOf(platform, purchase), 'release', 'wang');
    await settle(platform);
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });

  test('is decided by one of two officers', async () => {
    const { purchase, row } = await held();
    const results = await Promise.allSettled([
      decide(row, 'release', 'li'),
      decide(row, 'reject', 'wang'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'HOLD_ALREADY_DECIDED' });
    const winner = results[0].status === 'fulfilled' ? 'sent' : 'rejected';
    expect((await resultOf(platform, purchase)).status).toBe(winner);
  });

  test('decided twice alike by the same officer, it is decided once', async () => {
    const { row } = await held();
    await decide(row, 'release');
    const before = await timelineOf(row);
    expect(await decide(row, 'release')).toMatchObject({ declarationId: row.declarationId });
    expect(await timelineOf(row)).toEqual(before);
  });

  test.each([
    ['no id at all', 'x'],
    ['an id of nobody', '01998000-0000-7000-8000-00000000ffff'],
  ])('that does not exist cannot be decided: %s', async (_, declarationId) => {
    const decision = { declarationId, decision: 'release', officer: 'li', note: 'ok' } as const;
    await expect(platform.singleWindow.http.decideHold(decision)).rejects.toMatchObject({
      code: 'DECLARATION_NOT_FOUND',
    });
  });

  test('can be neither changed nor deleted while an officer looks at it', async () => {
    const { purchase } = await held();
    for (const appType of ['2', '3']) {
      const values = { appType, note: '改', appTime: '20261120235900' };
      const [result] = await file(
        platform,
        submissionsOf(withHead(purchase, 'list', values)).slice(3),
      );
      expect(result?.returnStatus).toBe('-621012');
    }
  });
});
