import type { Rule } from '../rule.ts';

const TABLE_7_2 = 'Unified CEB system, message specification 202205, table 7-2';
const RETURNS = 'GACC 2018 no. 194; GACC 2020 no. 45';

function refusal(code: string, texts: Omit<Rule, 'code' | 'source' | 'severity'>): Rule {
  return { code, source: 'eport', severity: 'error', ...texts };
}

/** Why a request to cancel a list (623) is refused. Values: invtNo first, then what differs. */
export const cancellationRules = {
  unknown: refusal('-623003', {
    zh: '系统中不存在清单编号为[{0}]的清单！',
    en: 'No list has the number {0} for order {1}.',
    basis: TABLE_7_2,
    fix: 'Send ebpCode, orderNo and invtNo of the list as receipt 622 (status 120) names them.',
    fixZh: '按清单回执622（状态120）填写电商平台代码、订单编号和清单编号。',
  }),
  status: refusal('-623005', {
    zh: '清单的状态不符合撤单申报要求(清单编号[{0}])！',
    en: 'List {0} is {1}; it can be cancelled only while customs has it and has not decided.',
    basis: TABLE_7_2,
    fix:
      'A released list comes back by a return (CEB625); one not yet at customs is deleted by ' +
      'CEB621 with appType 3; for a rejected or cancelled one nothing is to be done.',
    fixZh: '已放行的清单申请退货（CEB625）；未到海关的用报送类型3删除；已退单或已撤单的无需处理。',
  }),
  repeated: refusal('-623009', {
    zh: '撤单清单[{0}]已经申报过',
    en: 'A cancellation of list {0} was already declared (copNo {1}); this one is another.',
    basis: TABLE_7_2,
    fix: 'Wait for its receipt (624). After a refusal declare again with a later appTime.',
    fixZh: '等待撤单回执624；被退单后以更晚的报送时间重新申报。',
  }),
  reason: refusal('-623012', {
    zh: '生成失败[撤单原因为空]，请重试',
    en: 'The reason of the cancellation is empty or says nothing ("{0}").',
    basis: TABLE_7_2,
    fix: 'Say in `reason` why the list is to be cancelled.',
    fixZh: '在撤单原因中如实填写原因。',
  }),
  field: refusal('-623014', {
    zh: '校验失败[{field}：{0}，应为{1}]',
    en: '{field} is "{0}", but must be {1}.',
    basis: `${TABLE_7_2}; specification 202205, CEB623`,
    fix: 'Send what the list says in this field.',
    fixZh: '该字段按原清单填写。',
  }),
} as const satisfies Record<string, Rule>;

/** Why a return application (625) is refused. */
export const returnRules = {
  field: refusal('-625001', {
    zh: '退货申请单报文校验失败，[{field}：{0}，应为{1}]',
    en: '{field} is "{0}", but must be {1}.',
    basis: `${TABLE_7_2}; specification 202205, CEB625`,
    fix: 'Send what the list says in this field.',
    fixZh: '该字段按原清单填写。',
  }),
  quantity: refusal('-625001', {
    zh: '退货申请单报文校验失败，[表体序号{0}退货数量{1}超过可退数量{2}]',
    en: 'Line {0} asks to return {1}, but only {2} of it can still come back.',
    basis: `${TABLE_7_2}; a return is not more than the list declared`,
    fix: 'Return no more than was released less what other returns of this list took back.',
    fixZh: '退货数量不得超过放行数量减去其他退货申请的数量。',
  }),
  repeatedLine: refusal('-625001', {
    zh: '退货申请单报文校验失败，[表体序号{0}重复]',
    en: 'Line {0} stands twice in this application.',
    basis: `${TABLE_7_2}; specification 202205, CEB625 gnum`,
    fix: 'Send each line of the list once, with the whole quantity that comes back.',
    fixZh: '每个表体序号只填一次，填写全部退货数量。',
  }),
  status: refusal('-625004', {
    zh: '退货申请单申报失败，[清单{0}未放行或已全部退货]',
    en: 'List {0} is {1}; only a released list can come back.',
    basis: TABLE_7_2,
    fix:
      'Before release apply for cancellation (CEB623); a list of which all came back needs ' +
      'nothing more.',
    fixZh: '放行前申请撤单（CEB623）；已全部退货的清单无需再申请。',
  }),
  late: refusal('-625004', {
    zh: '退货申请单申报失败，[清单{0}于{1}放行，退货申请期限为{2}]',
    en: 'List {0} was released on {1}; its return could be applied for until {2}.',
    basis: RETURNS,
    fix: 'The buyer may be refunded by the seller; the tax of this list stays due.',
    fixZh: '可由商家自行退款；该清单税款仍应缴纳。',
  }),
  unknown: refusal('-625016', {
    zh: '查无此数据[清单编号{0}]',
    en: 'No list has the number {0} for order {1}.',
    basis: TABLE_7_2,
    fix: 'Send ebpCode, orderNo and invtNo of the list as receipt 622 (status 120) names them.',
    fixZh: '按清单回执622（状态120）填写电商平台代码、订单编号和清单编号。',
  }),
  changeState: refusal('-625022', {
    zh: '退货申请单[{0}]的申报状态不符合改单申报的条件',
    en: 'Application {0} is {1}; in this state it can be neither changed nor deleted.',
    basis: TABLE_7_2,
    fix: 'Wait for customs (626); after a refusal declare again with a later appTime.',
    fixZh: '等待退货回执626；被退单后以更晚的报送时间重新申报。',
  }),
  repeated: refusal('-625033', {
    zh: '退货申请单[{0}]已经申报过，请勿重复申报',
    en: 'An application with copNo {0} was already declared and is {1}; this one is another.',
    basis: TABLE_7_2,
    fix: 'Give each return of a list a copNo of its own.',
    fixZh: '每份退货申请单使用独立的企业内部编号。',
  }),
  line: refusal('-625209', {
    zh: '退货申请单[{0}],在关联的清单中未找到表体序号为[{1}],商品编号为[{2}]的数据',
    en: 'The list of application {0} has no line {1} with the commodity code {2}.',
    basis: TABLE_7_2,
    fix: 'Send gnum and gcode of the line as the list has them.',
    fixZh: '按原清单填写表体序号和商品编码。',
  }),
} as const satisfies Record<string, Rule>;
