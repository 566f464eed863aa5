import { submissionsOf } from '@pilotzone/generator/scenario';
import type { Tx } from '@pilotzone/kernel/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, filingsOf, PAPERS, purchasesOf } from './testing-purchases.ts';

let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(4_711);

beforeAll(async () => {
  the = await openTestPlatform();
  ({ platform } = the);
});
afterAll(() => the.close());

/** A transaction in which `meanwhile` happens, and commits, right before a certain question. */
function interrupted(tx: Tx, before: RegExp, meanwhile: () => Promise<unknown>): Tx {
  let isDone = false;
  const query: Tx['query'] = async (sql, ...rest) => {
    if (!isDone && before.test(sql)) {
      isDone = true;
      await meanwhile();
    }
    return tx.query(sql, ...rest);
  };
  return { ...tx, query };
}

test('a list filed on another connection between two questions is known, not refused', async () => {
  const purchase = draw();
  await file(platform, submissionsOf(purchase).slice(0, 3));
  const filings = filingsOf(platform, [PAPERS.list(purchase)]);
  let first: readonly { kind: string }[] = [];
  const meanwhile = async () => {
    first = first.length > 0 ? first : await file(platform, [PAPERS.list(purchase)]);
  };
  const second = await platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(interrupted(tx, /stage_cop_no k/, meanwhile), filings, {
      judge: true,
    }),
  );
  expect(first).toMatchObject([{ kind: 'accepted' }]);
  expect(second).toMatchObject([{ kind: 'unchanged' }]);
});
