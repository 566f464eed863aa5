import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { ListDocument } from '@pilotzone/ceb/message';
import { sampleBytes } from '@pilotzone/ceb/testing/sample-messages';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { explainReturn } from '@pilotzone/rules/verdict';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  changed,
  createMovingClock,
  drawLists,
  messageOf,
  readReceipts,
  runtimeOf,
} from '../testing/counter.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulator } from './simulator.ts';

let database: TestDatabase;
let zones = 0;
const tariff = createDemoTariff();

beforeAll(async () => {
  const own = readMigrations('gateway', join(import.meta.dirname, '../../migrations'));
  database = await openTestDatabase(own);
});
afterAll(() => database.close());

const newZone = () => `Z${++zones}`;

function openSimulator(zoneCode: string, options: Partial<SimulatorOptions> = {}) {
  const clock = createMovingClock();
  const needs = { ...runtimeOf(database.db, zoneCode, clock), tariff: () => tariff };
  return { clock, ...createSimulator(needs, { seed: 1, inspectShare: 0, ...options }) };
}

/** Status, numbers and text of each receipt, by list and status: what must not change. */
function answersIn(bodies: readonly Uint8Array[]): string[] {
  return readReceipts(bodies)
    .map(({ agentCode, copNo, returnStatus, preNo, invtNo, returnInfo }) =>
      [agentCode, copNo, returnStatus, preNo, invtNo ?? '', returnInfo].join(' '),
    )
    .sort();
}

async function decisionsOf(
  lists: readonly ListDocument[],
  options: Partial<SimulatorOptions>,
): Promise<Map<string, string>> {
  const bodies = await ask(openSimulator(newZone(), options), messageOf(lists));
  const final = readReceipts(bodies).filter(
    ({ returnStatus }) => !['2', '120'].includes(returnStatus),
  );
  return new Map(final.map(({ copNo, returnStatus }) => [copNo, returnStatus]));
}

describe('a list that customs has nothing against', () => {
  it('is answered 2, 120 and 800, with numbers and texts as customs writes', async () => {
    const [list] = drawLists(1);
    const receipts = readReceipts(await ask(openSimulator(newZone()), messageOf(drawLists(1))));
    expect(receipts.map(({ returnStatus }) => returnStatus)).toEqual(['2', '120', '800']);
    expect(receipts.map(({ returnTime }) => returnTime)).toEqual([
      '20261120120000000',
      '20261120120000001',
      '20261120120000002',
    ]);
    const [preNo] = new Set(receipts.map((receipt) => receipt.preNo));
    expect(preNo).toMatch(/^B20261120\d{9}$/);
    const [first, second, last] = receipts;
    expect(first?.invtNo).toBeUndefined();
    expect(second?.invtNo).toMatch(new RegExp(`^${list?.head.customsCode ?? ''}2026I\\d{9}$`));
    expect(last?.invtNo).toBe(second?.invtNo);
    expect(receipts.every((receipt) => receipt.preNo === preNo)).toBe(true);
    expect(first?.returnInfo).toBe(
      `清单新增申报成功[${list?.head.guid ?? ''}]` +
        `[电商企业编码：${list?.head.ebcCode ?? ''}订单编号：${list?.head.orderNo ?? ''}]`,
    );
    expect(second?.returnInfo).toBe('[Code:1800;Desc:逻辑校验通过]');
    expect(last?.returnInfo).toBe('[Code:2600;Desc:放行]');
    for (const { returnStatus, returnInfo } of receipts)
      expect(explainReturn(returnStatus, returnInfo)).toEqual([]);
  });

  it('has its parties repeated in every receipt', async () => {
    const [list] = drawLists(1, 2);
    const { customsCode, ebpCode, ebcCode, agentCode, copNo } = list?.head ?? {};
    const bodies = await ask(openSimulator(newZone()), messageOf(drawLists(1, 2)));
    for (const receipt of readReceipts(bodies))
      expect(receipt).toMatchObject({ customsCode, ebpCode, ebcCode, agentCode, copNo });
  });

  it('is answered among a full message of others in messages of at most 100 receipts', async () => {
    const lists = drawLists(150, 3);
    const messages = [messageOf(lists.slice(0, 100)), messageOf(lists.slice(100))];
    const bodies = await ask(openSimulator(newZone()), ...messages);
    const sizes = bodies.map((body) => readReceipts([body]).length);
    expect(sizes).toEqual([100, 50, 100, 50, 100, 50]);
    const released = readReceipts(bodies).filter(({ returnStatus }) => returnStatus === '800');
    expect(new Set(released.map(({ invtNo }) => invtNo)).size).toBe(150);
  });
});

