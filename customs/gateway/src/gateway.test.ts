import { join } from 'node:path';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { ListReceipt } from '@pilotzone/ceb/message';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDeadLetters } from './dead-letters.ts';
import { createGateway } from './gateway.ts';
import type { GatewayNeeds } from './gateway.ts';
import type { CustomsLink, WireMessage } from './link.ts';
import { claimDue } from './store.ts';
import { createSimulator } from './simulator/simulator.ts';
import { NOON, createMovingClock, drawLists, messageOf, runtimeOf } from './testing/counter.ts';

let database: TestDatabase;
let zones = 0;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const own = readMigrations('gateway', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(own);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.stop()));
});
afterAll(() => database.close());

/** A customs whose behaviour a test decides; `sent` is what it took, in order. */
function createFakeCustoms(name = 'fake customs') {
  const sent: string[] = [];
  let handler: Parameters<CustomsLink['onMessages']>[0] = () => Promise.resolve();
  const customs = {
    name,
    sent,
    tries: 0,
    /** Runs before messages are taken; a rejection is a customs that cannot be reached. */
    onSend: (): Promise<void> => Promise.resolve(),
    receive: (...bodies: Uint8Array[]) => handler(bodies),
    send: async (messages: readonly WireMessage[]) => {
      customs.tries += 1;
      await customs.onSend();
      sent.push(...messages.map(({ body }) => Buffer.from(body).toString()));
    },
    onMessages: (given: typeof handler) => {
      handler = given;
    },
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return customs;
}

const away = () => Promise.reject(new Error('connection refused'));

/** A zone: the exchange log in memory, the clock, and as many gateways as a test opens. */
function openZone(zoneCode = `Z${++zones}`) {
  const clock = createMovingClock();
  const runtime = runtimeOf(database.db, zoneCode, clock);
  const log = new Map<string, Uint8Array>();
  const inbound: { messageType: string; refused: boolean }[] = [];
  const applied: ListReceipt['head'][] = [];
  return { clock, runtime, log, inbound, applied, openGateway, enqueue, rows };

  function openGateway(link: CustomsLink, others: Partial<GatewayNeeds> = {}) {
    const gateway = createGateway({
      deadLetters: createDeadLetters(runtime),
      ...runtime,
      link,
      readExchanges: (ids) => Promise.resolve(new Map([...log].filter(([id]) => ids.includes(id)))),
      logInbound: (_tx, messages) => {
        inbound.push(...messages.map(({ messageType, refused }) => ({ messageType, refused })));
        return Promise.resolve(messages.map(() => runtime.ids.newId()));
      },
      applyReceipts: (_tx, receipts) => {
        applied.push(...receipts.map(({ head }) => head));
        return Promise.resolve({ applied: receipts.length, unknown: [] });
      },
      ...others,
    });
    open.push(gateway);
    return gateway;
  }

  /** Queues one message per text and returns their ids. */
  async function enqueue(
    gateway: ReturnType<typeof createGateway>,
    ...texts: readonly (string | Uint8Array)[]
  ): Promise<string[]> {
    const messages = texts.map((text) => {
      const exchangeId = runtime.ids.newId();
      log.set(exchangeId, Buffer.from(text));
      const subjectIds = [runtime.ids.newId()];
      return { exchangeId, messageType: 'CEB621Message', subjectIds };
    });
    await database.db.transaction((tx) => gateway.enqueue(tx, messages));
    return messages.map(({ exchangeId }) => exchangeId);
  }

  function rows() {
    return database.db.query<{ state: string; attempts: number; last_error: string | null }>(
      `select state, attempts, last_error
         from gateway.outbound
        where zone_code = $1
        order by exchange_id`,
      [zoneCode],
    );
  }
}

const textsOf = (count: number) => Array.from({ length: count }, (_, i) => `message ${i}`);

function receiptOf(copNo: string): Buffer {
  const head: ListReceipt['head'] = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    customsCode: undefined,
    ebpCode: undefined,
    ebcCode: undefined,
    agentCode: undefined,
    copNo,
    preNo: 'B20261120000000001',
    invtNo: undefined,
    returnStatus: '2',
    returnTime: '20261120120000000',
    returnInfo: '清单新增申报成功',
  };
  const documents = [{ head, lines: [] }];
  return encodeCeb({ type: 'CEB622Message', guid: head.guid, version: '1.0', documents });
}

