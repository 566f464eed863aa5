import type { PlainDate } from '@pilotzone/kernel/time';
import { describe, expect, test } from 'vitest';
import {
  faultsOfUpload,
  isGivenUp,
  keptUntil,
  namesOf,
  parseOpenRequest,
  pauseBefore,
  payloadOf,
  signTextOf,
} from './payment-raw-data.ts';
import type { RawDataAnswer } from './payment-raw-data.ts';

const answer: RawDataAnswer = {
  sessionID: 'fe2374-8fnejf97-32839218',
  serviceTime: 1533271903898,
  // In another order than the announcement's, on purpose.
  payExchangeInfoHead: {
    tradingTime: '20261120120000',
    guid: '9D55BA71-55DE-41F4-8B50-C36C83B3B419',
    initalRequest: 'https://pay.example/req?a="1"',
    initalResponse: 'ok',
    ebpCode: '3301ABCDE1',
    payCode: '312226T001',
    payTransactionId: '2018121222001354081010726129',
    totalAmount: 100.5,
    currency: '142',
    verDept: '3',
    payType: '1',
    note: '批量订单',
  },
  payExchangeInfoLists: [
    {
      recpName: '收款人',
      orderNo: 'SO1710301150602574003',
      goodsInfo: [{ itemLink: 'http://m.example/1;http://m.example/2', gname: 'LHK-10' }],
      recpAccount: 'OSA571908863132601',
      recpCode: '',
    },
  ],
};

const signed = { certNo: '01a8c4b8', signValue: 'c2lnbg==' };
const upload = () => JSON.parse(payloadOf(answer, signed)) as Record<string, unknown>;

describe('the text that is signed', () => {
  test('has four nodes in their order, head and list as JSON in the announcement’s order', () => {
    const head =
      '{"guid":"9D55BA71-55DE-41F4-8B50-C36C83B3B419",' +
      '"initalRequest":"https://pay.example/req?a=\\"1\\"","initalResponse":"ok",' +
      '"ebpCode":"3301ABCDE1","payCode":"312226T001",' +
      '"payTransactionId":"2018121222001354081010726129","totalAmount":100.5,"currency":"142",' +
      '"verDept":"3","payType":"1","tradingTime":"20261120120000","note":"批量订单"}';
    const list =
      '[{"orderNo":"SO1710301150602574003","goodsInfo":[{"gname":"LHK-10",' +
      '"itemLink":"http://m.example/1;http://m.example/2"}],"recpAccount":"OSA571908863132601",' +
      '"recpCode":"","recpName":"收款人"}]';
    expect(signTextOf(answer)).toBe(
      `"sessionID":"fe2374-8fnejf97-32839218"||"payExchangeInfoHead":"${head}"||` +
        `"payExchangeInfoLists":"${list}"||"serviceTime":"1533271903898"`,
    );
  });

  test('leaves out what is absent', () => {
    const { note, payType, ...head } = answer.payExchangeInfoHead;
    expect([note, payType]).not.toContain(undefined);
    const text = signTextOf({ ...answer, payExchangeInfoHead: head });
    expect(text).not.toContain('payType');
    expect(text).not.toContain('note');
  });
});

describe('an upload', () => {
  test('that holds everything has no faults', () => {
    expect(faultsOfUpload(payloadOf(answer, signed))).toEqual([]);
  });

  test('without certificate and signature is refused in customs’ own words', () => {
    const { certNo, signValue, ...rest } = upload();
    expect([certNo, signValue]).toEqual([signed.certNo, signed.signValue]);
    expect(faultsOfUpload(JSON.stringify(rest))).toEqual([
      'certNo : certNo不为空',
      'signValue : signValue不为空',
    ]);
  });

  test('is judged by length, kind and completeness', () => {
    const change = (part: object) => {
      const { payExchangeInfoHead, ...rest } = upload();
      const head = { ...(payExchangeInfoHead as object), ...part };
      return faultsOfUpload(JSON.stringify({ ...rest, payExchangeInfoHead: head }));
    };
    expect(change({ totalAmount: '100.50' })).toEqual(['totalAmount : totalAmount必须为数值']);
    expect(change({ verDept: '4' })).toEqual(['verDept : 只能为1、2、3']);
    expect(change({ note: 'x'.repeat(1_001) })).toEqual(['note : note长度不能超过1000']);
    expect(change({ tradingTime: '2026-11-20' })).toEqual(['tradingTime : 须为yyyyMMddHHmmss']);
    const empty = JSON.stringify({ ...upload(), payExchangeInfoLists: [] });
    expect(faultsOfUpload(empty)).toEqual(['payExchangeInfoLists : payExchangeInfoLists不为空']);
    for (const text of ['', 'null', '[]', '{', '7']) expect(faultsOfUpload(text)).not.toEqual([]);
  });
});

test('what customs asks with is read, and nothing else', () => {
  const asked = { orderNo: 'SO17', sessionID: 's-1', serviceTime: '1533271903898' };
  expect(parseOpenRequest(JSON.stringify(asked))).toEqual({ ...asked, serviceTime: 1533271903898 });
  const wrong = ['', '{}', 'null', JSON.stringify({ ...asked, orderNo: '' })];
  wrong.push(JSON.stringify({ ...asked, serviceTime: 'soon' }));
  for (const text of wrong) expect(parseOpenRequest(text)).toBeUndefined();
});

test('tries are further and further apart, an hour at most', () => {
  expect([0, 1, 2, 30].map(pauseBefore)).toEqual([5_000, 10_000, 20_000, 3_600_000]);
});

test('an upload is given up after five refusals, or after three days of silence', () => {
  expect(isGivenUp({ failures: 4, refusals: 4 })).toBe(false);
  expect(isGivenUp({ failures: 5, refusals: 5 })).toBe(true);
  const waits = Array.from({ length: 200 }, (_, i) => pauseBefore(i));
  const last = waits.findIndex((_, i) => isGivenUp({ failures: i + 1, refusals: 0 }));
  const waited = waits.slice(0, last).reduce((sum, ms) => sum + ms, 0);
  expect(waited / 86_400_000).toBeCloseTo(3, 0);
});

test('raw data are kept for three years from delivery or trade, whichever was later', () => {
  const kept = (delivered: string, traded: string) => keptUntil(delivered as PlainDate, traded);
  expect(kept('2026-11-20', '20261119235959')).toBe('2029-11-20');
  expect(kept('2026-11-20', '20261121000000')).toBe('2029-11-21');
  expect(kept('2024-02-29', '20240229120000')).toBe('2027-03-01');
});

test('an upload names its session and orders, as far as it can be read', () => {
  expect(namesOf(payloadOf(answer, signed))).toEqual({
    sessionId: 'fe2374-8fnejf97-32839218',
    orderNos: ['SO1710301150602574003'],
  });
  for (const text of ['', '{', 'null', '[]', '{"payExchangeInfoLists":[null]}'])
    expect(namesOf(text).sessionId).toBe('');
});