describe('the same list again', () => {
  it('gets the same numbers and answer, also from a simulator that was started anew', async () => {
    const zone = newZone();
    const message = messageOf(drawLists(20, 4));
    const options = { inspectShare: 0.5 };
    const simulator = openSimulator(zone, options);
    const first = answersIn(await ask(simulator, message));
    simulator.clock.pass(86_400_000);
    expect(answersIn(await ask(simulator, message))).toEqual(first);
    expect(answersIn(await ask(openSimulator(zone, options), message))).toEqual(first);
    // What was decided stands, whatever the simulator would draw today.
    expect(answersIn(await ask(openSimulator(zone, { seed: 9 }), message))).toEqual(first);
  });

  it('gets one answer where one message holds it twice, and where it races itself', async () => {
    const zone = newZone();
    const [list] = drawLists(1, 5);
    if (!list) return;
    const [a, b] = [openSimulator(zone), openSimulator(zone)];
    const bodies = (
      await Promise.all([ask(a, messageOf([list, list])), ask(b, messageOf([list]))])
    ).flat();
    const receipts = readReceipts(bodies);
    expect(receipts).toHaveLength(9);
    expect(new Set(receipts.map(({ preNo }) => preNo)).size).toBe(1);
  });

  it('is another filing with a later appTime, and gets numbers of its own', async () => {
    const simulator = openSimulator(newZone());
    const [list] = drawLists(1, 6);
    if (!list) return;
    const again = changed(list, { appTime: '20261120115959' });
    const receipts = readReceipts(await ask(simulator, messageOf([list, again])));
    expect(new Set(receipts.map(({ preNo }) => preNo)).size).toBe(2);
  });

  it('is told from others by its guid where no list has a copNo', async () => {
    const lists = drawLists(2, 7).map((list) =>
      changed(list, { copNo: undefined, agentCode: '3301968A01', appTime: '20261120100000' }),
    );
    const receipts = readReceipts(await ask(openSimulator(newZone()), messageOf(lists)));
    expect(new Set(receipts.map(({ copNo }) => copNo))).toEqual(
      new Set(lists.map(({ head }) => head.guid.slice(-20))),
    );
    expect(new Set(receipts.map(({ preNo }) => preNo)).size).toBe(2);
  });
});

describe('a list against the rules', () => {
  it('is refused by e-port with one negative receipt that reads back', async () => {
    const [list] = drawLists(1, 8);
    if (!list) return;
    const wrong = changed(list, { packNo: 2, netWeight: list.head.grossWeight + 1n });
    const receipts = readReceipts(await ask(openSimulator(newZone()), messageOf([wrong])));
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).toMatchObject({ returnStatus: '-621001', invtNo: undefined });
    const reasons = explainReturn('-621001', receipts[0]?.returnInfo ?? '');
    expect(reasons.map(({ code }) => code)).toEqual(['-621001', '-621001']);
    expect(reasons.every(({ messageZh }) => messageZh !== '')).toBe(true);
  });

  it('is rejected with 100 and its reason after 2 and 120 where customs looks at it', async () => {
    const [list] = drawLists(1, 9);
    if (!list) return;
    const lines = list.lines.map((line) => ({ ...line, gcode: '9999999999' }));
    const bodies = await ask(openSimulator(newZone()), messageOf([{ ...list, lines }]));
    const receipts = readReceipts(bodies);
    expect(receipts.map(({ returnStatus }) => returnStatus)).toEqual(['2', '120', '100']);
    const reasons = explainReturn('100', receipts[2]?.returnInfo ?? '');
    expect(new Set(reasons.map(({ code }) => code))).toEqual(new Set(['PZ-RATE-MISSING']));
    expect(reasons).toHaveLength(lines.length);
  });

  it('leaves the others of its message alone', async () => {
    const [bad, ...good] = drawLists(5, 10);
    if (!bad) return;
    const decisions = await decisionsOf([changed(bad, { packNo: 2 }), ...good], {});
    expect([...decisions.values()].sort()).toEqual(['-621001', '800', '800', '800', '800']);
  });
});

