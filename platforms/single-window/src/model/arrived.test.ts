import { documentSet } from '@pilotzone/rules/testing';
import { describe, expect, test } from 'vitest';
import { namedPayment, newlyStored, NOTHING_ARRIVED } from './arrived.ts';

const { order, payments } = documentSet();
const KEY = 'platform|order';
const arrived = { ...NOTHING_ARRIVED, payments: new Map(payments.map((one) => [KEY, one])) };

describe('documents at hand', () => {
  test('are those stored as new; a number that came twice is asked for', () => {
    const filed = ['a', 'b', 'a', 'c', 'd'].map((document) => ({ document }));
    const kinds = ['stored', 'stored', 'changed', 'unchanged', 'refused'];
    const outcomes = kinds.map((kind) => ({ kind }));
    const stored = newlyStored(filed, outcomes, (document) => document);
    expect([...stored.keys()]).toEqual(['b']);
  });

  test('a payment counts when its order names it', () => {
    expect(namedPayment(arrived, order, KEY)).toBe(payments[0]);
    expect(namedPayment(arrived, undefined, KEY)).toBeUndefined();
    expect(namedPayment(arrived, order, 'another')).toBeUndefined();
  });

  test('a payment that the order does not name is no better than others', () => {
    const other = documentSet({ order: { payTransactionId: 'PAY-2' } }).order;
    expect(namedPayment(arrived, other, KEY)).toBeUndefined();
    const unnamed = documentSet({ order: { payTransactionId: undefined } }).order;
    expect(namedPayment(arrived, unnamed, KEY)).toBeUndefined();
  });
});
