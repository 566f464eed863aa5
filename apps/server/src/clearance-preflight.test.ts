import { composeMessages } from '@pilotzone/generator/compose-messages';
import { FAULTS } from '@pilotzone/generator/faults';
import { createRandom } from '@pilotzone/generator/random';
import type { Submission } from '@pilotzone/generator/scenario';
import { sendClean } from '@pilotzone/generator/scenario';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, PAPERS, purchasesOf, tablesOf } from './testing-purchases.ts';

type Shown = {
  ebpCode: string;
  orderNo: string;
  declarationId: string;
  status: string;
  reasons: { code: string }[];
  filedAt: string;
};
type Preflight = { results: { kind: string }[]; declarations: Shown[] };

const ZONE = { participantCode: undefined };

let the: TestPlatform;
let platform: Platform;
const { world, draw } = purchasesOf(2_600);

beforeAll(async () => {
  the = await openTestPlatform();
  ({ platform } = the);
});

afterAll(() => the.close());

const textsOf = (submissions: readonly Submission[]) =>
  composeMessages(createRandom(1), submissions).map(({ bytes }) => bytes.toString('utf8'));

async function preflight(
  submissions: readonly Submission[],
  viewer: { participantCode: string | undefined } = ZONE,
): Promise<Preflight> {
  const messages = textsOf(submissions);
  return (await platform.singleWindow.http.preflight({ messages }, viewer)) as Preflight;
}

/** The lists of these submissions as the API shows them. */
async function shown(submissions: readonly Submission[]): Promise<Shown[]> {
  const lists = submissions.filter(({ type }) => type === 'CEB621Message');
  const orders = new Set(
    lists.map(({ document: { head } }) => ('orderNo' in head ? head.orderNo : '')),
  );
  const pages = await Promise.all(
    [...orders].map((orderNo) => platform.singleWindow.http.listDeclarations({ orderNo }, ZONE)),
  );
  return pages.flatMap((page) => (page as { items: Shown[] }).items);
}

const FILED = ['received at another moment', 'under another id'];
const alike = (declarations: readonly Shown[]) =>
  declarations
    .map((one) => ({ ...one, filedAt: FILED[0], declarationId: FILED[1] }))
    .sort((a, b) => (a.orderNo < b.orderNo ? -1 : 1));

describe('the pre-flight check', () => {
  const kinds = FAULTS.filter(({ name, needsParticipants }) => {
    const isBroken = /^(text-too|mandatory|other-currency|code-of-wrong)/.test(name);
    return !needsParticipants && !isBroken;
  });

  test('tells what will be, for every kind of fault, and leaves no trace', async () => {
    const scenarios = [sendClean(world, draw()), ...kinds.map((fault) => fault.make(world))];
    for (const { submissions } of scenarios) {
      const before = await tablesOf(platform.runtime.db);
      const foretold = await preflight(submissions);
      expect(await tablesOf(platform.runtime.db)).toEqual(before);
      // In one transaction and in the order of messages, as the pre-flight does.
      const bytes = composeMessages(createRandom(1), submissions).map((message) => message.bytes);
      await platform.informationSharing.receiveMessages(
        bytes.map((body) => ({ bytes: body, transport: 'file' as const })),
      );
      expect(alike(foretold.declarations)).toEqual(alike(await shown(submissions)));
    }
  }, 60_000);

  test('sees the documents that are on file', async () => {
    const purchase = draw();
    await file(platform, [PAPERS.order(purchase), PAPERS.payment(purchase)]);
    const [waits] = (await preflight([PAPERS.list(purchase)])).declarations;
    expect(waits).toMatchObject({ status: 'waiting', reasons: [{ code: 'PZ-MISSING-WAYBILL' }] });
    const complete = await preflight([PAPERS.waybill(purchase), PAPERS.list(purchase)]);
    expect(complete.declarations).toMatchObject([{ status: 'sent' }]);
  });

  test('tells a trader nothing of the lists of others', async () => {
    const purchase = draw();
    await file(platform, [PAPERS.list(purchase)]);
    const own = { participantCode: purchase.list.head.ebcCode };
    expect((await preflight([PAPERS.list(purchase)], own)).declarations).toHaveLength(1);
    const stranger = { participantCode: 'X' };
    expect((await preflight([PAPERS.list(purchase)], stranger)).declarations).toEqual([]);
  });

  test('refuses what it cannot read, or does not check', async () => {
    const ask = (text: string) => platform.singleWindow.http.preflight({ messages: [text] }, ZONE);
    for (const text of ['<a/>', 'no xml', '<!DOCTYPE a><a/>']) {
      await expect(ask(text)).rejects.toMatchObject({ code: 'PREFLIGHT_UNREADABLE' });
    }
  });
});

describe('persons', () => {
  test('appear in clear in no answer of the API', async () => {
    const scenarios = [draw(), draw({ goods: 'dear' })].map((one) => sendClean(world, one));
    for (const fault of FAULTS) if (!fault.needsParticipants) scenarios.push(fault.make(world));
    const submissions = scenarios.flatMap((scenario) => scenario.submissions);
    const foretold = await preflight(scenarios.slice(0, 2).flatMap((one) => one.submissions));
    await platform.informationSharing.receiveMessages(
      composeMessages(createRandom(1), submissions).map(({ bytes }) => ({
        bytes,
        transport: 'file' as const,
      })),
    );
    await settle(platform);
    const { http, listNews } = platform.singleWindow;
    const answers: string[] = [
      JSON.stringify(foretold),
      JSON.stringify(await http.listAlerts(ZONE)),
    ];
    answers.push(
      JSON.stringify(await listNews({ after: '0.0', participantCode: undefined, limit: 10_000 })),
    );
    let cursor: string | undefined;
    do {
      const page = (await http.listDeclarations({ limit: 100, cursor }, ZONE)) as {
        items: Shown[];
        next: string | null;
      };
      answers.push(JSON.stringify(page));
      for (const { declarationId } of page.items) {
        answers.push(JSON.stringify(await http.getDeclaration(declarationId, ZONE)));
      }
      cursor = page.next ?? undefined;
    } while (cursor);
    const text = answers.join('\n');
    expect(text.length).toBeGreaterThan(100_000);
    for (const personal of personsOf(submissions)) expect(text).not.toContain(personal);
  }, 60_000);
});

/** Everything by which a person can be recognised; names short enough to be words are quoted. */
function personsOf(submissions: readonly Submission[]): string[] {
  const names = ['buyerName', 'payerName', 'consignee'];
  const numbers = [
    ...['buyerIdNumber', 'payerIdNumber', 'buyerTelephone', 'telephone', 'consigneeTelephone'],
    ...['consigneeAddress', 'buyerRegNo'],
  ];
  const found = new Set<string>();
  for (const { document } of submissions) {
    for (const [name, value] of Object.entries(document.head)) {
      if (typeof value !== 'string' || value.length < 2) continue;
      if (names.includes(name)) found.add(value.length < 3 ? `"${value}"` : value);
      if (numbers.includes(name)) found.add(value);
    }
  }
  return [...found];
}
