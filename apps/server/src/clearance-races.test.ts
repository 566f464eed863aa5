import { submissionsOf } from '@pilotzone/generator/scenario';
import type { Tx } from '@pilotzone/kernel/db';
import { getSecret } from '@pilotzone/kernel/settings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buyerKeyOf } from './buyer-key.ts';
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

describe('a freeze while a list of its buyer is under way', () => {
  const { world } = purchasesOf(815);

  async function freezeOf(idNumber: string) {
    const { db, zoneCode } = platform.runtime;
    const buyerKey = buyerKeyOf(await getSecret(db, zoneCode, 'person-key'), idNumber);
    const purchases = platform.singleWindow.createPurchases({ db, contactKey: () => '' });
    return () => purchases.freeze({ buyerKey, contactKey: '' });
  }

  /** Two purchases of somebody: the first is served already, the second is filed by `filing`. */
  async function prepare() {
    const buyer = world.newBuyer();
    const [before, purchase] = [draw({}, buyer), draw({}, buyer)];
    await file(platform, submissionsOf(before));
    await file(platform, submissionsOf(purchase).slice(0, 3));
    const filings = filingsOf(platform, [PAPERS.list(purchase)]);
    return { freeze: await freezeOf(purchase.list.head.buyerIdNumber), filings };
  }

  test('comes before it as long as her allowance is not locked: the list is refused', async () => {
    const { freeze, filings } = await prepare();
    const [result] = await platform.runtime.db.transaction((tx) =>
      platform.singleWindow.fileDocuments(
        interrupted(tx, /stage_allowance_demand/, freeze),
        filings,
        { judge: true },
      ),
    );
    expect(result?.findings.map(({ code }) => code)).toEqual(['PZ-BUYER-FROZEN']);
  });

  test('is answered after it when her allowance is locked: nothing is served later', async () => {
    const { freeze, filings } = await prepare();
    const ended: string[] = [];
    let freezing: Promise<unknown> = Promise.resolve();
    const meanwhile = () => {
      freezing = freeze().then(() => ended.push('freeze'));
      return Promise.resolve();
    };
    const [result] = await platform.runtime.db.transaction(async (tx) => {
      const seen = interrupted(tx, /purchase_freeze/, meanwhile);
      const filed = await platform.singleWindow.fileDocuments(seen, filings, { judge: true });
      // As long as another transaction takes to freeze somebody whose lists are not under way.
      await (
        await freezeOf(world.newBuyer().idNumber)
      )();
      ended.push('list');
      return filed;
    });
    await freezing;
    expect(result).toMatchObject({ kind: 'accepted', findings: [] });
    expect(ended).toEqual(['list', 'freeze']);
  });
});
