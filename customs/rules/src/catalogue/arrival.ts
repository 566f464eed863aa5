import type { Rule } from '../rule.ts';

const TABLE_7_2 = 'Unified CEB system, message specification 202205, table 7-2';

function refusal(code: string, texts: Omit<Rule, 'code' | 'source' | 'severity'>): Rule {
  return { code, source: 'eport', severity: 'error', ...texts };
}

/** Why a report of arrived parcels (711) is refused. */
export const arrivalRules = {
  field: refusal('-800001', {
    zh: '校验不通过，[{field}：{0}，应为{1}]',
    en: '{field} is "{0}", but must be {1}.',
    basis: `${TABLE_7_2}; specification 202205, CEB711`,
    fix: 'Correct the field and send the report again.',
    fixZh: '更正该字段后重新报送。',
  }),
  repeated: refusal('-800003', {
    zh: '入库明细单报已存在[{0}]',
    en: 'A report {0} is on file and is {1}; this one is another.',
    basis: TABLE_7_2,
    fix: 'Give each report a copNo of its own; only one saved or turned down may be replaced.',
    fixZh: '每份入库明细单使用独立的企业内部编号；仅暂存或被退单的可替换。',
  }),
  stale: refusal('-800005', {
    zh: '入库明细单报文处理失败，接收报文为旧报文数据，不做处理',
    en: 'Report {0} of {1} is not newer than the one on file ({2}).',
    basis: `${TABLE_7_2}; that appTime decides is pilotzone's reading`,
    fix: 'Send the report with an appTime later than {2}, if it shall replace the one on file.',
    fixZh: '如需替换已有数据，以晚于{2}的报送时间重新报送。',
  }),
} as const satisfies Record<string, Rule>;
