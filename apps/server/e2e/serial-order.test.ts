import { describe, expect, test } from 'vitest';
import { ANNUAL_LIMIT, emptyState } from './race-model.ts';
import type { Operation, RacedList } from './race-model.ts';
import { findSerialOrder } from './serial-order.ts';
import type { Observed } from './serial-order.ts';

const LIST: RacedList = {
  ...{ key: 'a', buyer: 'li', guarantor: 'g', waybill: 'w', copNo: 'c' },
  ...{ price: ANNUAL_LIMIT, tax: 10n },
};
const other = (key: string): RacedList => ({ ...LIST, key, waybill: key, copNo: key });
const start = emptyState('sent', new Map([['g', 100n]]));
const file = (list: RacedList): Operation => ({ kind: 'file', list });

function seen(operations: readonly Operation[], ...answers: readonly string[]): Observed {
  return { operations, answers, begunAt: 0, endedAt: 1 };
}

const find = (...observed: readonly Observed[]) => findSerialOrder(start, observed, () => true);

describe('the search for a serial order', () => {
  test('finds the one order that explains the answers', () => {
    const [first, second] = [
      seen([file(other('b'))], 'rejected 1313'),
      seen([file(LIST)], 'accepted'),
    ];
    expect(find(first, second)?.order).toEqual([1, 0]);
  });

  test('finds none where both spent the whole allowance', () => {
    expect(find(seen([file(LIST)], 'accepted'), seen([file(other('b'))], 'accepted'))).toBe(
      undefined,
    );
  });

  test('finds none where nobody got what there was for one', () => {
    const lost = seen([file(LIST)], 'rejected 1313');
    expect(find(lost, seen([file(other('b'))], 'rejected 1313'))).toBe(undefined);
  });

  test('finds none where the guarantee was overdrawn', () => {
    const dear = (key: string) => file({ ...other(key), buyer: key, price: 1n, tax: 60n });
    expect(find(seen([dear('a')], 'accepted'), seen([dear('b')], 'accepted'))).toBe(undefined);
  });

  test('keeps what had ended before what began later', () => {
    const late = { ...seen([file(LIST)], 'accepted'), begunAt: 5, endedAt: 6 };
    const early = seen([file(other('b'))], 'rejected 1313');
    expect(find(early, late)).toBe(undefined);
    expect(find(early, { ...late, begunAt: 1 })?.order).toEqual([1, 0]);
  });

  test('finds none where two officers both decided', () => {
    const held = emptyState('held', new Map([['g', 100n]]));
    const decide = (officer: string, decision: 'release' | 'reject'): Operation => {
      return { kind: 'decide', key: 'a', officer, decision };
    };
    const filed = { ...seen([file(LIST)], 'held'), begunAt: -2, endedAt: -1 };
    const both = [
      seen([decide('x', 'release')], 'decided'),
      seen([decide('y', 'reject')], 'decided'),
    ];
    expect(findSerialOrder(held, [filed, ...both], () => true)).toBe(undefined);
    const one = [seen([decide('x', 'release')], 'HOLD_ALREADY_DECIDED'), ...both.slice(1)];
    expect(findSerialOrder(held, [filed, ...one], () => true)?.order).toEqual([0, 2, 1]);
  });

  test('finds none where what is on file is not what the order leads to', () => {
    const receipt = (status: '100' | '800'): Operation => ({ kind: 'receipt', key: 'a', status });
    const filed = { ...seen([file(LIST)], 'accepted'), begunAt: -2, endedAt: -1 };
    const both = [filed, seen([receipt('100')], ''), seen([receipt('800')], '')];
    const endsIn = (status: string) =>
      findSerialOrder(start, both, (state) => state.lists.get('a')?.status === status)?.order;
    expect(endsIn('released')).toEqual([0, 2, 1]);
    expect(endsIn('rejected')).toEqual([0, 1, 2]);
    expect(endsIn('sent')).toBe(undefined);
  });
});