describe('inspection', () => {
  const lists = drawLists(100, 11);
  const inspectedIn = (decisions: Map<string, string>) =>
    [...decisions].flatMap(([copNo, status]) => (status === '800' ? [] : [copNo])).sort();

  it('is drawn by seed and list, whatever the order of lists', async () => {
    const drawn = inspectedIn(await decisionsOf(lists, { inspectShare: 0.3 }));
    const reversed = await decisionsOf(lists.toReversed(), { inspectShare: 0.3 });
    expect(inspectedIn(reversed)).toEqual(drawn);
    const other = await decisionsOf(lists, { inspectShare: 0.3, seed: 2 });
    expect(inspectedIn(other)).not.toEqual(drawn);
  });

  it('takes about the share that was asked for, none for 0 and all for 1', async () => {
    const some = inspectedIn(await decisionsOf(lists, { inspectShare: 0.3 })).length;
    // Three standard deviations of 100 draws.
    expect(some).toBeGreaterThan(16);
    expect(some).toBeLessThan(44);
    expect(inspectedIn(await decisionsOf(lists, { inspectShare: 0 }))).toEqual([]);
    expect(inspectedIn(await decisionsOf(lists, { inspectShare: 1 }))).toHaveLength(100);
  });

  it('looks at the goods (500), and at papers (300) only where that is asked for', async () => {
    const inspected = [...(await decisionsOf(lists, { inspectShare: 1 })).values()];
    expect(new Set(inspected)).toEqual(new Set(['500']));
    const mixed = { inspectShare: 0.3, reviewShare: 0.3 };
    const statuses = new Set((await decisionsOf(lists, mixed)).values());
    expect(statuses).toEqual(new Set(['300', '500', '800']));
  });
});

describe('what is no list message', () => {
  it.each([
    ['bytes that are no XML', Buffer.from('not XML'), 'Unknown'],
    [
      'an order',
      sampleBytes('CEB311Message', { documents: 1, lines: 1 }, chanceOf(1)),
      'CEB311Message',
    ],
    [
      'a list against the schema',
      Buffer.from(
        Buffer.from(messageOf(drawLists(1)).body)
          .toString()
          .replace(/<ceb:ebpCode>.*?<\/ceb:ebpCode>/, ''),
      ),
      'CEB621Message',
    ],
  ])('gets CEB900: %s', async (_name, body, oriMessageType) => {
    const simulator = openSimulator(newZone());
    const good = messageOf(drawLists(1, 12));
    const bodies = await ask(simulator, { messageType: 'CEB621Message', body }, good);
    const [refusal, ...receipts] = bodies.map((answer) => decodeCeb(answer));
    expect(refusal).toMatchObject({
      kind: 'message',
      message: {
        type: 'CEB900Message',
        documents: [{ head: { returnStatus: '-1', oriMessageType } }],
      },
    });
    // The list beside it is answered.
    expect(receipts).toHaveLength(3);
  });
});

describe('a disturbed link', () => {
  const disturbance = { repeatShare: 0.5, reorder: true, delayMsMax: 3 };

  it('brings every receipt at least once', async () => {
    const lists = drawLists(120, 13);
    const messages = Array.from({ length: 12 }, (_, i) =>
      messageOf(lists.slice(i * 10, i * 10 + 10)),
    );
    const simulator = openSimulator(newZone(), { disturbance });
    const received: Uint8Array[] = [];
    simulator.onMessages((bodies) => Promise.resolve(void received.push(...bodies)));
    for (const message of messages) await simulator.send([message]);
    await simulator.settled();
    const kinds = readReceipts(received).map(
      ({ copNo, returnStatus }) => `${copNo} ${returnStatus}`,
    );
    expect(new Set(kinds).size).toBe(360);
    expect(kinds.length).toBeGreaterThan(360);
  });

  it('goes on after a delivery that was not taken', async () => {
    const simulator = openSimulator(newZone(), { disturbance: { ...disturbance, repeatShare: 0 } });
    let deliveries = 0;
    simulator.onMessages(() => {
      deliveries += 1;
      return deliveries === 1 ? Promise.reject(new Error('full disk')) : Promise.resolve();
    });
    await simulator.send([messageOf(drawLists(2, 14))]);
    await simulator.settled();
    expect(deliveries).toBe(3);
  });
});

describe('customs that cannot be reached', () => {
  it('rejects what is sent and takes it again afterwards', async () => {
    const simulator = openSimulator(newZone());
    simulator.setReachable(false);
    const message = messageOf(drawLists(1, 15));
    await expect(simulator.send([message])).rejects.toThrow('customs does not answer');
    simulator.setReachable(true);
    expect(readReceipts(await ask(simulator, message))).toHaveLength(3);
  });
});
