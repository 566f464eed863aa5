import type { Finding } from '@pilotzone/kernel/finding';
import { describe, expect, it } from 'vitest';
import { judgeDocuments } from './judge.ts';
import { errorsOf, warningsOf } from './rule.ts';
import { amount, documentSet } from './testing.ts';
import type { SetChanges } from './testing.ts';
import { explainReturn, parseReturnInfo, returnInfoOf, returnStatusOf } from './verdict.ts';

function errors(change: SetChanges): Finding[] {
  return errorsOf(judgeDocuments(documentSet(change)).findings);
}

const unpaid = { payment: { amountPaid: amount('1') } };

describe('returnStatusOf', () => {
  it("is e-port's code for a field of the list", () => {
    expect(returnStatusOf(errors({ ...unpaid, list: { packNo: 2 } }))).toBe('-621001');
  });

  it('is 100 for what customs rejects, and for a fault of another document', () => {
    expect(returnStatusOf(errors(unpaid))).toBe('100');
    expect(returnStatusOf(errors({ order: { orderType: 'E' } }))).toBe('100');
  });
});

describe('returnInfoOf', () => {
  it('writes customs codes as customs does', () => {
    expect(returnInfoOf(errors(unpaid))).toBe(
      '[Code:1332;Desc:支付单支付金额与订单支付金额不一致：订单【332.3】，支付单【1】]',
    );
  });

  it('is read back by explainReturn', () => {
    const findings = errors({ ...unpaid, list: { packNo: 2, ebcCode: 'X', assureCode: '1' } });
    const info = returnInfoOf(findings);
    expect(explainReturn('100', info).map((f) => f.code)).toEqual(findings.map((f) => f.code));
    expect(parseReturnInfo(info)[0]?.text).toMatch(/^清单报文校验失败，【.*】$/);
  });

  it('never exceeds 1000 characters and says how many findings there are', () => {
    const [finding] = errors(unpaid);
    const many = finding ? Array.from({ length: 99 }, () => finding) : [];
    const info = returnInfoOf(many);
    expect(info.length).toBeLessThanOrEqual(1000);
    expect(info).toMatch(/\]\[…共99项\]$/);
    expect(parseReturnInfo(info).every((e) => e.code === '1332' && e.text.endsWith('】'))).toBe(
      true,
    );
  });
});

describe('explainReturn', () => {
  it('explains the codes of real receipts', () => {
    const info =
      '[Code:1332;Desc:支付单支付金额与订单支付金额不一致],' +
      '[OrderHead.acturalPaid:10,PaymentHead.amountPaid:9][Code:13035;Desc:支付企业不一致]';
    const [amounts, firm] = explainReturn('100', info);
    expect(amounts).toMatchObject({
      code: '1332',
      source: 'customs',
      messageZh: '支付单支付金额与订单支付金额不一致',
      message: 'The amount paid differs from the amount of the order.',
    });
    expect(amounts?.fix).toContain('acturalPaid');
    expect(firm?.code).toBe('13035');
  });

  it('keeps the text of codes that no table has', () => {
    const [finding] = explainReturn('100', '[Code:1999;Desc:未知原因]');
    expect(finding).toMatchObject({ code: '1999', messageZh: '未知原因' });
    expect(finding?.message).toContain('1999');
    expect(finding?.fix).not.toBe('');
  });

  it('explains negative statuses without a code in the text', () => {
    const [finding] = explainReturn('-621005', '清单[1]的购买金额超过单笔限额[5000]');
    expect(finding).toMatchObject({ code: '-621005', source: 'eport' });
    expect(finding?.message).toContain('limit of one transaction');
  });

  it('reads a rejection without any code, and a text cut off', () => {
    expect(explainReturn('100', '退单').map((f) => [f.code, f.messageZh])).toEqual([
      ['100', '退单'],
    ]);
    expect(parseReturnInfo('[Code:1322;Desc:订单清单表体')).toEqual([
      { code: '1322', text: '订单清单表体' },
    ]);
  });

  it('tells why a list is held', () => {
    expect(explainReturn('300', '[Code:1200;Desc:待人工审核]')[0]?.fix).toContain('Wait');
    expect(explainReturn('500', '查验')[0]?.message).toContain('inspection');
  });

  it.each([
    ['2', '新增申报成功[4CDE1CFD-EDED-46B1-946C-B8022E42FC94]'],
    ['120', '[Code:1800;Desc:逻辑校验通过]'],
    ['800', '[Code:2600;Desc:放行]'],
    ['899', '结关'],
  ])('says nothing about %s', (status, info) => {
    expect(explainReturn(status, info)).toEqual([]);
  });
});

describe('errorsOf and warningsOf', () => {
  it('part findings by weight', () => {
    const { findings } = judgeDocuments(
      documentSet({ ...unpaid, list: { guid: 'x', portCode: '4921' } }),
    );
    expect(errorsOf(findings).map((f) => f.code)).toEqual(['1332']);
    expect(warningsOf(findings).map((f) => f.code)).toEqual(['PZ-GUID', 'PZ-CUSTOMS-OFFICE']);
    expect(errorsOf(findings)[0]).not.toHaveProperty('severity');
  });
});
