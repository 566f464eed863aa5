import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChannelLink, CUSTOMS_IMPORT_ID } from './channel-link.ts';
import { fileNameOf, openFolder } from './channel/folder.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createGateway } from './gateway.ts';
import { createMovingClock, drawLists, messageOf, runtimeOf } from './testing/counter.ts';

const here = dirname(fileURLToPath(import.meta.url));
const OWN_ID = 'DXPENT0000000001';

let database: TestDatabase;
let zones = 0;

beforeAll(async () => {
  const migrations = [
    ...readKernelMigrations(),
    ...readMigrations('customs/gateway', join(here, '../migrations')),
  ];
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

/** A gateway whose customs is a pair of folders, as the files in them. */
async function openLine() {
  const root = await mkdtemp(join(tmpdir(), 'pilotzone-line-'));
  const clock = createMovingClock();
  const runtime = runtimeOf(database.db, `L${++zones}`, clock);
  const deadLetters = createDeadLetters(runtime);
  const channel = openFolder(root, { role: 'client', log: runtime.log, settleMs: 0 });
  const log = new Map<string, Uint8Array>();
  const inbound: string[] = [];
  const applied: string[] = [];
  const gateway = createGateway({
    ...runtime,
    deadLetters,
    link: createChannelLink(channel, { ...runtime, deadLetters, dxpId: OWN_ID }),
    readExchanges: (ids) => Promise.resolve(new Map([...log].filter(([id]) => ids.includes(id)))),
    logInbound: (_tx, messages) => {
      inbound.push(...messages.map(({ messageType }) => messageType));
      return Promise.resolve(messages.map(() => runtime.ids.newId()));
    },
    applyReceipts: (_tx, receipts) => {
      applied.push(...receipts.map(({ head }) => head.copNo));
      return Promise.resolve({ applied: receipts.length, unknown: [] });
    },
  });
  await mkdir(join(root, 'in'), { recursive: true });
  let files = 0;
  return {
    ...{ root, runtime, deadLetters, gateway, inbound, applied },
    open: () => deadLetters.list({ open: true, limit: 100 }),
    /** Puts a file into the folder that the platform reads. */
    // Written beside and renamed, as client programs do: a file that is read is whole.
    put: async (body: Uint8Array | string, name = `${++files}.xml`) => {
      await writeFile(join(root, name), body);
      await rename(join(root, name), join(root, 'in', name));
    },
    send: async (body: Uint8Array) => {
      const exchangeId = runtime.ids.newId();
      log.set(exchangeId, body);
      const message = { exchangeId, messageType: 'CEB621Message', subjectIds: [] };
      await database.db.transaction((tx) => gateway.enqueue(tx, [message]));
      await gateway.settle();
      return exchangeId;
    },
    /** Waits until the folder that the platform reads is empty. */
    drained: () => until(async () => (await readdir(join(root, 'in'))).length === 0),
    close: async () => {
      await gateway.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not happen');
}

function receipt(copNo: string): Buffer {
  const head = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    ...{ customsCode: '2900', ebpCode: 'E', ebcCode: 'C', agentCode: 'A' },
    ...{ copNo, preNo: 'B20261120000000001', invtNo: undefined, returnStatus: '2' },
    ...{ returnTime: '20261120120000000', returnInfo: '申报中' },
  };
  const guid = '4CDE1CFD-EDED-46B1-946C-B8022E42FC95';
  return encodeCeb({
    type: 'CEB622Message',
    guid,
    version: '1.0',
    documents: [{ head, lines: [] }],
  });
}

function envelope(payload: Uint8Array, changes: { id?: string; to?: string; type?: string } = {}) {
  return wrapDxp(
    {
      copMsgId: changes.id ?? 'R-1',
      senderId: CUSTOMS_IMPORT_ID,
      receiverIds: [changes.to ?? OWN_ID],
      creatTime: '2026-11-20T12:00:00',
      msgType: changes.type ?? 'CEB622Message',
    },
    payload,
  );
}

describe('out', () => {
  test('a message leaves in an envelope with the id it is logged under', async () => {
    const line = await openLine();
    const { body } = messageOf(drawLists(1));
    const id = await line.send(body);
    const [name = ''] = await readdir(join(line.root, 'out'));
    const sent = unwrapDxp(await readFile(join(line.root, 'out', name)));
    expect(sent).toMatchObject({
      kind: 'dxp',
      copMsgId: id.toUpperCase(),
      senderId: OWN_ID,
      receiverIds: [CUSTOMS_IMPORT_ID],
      creatTime: '2026-11-20T12:00:00',
      msgType: 'CEB621Message',
      payload: Buffer.from(body),
    });
    await line.close();
  });

  test('a message that a trader sent in an envelope leaves in ours alone', async () => {
    const line = await openLine();
    const { body } = messageOf(drawLists(1));
    await line.send(envelope(body, { to: 'DXPEDCCEB0000009' }));
    const [name = ''] = await readdir(join(line.root, 'out'));
    const sent = unwrapDxp(await readFile(join(line.root, 'out', name)));
    expect(sent.kind === 'dxp' && sent.payload.equals(body)).toBe(true);
    await line.close();
  });

  test('what customs answers with CEB900 waits for a person, who sends it again', async () => {
    const line = await openLine();
    const id = await line.send(Buffer.from('<broken/>'));
    const head = {
      guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
      ...{ returnStatus: '-1', returnInfo: '报文格式错误', returnTime: '20261120120000000' },
      ...{ oriCopMsgId: id.toUpperCase(), oriMessageType: 'Unknown', oriBizMessage: '' },
    };
    const answer = encodeCeb({
      type: 'CEB900Message',
      guid: head.guid,
      version: '1.0',
      documents: [{ head, lines: [] }],
    });
    await line.put(envelope(answer, { type: 'CEB900Message' }));
    await line.drained();
    await until(async () => (await line.open()).length === 1);
    const [letter] = await line.open();
    expect(letter).toMatchObject({
      channel: 'to customs',
      exchangeId: id,
      reason: 'CEB900: 报文格式错误',
    });
    await rm(join(line.root, 'out'), { recursive: true });
    await line.deadLetters.replay(letter?.deadLetterId ?? '', 'operator');
    await line.gateway.settle();
    expect(await readdir(join(line.root, 'out'))).toHaveLength(1);
    expect(await line.open()).toEqual([]);
    await line.close();
  });
});

describe('in', () => {
  test('a receipt that is delivered again counts once', async () => {
    const line = await openLine();
    await line.put(envelope(receipt('COP1')));
    await line.drained();
    await line.put(envelope(receipt('COP1')));
    await line.put(envelope(receipt('COP2'), { id: 'R-2' }));
    await line.drained();
    await until(() => Promise.resolve(line.applied.length === 2));
    expect(line.applied).toEqual(['COP1', 'COP2']);
    expect(await line.open()).toEqual([]);
    await line.close();
  });

  test('other bytes under an id that is known are refused and kept for a person', async () => {
    const line = await openLine();
    await line.put(envelope(receipt('COP1')));
    await line.drained();
    await line.put(envelope(receipt('FORGED')));
    await line.drained();
    await until(async () => (await line.open()).length === 1);
    expect(line.applied).toEqual(['COP1']);
    expect((await line.open())[0]).toMatchObject({ channel: 'customs', messageId: 'R-1' });
    await line.close();
  });

  test('an envelope for another receiver is refused and can be discarded', async () => {
    const line = await openLine();
    await line.put(envelope(receipt('COP1'), { to: 'DXPENT0000000002' }));
    await line.drained();
    await until(async () => (await line.open()).length === 1);
    const [letter] = await line.open();
    expect(letter?.reason).toBe('2002: it is for DXPENT0000000002, and this is DXPENT0000000001');
    const id = letter?.deadLetterId ?? '';
    await expect(line.deadLetters.replay(id, 'operator')).rejects.toMatchObject({
      code: 'DEAD_LETTER_UNDELIVERABLE',
    });
    await line.deadLetters.discard(id, { actor: 'operator', reason: 'not ours' });
    expect((await line.deadLetters.get(id)).settled).toMatchObject({ reason: 'not ours' });
    await expect(line.deadLetters.replay(id, 'operator')).rejects.toMatchObject({
      code: 'DEAD_LETTER_ALREADY_SETTLED',
    });
    expect(line.applied).toEqual([]);
    await line.close();
  });

  test('what cannot be read stops nothing and is kept', async () => {
    const line = await openLine();
    await line.put('no XML at all');
    await line.put(envelope(receipt('COP1')).toString().replace('CreatTime>2026', 'CreatTime>x'));
    await line.put(envelope(envelope(receipt('COP1')), { id: 'nested' }));
    await line.put(envelope(receipt('COP3'), { id: 'R-3' }));
    await line.drained();
    await until(async () => (await line.open()).length === 3);
    expect(line.applied).toEqual(['COP3']);
    await line.close();
  });

  test('links, folders and files too large are moved aside without being read', async () => {
    const line = await openLine();
    const secret = join(line.root, 'secret.txt');
    await writeFile(secret, envelope(receipt('STOLEN')));
    await symlink(secret, join(line.root, 'in', 'link.xml'));
    await mkdir(join(line.root, 'in', 'folder.xml'));
    await line.put('', 'huge.xml');
    await truncate(join(line.root, 'in', 'huge.xml'), 33 * 1024 * 1024);
    await line.drained();
    expect((await readdir(join(line.root, 'refused'))).sort()).toEqual([
      'folder.xml',
      'huge.xml',
      'link.xml',
    ]);
    expect(line.applied).toEqual([]);
    expect((await readFile(secret)).length).toBeGreaterThan(0);
    await line.close();
  });

  test('a file that is still being written is left alone', async () => {
    const line = await openLine();
    await line.put('half', '.hidden.xml');
    await line.put('half', 'one.xml.tmp');
    await line.put(envelope(receipt('COP1')));
    await until(() => Promise.resolve(line.applied.length === 1));
    await until(async () => (await readdir(join(line.root, 'in'))).length === 2);
    await line.close();
  });
});

test('no id leads out of the folder', () => {
  for (const id of ['../../etc/passwd', '/etc/passwd', '..', '.', '', 'C:\\x', 'a\0b', '报文'])
    expect(fileNameOf(id)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(fileNameOf('x'.repeat(300))).toHaveLength(100);
});

test('base64 that is none, or has a bomb in it, is refused and costs nothing', () => {
  const valid = envelope(receipt('COP1')).toString();
  const data = /<dxp:Data>([^<]*)</.exec(valid)?.[1] ?? '';
  const bombs = [
    valid.replace(data, 'A'.repeat(30_000_001)),
    valid.replace(data, `${data}====${data}`),
    `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(1000)}">]>${valid.replace(data, '&x;'.repeat(1000))}`,
    '<dxp:DxpMsg xmlns:dxp="http://www.chinaport.gov.cn/dxp" ver="1.0">' + '<a>'.repeat(100_000),
  ];
  const opened = bombs.map((bomb) => unwrapDxp(Buffer.from(bomb)).kind);
  expect(opened).not.toContain('dxp');
  // The official schema's judge skips foreign characters; nothing is left of these.
  const empty = unwrapDxp(Buffer.from(valid.replace(data, '!'.repeat(100_000))));
  expect(empty).toMatchObject({ kind: 'dxp', payload: Buffer.alloc(0) });
});