describe('the queue to customs', () => {
  it('is sent in the order of messages, all of it, and each message once', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const gateway = zone.openGateway(customs);
    // More than two turns hold.
    await zone.enqueue(gateway, ...textsOf(120));
    expect(await gateway.state()).toMatchObject({ state: 'up', waiting: 120, oldest: NOON });
    await gateway.settle();
    await gateway.settle();
    expect(customs.sent).toEqual(textsOf(120));
    expect(await gateway.state()).toMatchObject({ state: 'up', waiting: 0, oldest: null });
  });

  it('holds nothing of a transaction that failed', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const gateway = zone.openGateway(customs);
    const exchangeId = zone.runtime.ids.newId();
    const failing = database.db.transaction(async (tx) => {
      await gateway.enqueue(tx, [{ exchangeId, messageType: 'CEB621Message', subjectIds: [] }]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await gateway.settle();
    expect(customs.sent).toEqual([]);
    expect(await zone.rows()).toEqual([]);
  });

  it('belongs to its zone', async () => {
    const [zone, other, customs] = [openZone(), openZone(), createFakeCustoms()];
    await zone.enqueue(zone.openGateway(createFakeCustoms()), 'ours');
    await other.openGateway(customs).settle();
    expect(customs.sent).toEqual([]);
  });

  it('keeps a message whose bytes are missing, and sends the others', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const gateway = zone.openGateway(customs);
    const [lost = ''] = await zone.enqueue(gateway, 'lost', 'there');
    zone.log.delete(lost);
    await gateway.settle();
    expect(customs.sent).toEqual(['there']);
    expect(await zone.rows()).toMatchObject([
      { state: 'queued', last_error: 'the message is not in the exchange log' },
      { state: 'sent' },
    ]);
    expect(await gateway.state()).toMatchObject({ state: 'up', waiting: 1 });
  });

  it('does not take a database that fails for a customs that is away', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    let isBroken = true;
    const gateway = zone.openGateway(customs, {
      readExchanges: (ids) =>
        isBroken
          ? Promise.reject(new Error('database gone'))
          : Promise.resolve(new Map(ids.map((id) => [id, Buffer.from('message')]))),
    });
    await zone.enqueue(gateway, 'message');
    await gateway.settle();
    expect(await gateway.state()).toMatchObject({ state: 'up', waiting: 1 });
    isBroken = false;
    zone.clock.pass(60_000);
    await gateway.settle();
    expect(customs.sent).toEqual(['message']);
  });
});

describe('customs that cannot be reached', () => {
  it('is tried again also when the clock was set back by a day', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    customs.onSend = away;
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, 'a');
    await gateway.settle();
    zone.clock.pass(-86_400_000);
    customs.onSend = () => Promise.resolve();
    await gateway.settle();
    expect(customs.sent).toEqual(['a']);
  });

  it('is asked again for what it took before the clock was set back', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, 'a');
    await gateway.settle();
    zone.clock.pass(-86_400_000);
    await gateway.settle();
    expect(await gateway.listUnanswered(zone.clock.now())).toHaveLength(1);
  });

  it('leaves messages in the queue and shows since when and why', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    customs.onSend = away;
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, 'a', 'b');
    zone.clock.pass(5_000);
    await gateway.settle();
    const reason = 'connection refused';
    expect(await gateway.state()).toEqual({
      link: 'fake customs',
      ...{ reason, signing: undefined },
      state: 'down',
      since: NOON + 5_000,
      lastError: reason,
      waiting: 2,
      oldest: NOON,
    });
    zone.clock.pass(5_000);
    customs.onSend = () => Promise.reject(new Error('timed out'));
    await gateway.settle();
    // Still the same outage, for another reason.
    expect(await gateway.state()).toMatchObject({ since: NOON + 5_000, lastError: 'timed out' });
    expect(await zone.rows()).toEqual([
      { state: 'queued', attempts: 2, last_error: 'timed out' },
      { state: 'queued', attempts: 2, last_error: 'timed out' },
    ]);
  });

  it('is tried again after 1, 2, 4 … and at most 60 seconds', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    customs.onSend = away;
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, 'a');
    await gateway.settle();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const { tries } = customs;
      zone.clock.pass(seconds * 1_000 - 1);
      await gateway.settle();
      expect(customs.tries, `before ${seconds} s`).toBe(tries);
      zone.clock.pass(1);
      await gateway.settle();
      expect(customs.tries, `after ${seconds} s`).toBe(tries + 1);
    }
  });

  it('does not make a new message wait as long as the old ones', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    customs.onSend = away;
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, 'old');
    for (const seconds of [0, 1, 2, 4]) {
      zone.clock.pass(seconds * 1_000);
      await gateway.settle();
    }
    zone.clock.pass(8_000);
    await zone.enqueue(gateway, 'new');
    await gateway.settle();
    customs.onSend = () => Promise.resolve();
    zone.clock.pass(1_000);
    await gateway.settle();
    expect(customs.sent).toEqual(['new']);
    zone.clock.pass(15_000);
    await gateway.settle();
    expect(customs.sent).toEqual(['new', 'old']);
  });

  it('gets everything, in order, by itself when it is back', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    customs.onSend = away;
    const gateway = zone.openGateway(customs);
    await zone.enqueue(gateway, ...textsOf(3));
    gateway.start();
    await vi.waitFor(async () => expect(await gateway.state()).toMatchObject({ state: 'down' }));
    customs.onSend = () => Promise.resolve();
    zone.clock.pass(60_000);
    // Nobody kicks: the gateway's own timer looks every second.
    await vi.waitFor(() => expect(customs.sent).toEqual(textsOf(3)), 10_000);
    await gateway.settle();
    expect(await gateway.state()).toMatchObject({
      state: 'up',
      since: NOON + 60_000,
      lastError: undefined,
      waiting: 0,
    });
  });
});

