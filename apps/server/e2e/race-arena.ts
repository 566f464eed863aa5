import { cancellationOf } from '@pilotzone/generator/compose-withdrawal';
import { createRandom } from '@pilotzone/generator/random';
import { listOf } from '@pilotzone/generator/scenario';
import type { Submission } from '@pilotzone/generator/scenario';
import { openDatabase } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { getSecret } from '@pilotzone/kernel/settings';
import { createTestKeyring } from '@pilotzone/kernel/testing';
import { buyerKeyOf } from '../src/buyer-key.ts';
import { compose } from '../src/compose.ts';
import type { Platform } from '../src/compose.ts';
import { filingsOf } from '../src/testing-purchases.ts';
import { openTestPlatform, TEST_DAY } from '../src/testing-platform.ts';
import type { Operation, State } from './race-model.ts';
import type { Contender } from './race-purchases.ts';
import type { Observed } from './serial-order.ts';

/** One zone with several platforms on its database, as processes would be. */
export type Arena = {
  readonly accepted: State['accepted'];
  readonly platforms: readonly Platform[];
  readonly personKey: string;
  close(): Promise<void>;
};

const POOL = { batch: 8, query: 3 };
const PLATFORMS = 2;
const YEARLY = '20261120';

const EVERYTHING_RED = {
  name: 'Everything red',
  thresholds: { amber: 30, red: 70 },
  rows: [
    {
      id: 'all-1',
      conditions: [{ field: 'lineCount', operator: '>=', operand: 1 }],
      ...{ score: 90, lane: null, code: 'PZ-RISK-TEST' },
      reason: { zh: '测试布控', en: 'A test holds everything.' },
      ...{ fix: 'Nothing.', basis: 'test', validFrom: '2019-01-01', validUntil: null },
      owner: 'test',
    },
  ],
};

/** Opens one; where lists are `held`, an officer has to decide about each. */
export async function openArena(accepted: State['accepted']): Promise<Arena> {
  let at = '';
  const the = await openTestPlatform({ holdRed: accepted === 'held' }, undefined, (url) => {
    at = url;
    return {};
  });
  const { runtime, config, risk } = the.platform;
  if (accepted === 'held')
    await risk.importRuleTable({
      ...{ table: EVERYTHING_RED, by: 'test', preview: false },
      activate: { from: TEST_DAY, until: null },
    });
  const dbs = Array.from({ length: PLATFORMS }, () => openDatabase(at, POOL, createTestKeyring()));
  const platforms = await Promise.all(dbs.map((db) => compose({ ...runtime, db }, config)));
  return {
    ...{ accepted, platforms },
    personKey: await getSecret(runtime.db, runtime.zoneCode, 'person-key'),
    close: async () => {
      await Promise.all(dbs.map((db) => db.close()));
      await the.close();
    },
  };
}

/** What a round is about: who is who. */
export type Cast = ReadonlyMap<string, Contender>;

/** Carries out operations in one transaction of a platform, and notes what is seen of it. */
export async function observe(
  arena: Arena,
  platform: Platform,
  { operations, cast }: { operations: readonly Operation[]; cast: Cast },
): Promise<Observed> {
  const begunAt = performance.now();
  const answers = await perform(arena, platform, { operations, cast });
  return { operations, answers, begunAt, endedAt: performance.now() };
}

type Performance = { readonly operations: readonly Operation[]; readonly cast: Cast };

async function perform(
  arena: Arena,
  platform: Platform,
  { operations, cast }: Performance,
): Promise<readonly string[]> {
  const [first] = operations;
  if (!first) return [];
  if (first.kind === 'decide') return [await decide(platform, first, cast)];
  if (first.kind === 'freeze' || first.kind === 'thaw') {
    const counter = { db: platform.runtime.db, contactKey: () => '' };
    const buyer = { buyerKey: buyerKeyOf(arena.personKey, first.buyer), contactKey: '' };
    await platform.singleWindow.createPurchases(counter)[first.kind](buyer);
    return [''];
  }
  if (first.kind === 'receipt' || first.kind === 'close') {
    await receive(platform, operations, cast);
    return operations.map(() => '');
  }
  return file(platform, { operations, cast });
}

