import type { Rule } from '../rule.ts';
import { platformRule } from './fields.ts';

const READING = "Specification 202205, CEB507 and CEB509 appType; pilotzone's reading";

/** Why an arrival (507) or departure (509) is refused. */
export const movementRules = {
  stale: platformRule('PZ-MOVEMENT-STALE', {
    zh: '[{0}]报送时间[{1}]不晚于已接收数据的[{2}]，不做处理',
    en: 'The report {0} of {1} is not newer than the one on file of {2}.',
    basis: READING,
    fix: 'Send a change with a later appTime.',
    fixZh: '请以更晚的报送时间发送变更。',
  }),
  duplicate: platformRule('PZ-MOVEMENT-DUPLICATE', {
    zh: '已存在相同编号[{0}]的运抵单或离境单',
    en: 'Other content is already on file under the number {0} (appTime {2}).',
    basis: READING,
    fix: 'Send a change (appType 2) with a later appTime, or use a number of its own.',
    fixZh: '请以更晚的报送时间发送变更（报送类型2），或使用新的编号。',
  }),
  deletion: platformRule('PZ-MOVEMENT-DELETION', {
    zh: '运抵单或离境单[{0}]不能删除',
    en: 'The report {0} cannot be deleted: what has arrived or left stays so.',
    basis: READING,
    fix: 'Send a change (appType 2) with the right content.',
    fixZh: '请以报送类型2发送正确内容。',
  }),
} as const satisfies Record<string, Rule>;
