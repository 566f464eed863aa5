import { createStockWatch } from './set-stock-rule.ts';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PilotError } from '@pilotzone/kernel/errors';
import { createIdSource } from '@pilotzone/kernel/ids';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { formatInstant, parseInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { consumeGatePass } from './consume-gate-pass.ts';
import { GATE_PASS_CONSUMED, GATE_PASS_NOT_FOUND, GATE_PASS_REVOKED } from './contract.ts';
import type { GatePassConsumed } from './contract.ts';
import { findGatePasses, getGatePass } from './get-gate-pass.ts';
import { installDemo } from './install-demo.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';

const NOW = parseInstant('2026-11-20T08:00:00Z') ?? (0 as Instant);
const ids = createIdSource(() => NOW);
let database: TestDatabase;
let zones = 0;
let published: GatePassConsumed[] = [];
let zoneCode = '';
let now = NOW;

beforeAll(async () => {
  const migrations = readMigrations('parks', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  zoneCode = `Z${++zones}`;
  published = [];
  now = NOW;
});

const needs = () => ({
  watch: createStockWatch(zoneCode),
  zoneCode,
  ids,
  db: database.db,
  clock: { now: () => now },
  publish: (_tx: unknown, _kind: string, payload: object) => {
    // What consumeGatePass publishes is of this type, by the contract.
    published.push(payload as GatePassConsumed);
    return Promise.resolve();
  },
});

function declaration(change: Partial<DeclarationFacts> = {}): DeclarationFacts {
  const place = { areaCode: '9900966001', emsNo: 'T9900W966001', customsCode: '9900', loctNo: '' };
  const numbers = { invtNo: 'I1', logisticsCode: '9900963001', logisticsNo: 'L1' };
  // Parks reads these fields of a declaration and no other.
  return { declarationId: ids.newId(), ...place, ...numbers, ...change } as DeclarationFacts;
}

const head = (eventId: string) => ({ eventId, day: '2026-11-20', at: formatInstant(now) });

const release = (...declarations: DeclarationFacts[]) =>
  database.db.transaction((tx) =>
    onDeclarationsReleased(tx, { ...head('E1'), declarations }, needs()),
  );

const undo = (...declarations: DeclarationFacts[]) =>
  database.db.transaction((tx) =>
    onDeclarationsUndone(
      tx,
      {
        ...head('E2'),
        cause: 'cancelled',
        declarations: declarations.map((one) => ({ ...one, releasedOn: '2026-11-20' })),
      },
      needs(),
    ),
  );

const consume = (gatePassNo: string, gate = '东门1号卡口') =>
  consumeGatePass({ gatePassNo, gate, actor: 'gate key' }, needs());

async function passOf(one: DeclarationFacts) {
  const [pass] = await findGatePasses(database.db, [one.declarationId], needs());
  return pass;
}

async function issue(one = declaration()) {
  await release(one);
  return (await passOf(one))?.gatePassNo ?? '';
}

describe('gate passes', () => {
  test('release issues one pass per declaration, once', async () => {
    await installDemo(needs());
    const [bonded, unknown] = [declaration(), declaration({ areaCode: '', loctNo: 'L9' })];
    await release(bonded, unknown);
    await release(bonded, unknown);
    const pass = await passOf(bonded);
    expect(pass).toMatchObject({
      state: 'issued',
      parkCode: 'DEMO-CENTRE',
      facilityCode: 'DEMO-W1',
    });
    expect(pass?.gatePassNo).toMatch(/^GP20261120\d{9}$/);
    expect(await passOf(unknown)).toMatchObject({
      state: 'issued',
      facilityCode: '',
      unassignedBecause: 'not in the register: supervised place L9 of customs 9900',
    });
  });

  test('a pass opens the barrier once; then it says when and where it was used', async () => {
    const gatePassNo = await issue();
    expect(await consume(gatePassNo)).toMatchObject({ state: 'consumed', gate: '东门1号卡口' });
    now = (NOW + 60_000) as Instant;
    await expect(consume(gatePassNo, '西门')).rejects.toMatchObject({
      code: GATE_PASS_CONSUMED,
      message: expect.stringContaining('2026-11-20T08:00:00.000Z at gate "东门1号卡口"') as string,
    });
    expect(published.map((event) => event.passes[0]?.gatePassNo)).toEqual([gatePassNo]);
    expect(published[0]).toMatchObject({ day: '2026-11-20', passes: [{ logisticsNo: 'L1' }] });
  });

  test('of twenty that consume a pass at once, one wins', async () => {
    const gatePassNo = await issue();
    const gates = Array.from({ length: 20 }, (_, i) => `gate ${i}`);
    const results = await Promise.allSettled(gates.map((gate) => consume(gatePassNo, gate)));
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const codes = results.flatMap((result) =>
      result.status === 'rejected' && result.reason instanceof PilotError
        ? [result.reason.code]
        : [],
    );
    expect(won).toHaveLength(1);
    expect(codes).toEqual(Array.from({ length: 19 }, () => GATE_PASS_CONSUMED));
    expect((await getGatePass(gatePassNo, needs())).gate).toBe(won[0]?.gate);
    expect(published).toHaveLength(1);
  });

  test('a pass that was revoked keeps the barrier shut and says why', async () => {
    const one = declaration();
    const gatePassNo = await issue(one);
    await undo(one);
    await undo(one);
    expect(await passOf(one)).toMatchObject({ state: 'revoked', revokedCause: 'cancelled' });
    await expect(consume(gatePassNo)).rejects.toMatchObject({
      code: GATE_PASS_REVOKED,
      message: expect.stringContaining('cancelled') as string,
    });
    expect(published).toEqual([]);
  });

  test('goods that left stay gone: undoing their release does not revoke the pass', async () => {
    const one = declaration();
    await consume(await issue(one));
    await undo(one);
    expect(await passOf(one)).toMatchObject({ state: 'consumed', revokedAt: null });
  });

  test('a release that becomes known after it was undone gets no pass that opens', async () => {
    const one = declaration();
    await undo(one);
    await release(one);
    expect(await passOf(one)).toMatchObject({ state: 'revoked' });
  });

  test('a pass is consumed or revoked, never both', async () => {
    const all = Array.from({ length: 10 }, () => declaration());
    await release(...all);
    const numbers = (
      await findGatePasses(
        database.db,
        all.map((one) => one.declarationId),
        needs(),
      )
    ).map((pass) => pass?.gatePassNo ?? '');
    const [, ...attempts] = await Promise.all([
      undo(...all),
      ...numbers.map((no) =>
        consume(no).then(
          () => 1,
          () => 0,
        ),
      ),
    ]);
    const passes = await findGatePasses(
      database.db,
      all.map((one) => one.declarationId),
      needs(),
    );
    const consumed = passes.filter((pass) => pass?.state === 'consumed').length;
    expect(consumed).toBe(attempts.filter((won) => won === 1).length);
    expect(passes.filter((pass) => pass?.state === 'revoked')).toHaveLength(all.length - consumed);
  });

  test('an unknown number keeps the barrier shut and says why', async () => {
    await expect(consume('GP0')).rejects.toMatchObject({
      code: GATE_PASS_NOT_FOUND,
      message: expect.stringContaining('customs has released no list') as string,
    });
    await expect(getGatePass('GP0', needs())).rejects.toMatchObject({ code: GATE_PASS_NOT_FOUND });
  });
});