async function file(platform: Platform, { operations, cast }: Performance): Promise<string[]> {
  const submissions = operations.map((operation): Submission => {
    if (operation.kind === 'file') return listOf(contenderIn(cast, operation.list.key).purchase);
    if (operation.kind !== 'cancel') throw new RangeError('a filing stands among filings');
    return cancellationFor(contenderIn(cast, operation.key));
  });
  const filings = filingsOf(platform, submissions);
  const results = await platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(tx, filings, { judge: true }),
  );
  return results.map(({ kind, findings }, i) => {
    if (operations[i]?.kind === 'cancel') return kind === 'accepted' ? kind : 'refused';
    if (kind !== 'rejected' && kind !== 'refused') return kind;
    return `${kind} ${[...new Set(findings.map(({ code }) => code))].sort().join()}`;
  });
}

function cancellationFor({ purchase }: Contender) {
  const copNo = cancellationNo(purchase.list.head.copNo);
  const about = { invtNo: invtNoOf(purchase.list.head.copNo), reason: '买家取消订单' };
  return cancellationOf(createRandom(1), purchase, { ...about, afterMs: 60_000, copNo });
}

async function decide(
  platform: Platform,
  { key, decision, officer }: Extract<Operation, { kind: 'decide' }>,
  cast: Cast,
): Promise<string> {
  const declarationId = await idOf(platform, contenderIn(cast, key));
  try {
    const said = { declarationId, decision, officer, note: '单证已核' };
    await platform.singleWindow.http.decideHold(said);
    return 'decided';
  } catch (error) {
    if (error instanceof PilotError) return error.code;
    throw error;
  }
}

/** Receipts of customs: of lists (622) and of requests to cancel them (624). */
async function receive(
  platform: Platform,
  operations: readonly Operation[],
  cast: Cast,
): Promise<void> {
  const { singleWindow, runtime } = platform;
  await runtime.db.transaction(async (tx) => {
    for (const operation of operations) {
      const exchangeId = runtime.ids.newId();
      if (operation.kind === 'receipt') {
        const head = headFor(contenderIn(cast, operation.key), operation.status);
        await singleWindow.applyReceipts(tx, [{ exchangeId, head }]);
      }
      if (operation.kind === 'close') {
        const head = headFor(contenderIn(cast, operation.key), '399');
        const copNo = cancellationNo(head.copNo);
        const receipt = { kind: 'cancellation' as const, head: { ...head, copNo }, exchangeId };
        await singleWindow.applyWithdrawalReceipts(tx, [receipt]);
      }
    }
  });
}

/** Gives lists the numbers that customs has for them. */
export async function number(platform: Platform, contenders: readonly Contender[]): Promise<void> {
  const { singleWindow, runtime } = platform;
  const receipts = contenders.map((one) => {
    return { exchangeId: runtime.ids.newId(), head: headFor(one, '120') };
  });
  await runtime.db.transaction((tx) => singleWindow.applyReceipts(tx, receipts));
}

function headFor({ purchase }: Contender, returnStatus: string) {
  const { ebpCode, ebcCode, agentCode, copNo = '', customsCode } = purchase.list.head;
  return {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    ...{ customsCode, ebpCode, ebcCode, agentCode, copNo },
    preNo: `B${YEARLY}${copNo.slice(-8).padStart(9, '0')}`,
    invtNo: invtNoOf(copNo),
    ...{ returnStatus, returnTime: `${YEARLY}235959900`, returnInfo: '' },
  };
}

function invtNoOf(copNo = ''): string {
  return `46122026I${copNo.slice(-8).padStart(9, '0')}`;
}

function cancellationNo(copNo = ''): string {
  return copNo.replace(/^COP/, 'X');
}

function contenderIn(cast: Cast, key: string): Contender {
  const contender = cast.get(key);
  if (!contender) throw new RangeError(`nobody races for ${key}`);
  return contender;
}

async function idOf(platform: Platform, { purchase }: Contender): Promise<string> {
  const { ebpCode, orderNo } = purchase.list.head;
  const [row] = await platform.runtime.db.query<{ id: string }>(
    `select declaration_id as id
       from single_window.declaration
      where zone_code = $1 and ebp_code = $2 and order_no = $3`,
    [platform.runtime.zoneCode, ebpCode, orderNo],
  );
  return row?.id ?? '';
}
