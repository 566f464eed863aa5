import type { Finding } from '@pilotzone/kernel/finding';
import { expect, it } from 'vitest';
import type { Declaration } from '../../api/shapes.ts';
import { matchRows } from './match-rows.ts';

type Matched = Pick<Declaration, 'documents' | 'match'>;

function finding(field: string, values: readonly string[] = []): Finding {
  return {
    code: 'X',
    source: 'customs',
    field,
    values,
    message: '',
    messageZh: '',
    basis: '',
    fix: '',
  };
}

function matched(findings: readonly Finding[], documents: Partial<Matched['documents']>): Matched {
  const none = { order: null, payment: null, waybill: null, list: null };
  return { documents: { ...none, ...documents }, match: { findings, missing: [] } };
}

const LINES = [
  { gnum: 1, gname: '奶粉', qty: '2', unit: '122', price: '90', country: '601' },
  { gnum: 2, gname: '面膜', qty: '1', unit: '125', price: '60', country: '133' },
];

it('marks a masked value that differs in the two documents that were compared', () => {
  const head = { buyerName: '张*' };
  const { rows, others } = matchRows(
    matched([finding('PaymentHead.payerName')], {
      order: { head, lines: [] },
      payment: { head: { payerName: '张*' }, lines: [] },
      list: { head, lines: [] },
    }),
  );
  const row = rows.find(({ field }) => field === 'buyerName');
  expect(row?.cells).toEqual({
    order: { kind: 'value', text: '张*', differs: true },
    payment: { kind: 'value', text: '张*', differs: true },
    waybill: { kind: 'none' },
    list: { kind: 'value', text: '张*', differs: false },
  });
  expect(row?.findings).toHaveLength(1);
  expect(others).toEqual([]);
});

it('says where a document has not arrived', () => {
  const { rows } = matchRows(matched([], { list: { head: { logisticsNo: 'L1' }, lines: LINES } }));
  const row = rows.find(({ field }) => field === 'logisticsNo');
  expect(row?.cells.waybill).toEqual({ kind: 'missing' });
  expect(row?.cells.list).toEqual({ kind: 'value', text: 'L1', differs: false });
});

it('compares lines by their number, whatever their order', () => {
  const ordered = [...LINES].reverse().map(({ gname, ...line }) => ({ ...line, itemName: gname }));
  const { rows } = matchRows(
    matched([finding('InventoryList[1].qty', ['2', 'qty', '3', '1'])], {
      order: { head: {}, lines: ordered },
      list: { head: {}, lines: LINES },
    }),
  );
  const differing = rows.filter(({ findings }) => findings.length > 0);
  expect(differing.map(({ field, lineNo }) => [field, lineNo])).toEqual([['qty', '2']]);
  const at = (wanted: string, line: string) =>
    rows.find(({ field, lineNo }) => field === wanted && lineNo === line)?.cells.order;
  expect(at('gname', '2')).toEqual({ kind: 'value', text: '面膜', differs: false });
  expect(at('line', '1')).toEqual({ kind: 'value', text: '奶粉 × 2 × 90', differs: false });
});

it('does not take the check of one document for a difference between two', () => {
  const invalid = { ...finding('PaymentHead.payerIdNumber'), code: '-401009' };
  const { rows, others } = matchRows(matched([invalid], {}));
  expect(rows.every(({ findings }) => findings.length === 0)).toBe(true);
  expect(others).toEqual([invalid]);
});

it('keeps findings that are no comparison for the list below', () => {
  const limit = finding('InventoryList[1].gcode');
  expect(matchRows(matched([limit], {})).others).toEqual([limit]);
});
