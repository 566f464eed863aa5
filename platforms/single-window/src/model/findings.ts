import type { Finding } from '@pilotzone/kernel/finding';
import { basisInChinese } from '@pilotzone/rules/basis-zh';

type Entry = Omit<Finding, 'code' | 'values' | 'message' | 'messageZh' | 'basisZh'> & {
  readonly fixZh: string;
  readonly message: (values: readonly string[]) => string;
  readonly messageZh: (values: readonly string[]) => string;
};

const SPEC = 'CEB specification 202205, ';

/**
 * Findings the single window makes itself, about numbers, states and limits; texts of codes are
 * customs' own.
 */
const CATALOGUE: Record<string, Entry> = {
  '-621004': {
    source: 'eport',
    field: 'InventoryHead.orderNo',
    message: ([orderNo, , , status]) =>
      `A list for order ${orderNo} was already declared and is ${status}; this one contradicts it.`,
    messageZh: ([orderNo]) => `清单[${orderNo}]已经申报过，请勿重复申报`,
    basis: SPEC + 'table 7-2',
    fix:
      'Send nothing again. To correct a list that is not yet sent to customs, use appType 2; ' +
      'a rejected list may be declared again with a later appTime.',
    fixZh:
      '请勿重复发送。更正尚未发送海关的清单请用报送类型2；被退单的清单可以更晚的报送时间重新申报。',
  },
  '-621011': {
    source: 'eport',
    field: 'InventoryHead.appType',
    message: ([orderNo]) =>
      `There is no declared list for order ${orderNo} that could be changed or deleted.`,
    messageZh: ([orderNo]) => `不存在已申报的清单[${orderNo}]，无法进行改单操作`,
    basis: SPEC + 'table 7-2',
    fix: 'Declare the list first with appType 1.',
    fixZh: '请先以报送类型1申报清单。',
  },
  '-621012': {
    source: 'eport',
    field: 'InventoryHead.appType',
    message: ([orderNo, , , status]) =>
      `The list for order ${orderNo} is ${status}; in this state it can be neither changed ` +
      `nor deleted.`,
    messageZh: ([orderNo]) => `清单[${orderNo}]的申报状态不符合改单申报的条件`,
    basis: SPEC + 'table 7-2',
    fix:
      'Wait for the receipt of customs; before release apply for cancellation (CEB623), ' +
      'after it for a return (CEB625).',
    fixZh: '请等待海关回执；放行前申请撤销（CEB623），放行后申请退货（CEB625）。',
  },
  'PZ-LIST-STALE': {
    source: 'platform',
    field: 'InventoryHead.appTime',
    message: ([orderNo, arrived, stored]) =>
      `The list for order ${orderNo} of ${arrived} is older than the one already here of ` +
      `${stored} and was ignored.`,
    messageZh: ([orderNo, arrived, stored]) =>
      `清单[${orderNo}]报送时间${arrived}早于已接收数据的${stored}，接收报文为旧报文数据，不做处理`,
    basis: 'docs/protocols/checks.md: a message older than the stored one is not processed',
    fix: 'Nothing, if the newer list is right; otherwise send the correction with a later appTime.',
    fixZh: '如较新的清单无误则无需处理；否则请以更晚的报送时间发送更正。',
  },
  'PZ-COP-NO-USED': {
    source: 'platform',
    field: 'InventoryHead.copNo',
    message: ([copNo, agentCode]) =>
      `Declarant ${agentCode} used the document number ${copNo} for another list.`,
    messageZh: ([copNo, agentCode]) => `企业内部编号${copNo}已被申报企业${agentCode}的其他清单使用`,
    basis: SPEC + 'CEB622: receipts are matched by copNo',
    fix: 'Give each list a copNo of its own.',
    fixZh: '请为每份清单使用唯一的企业内部编号。',
  },
  'PZ-WAYBILL-USED': {
    source: 'platform',
    field: 'InventoryHead.logisticsNo',
    message: ([logisticsNo, logisticsCode]) =>
      `Waybill ${logisticsNo} of carrier ${logisticsCode} already belongs to another ` +
      `declared list.`,
    messageZh: ([logisticsNo, logisticsCode]) =>
      `物流企业${logisticsCode}的运单${logisticsNo}已用于其他已申报清单`,
    basis: SPEC + 'CEB511 logisticsNo: one waybill is one parcel, not repeated within six months',
    fix: 'Declare the parcel with its own waybill number.',
    fixZh: '请使用该包裹自己的运单编号申报。',
  },
  'PZ-STOCK-UNKNOWN': {
    source: 'platform',
    field: 'InventoryList.itemRecordNo',
    message: ([record, book, merchant]) =>
      `Book ${book} holds no goods record ${record} of merchant ${merchant}.`,
    messageZh: ([record, book, merchant]) =>
      `账册${book}中没有电商企业${merchant}的备案料号${record}的保税库存`,
    basis: 'GACC announcement 2018 no. 194: bonded goods leave from the book that they entered',
    fix:
      'Compare book, merchant and record with the bonded entry of the goods; announce the entry ' +
      '(POST /api/v1/bonded-entries) if it is missing, and declare the list again.',
    fixZh: '请核对账册编号、电商企业与备案料号；若入区尚未登记，请先登记保税入区，再重新申报清单。',
  },
  'PZ-STOCK-UNIT': {
    source: 'platform',
    field: 'InventoryList.unit',
    message: ([record, book, unit, known]) =>
      `Goods record ${record} of book ${book} counts in unit ${known}; the list says ${unit}.`,
    messageZh: ([record, book, unit, known]) =>
      `账册${book}备案料号${record}的计量单位为${known}，清单为${unit}`,
    basis: 'GACC announcement 2018 no. 194: bonded goods leave from the book that they entered',
    fix: 'Declare quantity and unit as the book has them.',
    fixZh: '请按账册备案的计量单位申报数量。',
  },
  'PZ-STOCK-SHORT': {
    source: 'platform',
    field: 'InventoryList.qty',
    message: ([record, book, needed, available]) =>
      `The bonded stock of record ${record} in book ${book} does not cover this line: ` +
      `${needed} needed, ${available} free.`,
    messageZh: ([record, book, needed, available]) =>
      `账册${book}备案料号${record}的保税库存不足：需${needed}，可用${available}`,
    basis: 'GACC announcement 2018 no. 194: bonded goods leave from the book that they entered',
    fix:
      'Wait until goods have entered or lists have been given back, or correct the quantity; ' +
      'then declare the list again with a later appTime.',
    fixZh: '请待货物入区或其他清单退回库存后，或更正数量后，以更晚的报送时间重新申报清单。',
  },
  '-621003': {
    source: 'eport',
    field: 'InventoryHead.assureCode',
    message: ([code, needed, available]) =>
      `The tax guarantee of ${code} does not cover this list: ${needed} CNY needed, ` +
      `${available} CNY left.`,
    messageZh: ([code, needed, available]) =>
      `清单申报失败，[担保企业${code}的税款担保额度不足，需${needed}元，可用${available}元]`,
    basis: SPEC + 'table 7-2; GACC 2018 No. 194: tax is collected by period against a guarantee',
    fix:
      'Ask the guarantor to raise the guarantee or to pay taxes that are due, then declare ' +
      'again with a later appTime.',
    fixZh: '请担保企业提高担保额度或缴纳到期税款，再以更晚的报送时间重新申报。',
  },
  'PZ-GUARANTOR-UNKNOWN': {
    source: 'platform',
    field: 'InventoryHead.assureCode',
    message: ([code]) => `Enterprise ${code} has no tax guarantee in this zone.`,
    messageZh: ([code]) => `担保企业${code}在本综试区无税款担保`,
    basis: 'GACC 2018 No. 194: tax is collected by period against a guarantee',
    fix:
      'Name a guarantor with a guarantee (platform, merchant or carrier of the list), or ' +
      'file one with customs.',
    fixZh: '请填写有税款担保的企业（清单的电商平台、电商企业或物流企业），或向海关办理担保。',
  },
  'PZ-NOT-YOURS': {
    source: 'platform',
    field: 'agentCode',
    message: ([declarant, viewer]) =>
      `This is an application of ${declarant}; ${viewer} is told nothing of what would come of it.`,
    messageZh: ([declarant, viewer]) =>
      `该申请的申报企业为${declarant}，不向${viewer}告知其申报结果`,
    basis: 'ARCHITECTURE.md, Who may do what: an enterprise sees its own objects',
    fix: 'Check it with an API key, or a login, of the declarant.',
    fixZh: '请使用申报企业自己的接口密钥或账号进行预审。',
  },
  'PZ-HOLD': {
    source: 'platform',
    field: '',
    message: ([reason]) =>
      `Risk control holds this list until an officer decides${reason ? ': ' + reason : '.'}`,
    messageZh: ([reason]) => `风险防控已布控，待人工审核${reason ? '：' + reason : ''}`,
    basis: 'docs/flows/risk-and-hold.md',
    fix: 'Nothing yet; have the papers of the order at hand in case the officer asks.',
    fixZh: '暂无需处理；请备好订单资料以备人工审核时查验。',
  },
  'PZ-HOLD-REJECTED': {
    source: 'platform',
    field: '',
    message: ([reason]) => `An officer refused this list after review: ${reason}`,
    messageZh: ([reason]) => `人工审核不予通过：${reason}`,
    basis: 'docs/flows/risk-and-hold.md',
    fix: 'Correct what the officer names and declare the list again with a later appTime.',
    fixZh: '请按审核意见更正，并以更晚的报送时间重新申报清单。',
  },
  'PZ-BUYER-FROZEN': {
    source: 'platform',
    field: 'InventoryHead.buyerIdNumber',
    message: ([orderNo]) =>
      `The buyer of order ${orderNo} has frozen purchases in their own name, so this list was ` +
      `refused.`,
    messageZh: ([orderNo]) => `订单${orderNo}的订购人已冻结以其身份进行的跨境购买，清单不予受理`,
    basis: 'docs/flows/citizens.md',
    fix:
      'Ask the buyer. If the purchase is theirs, they lift the freeze on the citizens’ page; ' +
      'then declare again with a later appTime.',
    fixZh:
      '请与订购人确认。如系本人购买，由其在“我的跨境购买”页面解除冻结，再以更晚的报送时间重新申报。',
  },
  'PZ-AT-CUSTOMS': {
    source: 'platform',
    field: '',
    message: () => 'The list was sent to customs, which has not answered yet.',
    messageZh: () => '清单已发送海关，待海关回执',
    basis: 'docs/flows/clearance.md',
    fix: 'Wait; the platform asks again by itself.',
    fixZh: '请等待，平台会自动再次查询。',
  },
  'PZ-EXPORT-ARRIVAL': {
    source: 'customs',
    field: '',
    message: ([logisticsNo]) =>
      `Customs has examined the list and waits for the arrival of parcel ${logisticsNo} at the ` +
      `supervised place.`,
    messageZh: ([logisticsNo]) => `海关已审结，待运单${logisticsNo}货物运抵监管场所`,
    basis: 'docs/flows/export.md',
    fix: 'Bring the goods to the supervised place and let the carrier send the arrival (CEB507).',
    fixZh: '请将货物运抵监管场所，并由物流企业发送运抵单（CEB507）。',
  },
  'PZ-NOT-JUDGED': {
    source: 'platform',
    field: '',
    message: () => 'The list is recorded and has not been judged yet.',
    messageZh: () => '清单已接收，待审核',
    basis: 'docs/flows/clearance.md',
    fix: 'Wait; it is judged next.',
    fixZh: '请等待，清单即将审核。',
  },
  'PZ-CUSTOMS-HOLD': {
    source: 'customs',
    field: '',
    message: ([status]) =>
      `Customs keeps the goods for a person to look at (returnStatus ${status}).`,
    messageZh: ([status]) => `海关布控（回执状态${status}），待人工处理`,
    basis: SPEC + 'returnStatus of CEB622',
    fix: 'Present the goods and the papers of the order to customs.',
    fixZh: '请向海关提交货物和订单资料。',
  },
};

/** A finding of this module's catalogue. Throws on an unknown code: a bug. */
export function catalogued(code: string, values: readonly string[]): Finding {
  const entry = CATALOGUE[code];
  if (!entry) throw new Error(`bug: no finding ${code}`);
  return {
    code,
    source: entry.source,
    field: entry.field,
    message: entry.message(values),
    messageZh: entry.messageZh(values),
    values: values.filter((value) => value !== '').slice(0, 4),
    basis: entry.basis,
    fix: entry.fix,
    basisZh: basisInChinese(entry.basis),
    fixZh: entry.fixZh,
  };
}

/** The codes this module explains, for the documentation test. */
export function cataloguedCodes(): string[] {
  return Object.keys(CATALOGUE);
}