describe('several processes', () => {
  it('claim messages past those that another one is just claiming', async () => {
    const zone = openZone();
    const ids = await zone.enqueue(zone.openGateway(createFakeCustoms()), ...textsOf(4));
    const claim = { now: NOON, leaseUntil: NOON + 60_000, limit: 2 };
    const claimed = await database.db.transaction(async (tx) => {
      const first = await claimDue(tx, zone.runtime.zoneCode, claim);
      // The transaction above is still open.
      const second = await claimDue(database.db, zone.runtime.zoneCode, claim);
      return [...first, ...second].map(({ exchangeId }) => exchangeId);
    });
    expect(claimed).toEqual(ids);
  });

  it('never send one message twice at the same time', async () => {
    const zone = openZone();
    const [one, two] = [createFakeCustoms(), createFakeCustoms()];
    for (const customs of [one, two])
      customs.onSend = () => new Promise((resolve) => setTimeout(resolve, 20));
    const gateways = [zone.openGateway(one), zone.openGateway(two)] as const;
    await zone.enqueue(gateways[0], ...textsOf(400));
    await Promise.all(gateways.map((gateway) => gateway.settle()));
    const sent = [...one.sent, ...two.sent];
    expect(sent).toHaveLength(400);
    expect(new Set(sent).size).toBe(400);
    expect(one.sent.length).toBeGreaterThan(0);
    expect(two.sent.length).toBeGreaterThan(0);
  });

  it('take over from one that was lost while sending when its lease of a minute ends', async () => {
    const zone = openZone();
    const [lost, alive] = [createFakeCustoms(), createFakeCustoms()];
    let fail: (error: Error) => void = () => undefined;
    lost.onSend = () => new Promise((_resolve, reject) => (fail = reject));
    const [first, second] = [zone.openGateway(lost), zone.openGateway(alive)];
    await zone.enqueue(first, 'a');
    first.kick();
    await vi.waitFor(() => expect(lost.tries).toBe(1));
    zone.clock.pass(59_999);
    await second.settle();
    expect(alive.sent).toEqual([]);
    expect(await second.state()).toMatchObject({ waiting: 1 });
    zone.clock.pass(1);
    await second.settle();
    expect(alive.sent).toEqual(['a']);
    // The lost one comes back and fails: what was sent meanwhile stays sent.
    fail(new Error('too late'));
    await first.settle();
    expect(await zone.rows()).toEqual([{ state: 'sent', attempts: 2, last_error: null }]);
  });

  it('do not open again what was answered while they were slow', async () => {
    const zone = openZone();
    const [slow, quick] = [createFakeCustoms(), createFakeCustoms()];
    let finish: () => void = () => undefined;
    slow.onSend = () => new Promise((resolve) => (finish = resolve));
    const [first, second] = [zone.openGateway(slow), zone.openGateway(quick)];
    const ids = await zone.enqueue(first, 'a');
    first.kick();
    await vi.waitFor(() => expect(slow.tries).toBe(1));
    zone.clock.pass(60_000);
    await second.settle();
    await second.markAnswered(ids);
    finish();
    await first.settle();
    expect(await zone.rows()).toMatchObject([{ state: 'answered' }]);
  });
});

