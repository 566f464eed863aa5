import { documentSet } from '@pilotzone/rules/testing';
import { describe, expect, test } from 'vitest';
import { sentRow, verdictOf } from '../testing/verdicts.ts';
import { accepted, judged, kept, refused, unchanged } from './filing-result.ts';
import { catalogued, cataloguedCodes } from './findings.ts';
import { reject } from './verdict.ts';

const set = documentSet();
const DECLARED = `清单新增申报成功[${set.list.head.guid}][电商企业编码：3301968B02订单编号：O-2026-0001]`;

describe('what a filed list is answered', () => {
  test('accepted in the words of e-port', () => {
    expect(accepted(set.list)).toMatchObject({ kind: 'accepted', returnStatus: '2', findings: [] });
    expect(accepted(set.list).returnInfo).toBe(DECLARED);
  });

  test('waiting is accepted, with what is missing', () => {
    const result = judged(verdictOf({ ...set, waybill: undefined }));
    expect(result).toMatchObject({ kind: 'waiting', returnStatus: '2' });
    expect(result.returnInfo).toMatch(`${DECLARED} `);
    expect(result.findings.map(({ code }) => code)).toEqual(['PZ-MISSING-WAYBILL']);
  });

  test('a fault rejects also what would wait, with all reasons', () => {
    const wrong = documentSet({ list: { buyerName: '别人' } });
    const result = judged(verdictOf({ ...wrong, waybill: undefined }));
    expect(result).toMatchObject({ kind: 'rejected', returnStatus: '100' });
    expect(result.findings.map(({ code }) => code)).toEqual(['13127', 'PZ-MISSING-WAYBILL']);
    expect(result.returnInfo).toMatch(/^\[Code:13127;Desc:.*\]\[Code:PZ-MISSING-WAYBILL;Desc:/);
  });

  test('held is accepted: its sender learns only that an officer looks at it', () => {
    const verdict = verdictOf(set);
    verdict.step = 'held';
    expect(judged(verdict)).toMatchObject({
      kind: 'held',
      returnStatus: '2',
      returnInfo: DECLARED,
    });
  });

  test("rejected carries e-port's code where one is among the reasons", () => {
    const verdict = verdictOf(set);
    reject(verdict, [catalogued('-621003', ['G', '28.20', '0.00', 'O'])]);
    expect(judged(verdict)).toMatchObject({ kind: 'rejected', returnStatus: '-621003' });
  });

  test('refused: an official code is the status, our own are -1', () => {
    const official = refused(catalogued('-621004', ['O', '', '', 'sent']));
    expect(official).toMatchObject({ kind: 'refused', returnStatus: '-621004' });
    expect(official.returnInfo).toBe('清单[O]已经申报过，请勿重复申报');
    const own = refused(catalogued('PZ-COP-NO-USED', ['C', 'A']));
    expect(own).toMatchObject({ kind: 'refused', returnStatus: '-1' });
  });

  test('the same again is answered with what became of it', () => {
    const row = sentRow(set, { returnStatus: '120', preNo: 'B20261120000000001' });
    expect(unchanged(set.list, row)).toMatchObject({
      kind: 'unchanged',
      returnStatus: '120',
      preNo: 'B20261120000000001',
    });
    expect(unchanged(set.list, sentRow(set))).toMatchObject({ returnStatus: '2' });
  });

  test('saved and deleted lists say so', () => {
    expect(kept(set.list, sentRow(set, { status: 'staged' }))).toMatchObject({
      kind: 'staged',
      returnStatus: '1',
    });
    const deleted = kept(set.list, sentRow(set, { status: 'cancelled' }));
    expect(deleted.returnInfo).toMatch('删除成功');
  });
});

describe('a finding of the catalogue', () => {
  test.each(cataloguedCodes())('%s is complete in both languages', (code) => {
    const finding = catalogued(code, ['one', 'two', 'three', 'four']);
    for (const text of [finding.message, finding.messageZh, finding.basis, finding.fix]) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/undefined/);
    }
  });

  test('an unknown code is a bug', () => {
    expect(() => catalogued('PZ-NONE', [])).toThrow('bug');
  });
});
