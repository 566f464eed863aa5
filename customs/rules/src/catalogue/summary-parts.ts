import type { Rule } from '../rule.ts';
import { platformRule } from './fields.ts';

const SPEC = 'Message specification 202205';

/** Summary applications (701) that come in several messages. */
export const summaryPartRules = {
  partNumber: platformRule('PZ-EXPORT-PART-NUMBER', {
    zh: '{field}报文序号[{0}]应在1至报文总数[{1}]之间（最多1000个报文）',
    en: '{field} is {0} of {1}; parts are numbered from 1 to their count, at most 1,000.',
    basis: `${SPEC}, CEB701 msgCount, msgSeqNo: 拆分的报文需要连续编号，不得跳号`,
    fix: 'Send 1 of 1, or number the parts from 1 on without a gap.',
    fixZh: '未拆分的均填1；拆分的请自1起连续编号。',
  }),
  partPeriod: platformRule('PZ-EXPORT-PART-PERIOD', {
    zh: '{field}：指定时间范围的汇总申请不得拆分为[{1}]个报文',
    en: '{field}: an application for a period names no lists and cannot come in {1} parts.',
    basis: `${SPEC}, CEB701 startTime: 如指定时间范围将忽略表体数据`,
    fix: 'Send the period in one message, or the lists by number in parts.',
    fixZh: '请以一个报文申报时间范围，或按清单编号拆分申报。',
  }),
  partMissing: platformRule('PZ-EXPORT-PART-MISSING', {
    zh: '汇总申请[{0}]的第[{1}]部分尚未收到',
    en: 'The application {0} waits for its parts {1}.',
    basis: `${SPEC}, CEB701 msgCount, msgSeqNo: 拆分的报文需要连续编号，不得跳号`,
    fix: 'Send the missing parts under the same copNo; all are judged together.',
    fixZh: '请以相同企业编号发送其余报文，收齐后一并审核。',
  }),
  partDiffers: platformRule('PZ-EXPORT-PART-DIFFERS', {
    zh: '汇总申请第[{0}]部分{field}[{1}]与第一部分[{2}]不一致',
    en: 'Part {0}: {field} is "{1}", in the first part "{2}".',
    basis: `${SPEC}, CEB701 msgCount, msgSeqNo`,
    fix: 'Send all parts with the same head.',
    fixZh: '请使各部分表头一致后重新发送。',
  }),
} as const satisfies Record<string, Rule>;