describe('messages without an answer', () => {
  it('are listed by the time they were sent, until somebody has looked after them', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const gateway = zone.openGateway(customs);
    const [early = ''] = await zone.enqueue(gateway, 'early');
    await gateway.settle();
    zone.clock.pass(10_000);
    const [late = ''] = await zone.enqueue(gateway, 'late');
    await gateway.settle();
    await zone.enqueue(gateway, 'not sent yet');
    const idsBefore = async (before: number) =>
      (await gateway.listUnanswered(before)).map(({ exchangeId }) => exchangeId);
    expect(await idsBefore(NOON - 1)).toEqual([]);
    expect(await idsBefore(NOON)).toEqual([early]);
    expect(await idsBefore(NOON + 10_000)).toEqual([early, late]);
    const [first] = await gateway.listUnanswered(NOON);
    expect(first?.subjectIds).toHaveLength(1);
    await gateway.markAnswered([early]);
    expect(await idsBefore(NOON + 10_000)).toEqual([late]);
  });
});

describe('what customs sends', () => {
  it('is logged and applied; what cannot be read is logged as refused', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    zone.openGateway(customs);
    const guid = '4CDE1CFD-EDED-46B1-946C-B8022E42FC94';
    const invalid = receiptOf('C2').toString().replace('<returnStatus>2</returnStatus>', '');
    const error = encodeCeb({
      type: 'CEB900Message',
      guid,
      version: '1.0',
      documents: [
        {
          head: {
            guid,
            returnStatus: '-1',
            returnInfo: '报文校验失败',
            returnTime: '20261120120000000',
            oriCopMsgId: '',
            oriMessageType: 'CEB621Message',
            oriBizMessage: '',
          },
          lines: [],
        },
      ],
    });
    await customs.receive(
      receiptOf('C1'),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from(invalid),
      error,
      receiptOf('C3'),
    );
    expect(zone.inbound).toEqual([
      { messageType: 'CEB622Message', refused: false },
      { messageType: 'Unknown', refused: true },
      { messageType: 'CEB622Message', refused: true },
      { messageType: 'CEB900Message', refused: true },
      { messageType: 'CEB622Message', refused: false },
    ]);
    expect(zone.applied.map(({ copNo }) => copNo)).toEqual(['C1', 'C3']);
  });

  it('is applied one batch after the other', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    let running = 0;
    let most = 0;
    zone.openGateway(customs, {
      applyReceipts: async (_tx, receipts) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return { applied: receipts.length, unknown: [] };
      },
    });
    await Promise.all(['C1', 'C2', 'C3'].map((copNo) => customs.receive(receiptOf(copNo))));
    expect(most).toBe(1);
  });

  it('fails for its sender where it cannot be applied, and the next batch is taken', async () => {
    const [zone, customs] = [openZone(), createFakeCustoms()];
    const applied: string[] = [];
    const gateway = zone.openGateway(customs, {
      applyReceipts: (_tx, receipts) => {
        if (receipts.some(({ head }) => head.copNo === 'C1'))
          return Promise.reject(new Error('deadlock'));
        applied.push(...receipts.map(({ head }) => head.copNo));
        return Promise.resolve({ applied: 1, unknown: [{}] });
      },
    });
    await expect(customs.receive(receiptOf('C1'))).rejects.toThrow('deadlock');
    await customs.receive(receiptOf('C2'));
    await gateway.settle();
    expect(applied).toEqual(['C2']);
  });
});

describe('the gateway with the customs simulator', () => {
  it('brings lists to their answers through an outage, repeats and disorder', async () => {
    const zone = openZone();
    const tariff = createDemoTariff();
    const simulator = createSimulator(
      { ...zone.runtime, tariff: () => tariff },
      {
        seed: 3,
        inspectShare: 0,
        disturbance: { repeatShare: 0.3, reorder: true, delayMsMax: 2 },
      },
    );
    const gateway = zone.openGateway(simulator);
    const lists = drawLists(60, 20);
    simulator.setReachable(false);
    const bodies = [0, 20, 40].map((from) => messageOf(lists.slice(from, from + 20)).body);
    await zone.enqueue(gateway, ...bodies);
    await gateway.settle();
    expect(await gateway.state()).toMatchObject({ state: 'down', waiting: 3 });
    simulator.setReachable(true);
    zone.clock.pass(1_000);
    await gateway.settle();
    const answers = new Set(zone.applied.map((head) => `${head.copNo} ${head.returnStatus}`));
    expect(answers.size).toBe(180);
    expect(await gateway.state()).toMatchObject({ state: 'up', waiting: 0 });
  });
});
