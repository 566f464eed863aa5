/**
 * The phrases that the bases of our rules are made of, with their Chinese: sources are few and are
 * named in one way, so a basis is translated by its parts. Longer phrases stand before their parts.
 */
const PHRASES: readonly (readonly [en: string, zh: string])[] = [
  ['Unified CEB system, message specification 202205', '企业对接报文规范（202205版）'],
  ['Message specification 202205', '企业对接报文规范（202205版）'],
  ['CEB specification 202205', '企业对接报文规范（202205版）'],
  ['Check of common e-port clients', '电子口岸常见客户端的校验'],
  ['Real customs receipts', '海关真实回执'],
  ['By the pattern of 13127 and 130126', '参照海关代码13127、130126'],
  ['Receipts identify a list by ebcCode and orderNo', '回执以ebcCode和orderNo标识清单'],
  ['No rule was found that demands it', '未见强制规定'],
  ['the same for lists in common clients', '常见客户端对清单同样校验'],
  ['text of -625009', '-625009的文字'],
  ['barCode alone allows 无', '仅barCode可填“无”'],
  ['tolerance 0', '容差为0'],
  ["that appTime decides is pilotzone's reading", '以appTime为准系本平台的理解'],
  ['a list refers to its order by ebpCode and orderNo', '清单以ebpCode和orderNo关联订单'],
  ['a list refers to its waybill by', '清单关联运单，依据'],
  ['a payment refers to its order by ebpCode and orderNo', '支付单以ebpCode和orderNo关联订单'],
  ['text of real receipts', '真实回执的文字'],
  ['ebpCode and orderNo are the key of an order', 'ebpCode和orderNo是订单的主键'],
  [
    'logisticsCode and logisticsNo are the key of a waybill',
    '运单主键为logisticsCode、logisticsNo',
  ],
  ['no receipt shows that customs compares it', '未见海关比对该项的回执'],
  ['lines correspond one by one', '表体逐项对应'],
  [': must equal the waybill', '：须与运单一致'],
  [': 0 where there is none', '：没有的填0'],
  ['one waybill is one parcel, not repeated within six months', '一单一包裹，六个月内不重复'],
  ['receipts are matched by copNo', '回执以copNo对应'],
  ['a status belongs to a waybill sent by CEB511', '运单状态属于以CEB511发送的运单'],
  ['a message older than the stored one is not processed', '旧报文数据不做处理'],
  ['tax is collected by period against a guarantee', '税款凭担保按期汇总征收'],
  ['old customs table of packages', '海关旧版包装种类代码表'],
  ['snapshot of 2018', '2018年版'],
  ['digits 7 to 14', '第7至14位'],
  ['returnStatus of CEB622', 'CEB622的returnStatus'],
  ['GACC 2018 No. 194', '海关总署公告2018年第194号'],
  ['GACC 2018 no. 194', '海关总署公告2018年第194号'],
  ['GACC 2020 no. 45', '海关总署公告2020年第45号'],
  ['a return is not more than the list declared', '退货不超过清单申报数量'],
  ['specification 202205', '规范（202205版）'],
  ['GACC 2016 no. 75', '海关总署公告2016年第75号'],
  ['GACC 2020 No. 44', '海关总署公告2020年第44号'],
  ['GACC 2020 No. 75', '海关总署公告2020年第75号'],
  ['sums of customs, line by line', '各项之和，逐项对应'],
  ['summary declaration by list', '清单模式简化申报'],
  ['FOB, the discount included', 'FOB，含非现金抵扣金额'],
  ['single value up to 5,000 CNY', '单票5000元以内'],
  ['table 7-2', '表7-2'],
  [
    'the announcement of each mode (docs/flows/export.md)',
    '各监管方式的公告（docs/flows/export.md）',
  ],
  ['Zone rule: single value at most 5,000 CNY', '综试区规定：单票不超过5000元'],
  ['no licence, no export duty, no refund', '不涉证、不涉税、不退税'],
  ['Licence catalogue imported as export goods', '导入的出口商品许可目录'],
  ['The value limit is in CNY', '限值以人民币计'],
  [
    'abolished from 2024-12-15 by GACC 2024 no. 167',
    '自2024-12-15起由海关总署公告2024年第167号取消',
  ],
  ['Required until 2024-12-14', '2024-12-14前须报送'],
  ['abolished by GACC 2024 no. 167', '由海关总署公告2024年第167号取消'],
  ['303 and 603 share ebpCode, ebcCode and orderNo', '303与603的ebpCode、ebcCode、orderNo相同'],
  ['505 and 603 share logisticsCode and logisticsNo', '505与603的logisticsCode、logisticsNo相同'],
  ['W overseas warehouse (9810)', 'W海外仓（9810）'],
  ['packNo of CEB505 and CEB603', 'CEB505与CEB603的packNo'],
  ['no official text demands equality', '无明文要求相等'],
  ["that it must not have left is pilotzone's reading", '尚未离境系本平台的理解'],
  ['within one year of release', '放行之日起一年内'],
  [
    'Cross-district returns: 9610 only, nation-wide from 2026-04-01',
    '跨关区退货：限9610，自2026-04-01起全国实施',
  ],
  [' ties lists to the bill of lading', '使清单与提单关联'],
  ['lists closed in the month before, of one consignor', '同一收发货人上月结关的清单'],
  ['by the 15th of the month after', '次月15日前'],
  ["pilotzone's reading", '本平台的理解'],
  ['GACC 2020 no. 75', '海关总署公告2020年第75号'],
  ['GACC 2020 no. 44', '海关总署公告2020年第44号'],
  ['Specification 202205', '规范（202205版）'],
  [' and ', '、'],
  ['; ', '；'],
  [', ', '，'],
  [': ', '：'],
];

const known = new Map<string, string>();

/** The basis of a rule in Chinese; field names, numbers and Chinese titles stay as they are. */
export function basisInChinese(basis: string): string {
  let zh = known.get(basis);
  if (zh === undefined) {
    zh = PHRASES.reduce((text, [en, chinese]) => text.replaceAll(en, chinese), basis);
    // Bases are templates of our own rules: a few dozen.
    if (known.size < 1000) known.set(basis, zh);
  }
  return zh;
}
