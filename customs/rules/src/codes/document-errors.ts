import { parseTexts } from './official-texts.ts';

/**
 * Error codes of the transport layer (DXP, four digits) and of e-port for orders, payments,
 * waybills, waybill statuses and stock-entry details (negative). Source: unified CEB system,
 * message specification 202205, tables 7-1 and 7-2. -301020 is not in the table: it was seen in
 * receipts.
 */
export const DOCUMENT_ERRORS = parseTexts(`
0001 报文格式错误
  The message format is wrong.
0002 数据包不能通过 schema 验证
  The packet does not pass schema validation.
0999 其他格式错误
  Another format error.
1001 数字签名无效
  The digital signature is invalid.
1002 数字签名过期
  The digital signature has expired.
1003 报文解密错误
  The message cannot be decrypted.
1004 签名与数据不符
  The signature does not fit the data.
1999 其他安全错误
  Another security error.
2001 指定的接收方不存在
  The receiver named does not exist.
2002 地址不匹配，报文的实际接收方与该报文的“接收方”定义不同
  The message reached another receiver than it names.
2999 其他业务逻辑错误
  Another error of business logic.
3001 数据库、中间件等系统错误
  A system error of database or middleware.
3002 远程连接错误
  The remote connection failed.
3003 远程连接超时
  The remote connection timed out.
3999 其他系统级错误
  Another system error.
-10101 无效企业类型
  The kind of enterprise is invalid.
-10102 无效企业代码
  The enterprise code is invalid.
-301001 订单商品表体信息不存在
  The order has no goods lines.
-301002 订单商品信息内有重复商品序号
  The order has several lines with the same number.
-301003 订单信息查询不存在[*]
  The order [*] was not found.
-301004 订单信息查询不存在[*]
  The order [*] was not found.
-301005 [*]订单信息查询不存在
  The order [*] was not found.
-301006 [*]检索到多条订单信息
  Several orders were found for [*].
-301007 订单业务报文信息不能为空
  The order message may not be empty.
-301008 参数校验不通过，*
  A field of the order does not pass its check: *
-301009 订单标识(appType)不正确,未找到操作的订单
  appType is wrong: the order to act on was not found.
-301010 已存在相同编号的订单
  An order of this number exists.
-301011 该订单已向海关申报清单，状态不符
  The list of this order is already declared to customs.
-301012 订单报文处理失败，未找到对应操作
  The order message failed: no matching operation.
-301013 订单报文处理失败，系统异常
  The order message failed: system exception.
-301014 订单报文处理失败，接收报文为旧报文数据，不做处理
  The order message is older than what is on file and was not processed.
-301015 订单报文处理失败，报文表头数据超过限制
  The order message has more heads than allowed.
-301020 验签失败
  The signature of the order could not be verified.
-401001 支付凭证查询不存在[*]
  The payment [*] was not found.
-401002 支付状态查询不存在[*]
  The payment status [*] was not found.
-401003 [*]对应多条支付凭证
  Several payments were found for [*].
-401004 [*]对应支付凭证查询不存在
  The payment for [*] was not found.
-401005 支付单业务报文不能为空
  The payment message may not be empty.
-401006 支付单标识(appType)不正确,未找到对应操作的支付单
  appType is wrong: the payment to act on was not found.
-401007 已存在相同编号的支付单
  A payment of this number exists.
-401008 该支付单已向海关申报支付单，状态不符
  This payment is already declared to customs.
-401009 参数校验不通过，[paymentHead,payment]
  A field of the payment does not pass its check: [paymentHead, payment]
-401010 支付单报文处理失败，未找到对应操作
  The payment message failed: no matching operation.
-401011 支付单报文处理失败，系统异常
  The payment message failed: system exception.
-401012 支付单报文处理失败，接收报文为旧报文数据，不做处理
  The payment message is older than what is on file and was not processed.
-401013 支付单报文处理失败，报文表头数据超过限制
  The payment message has more heads than allowed.
-504000 运单报文解析失败！
  The waybill message could not be parsed.
-504010 运单业务报文不能为空
  The waybill message may not be empty.
-504011 参数校验不通过，*
  A field of the waybill does not pass its check: *
-504012 物流运单已存在
  The waybill exists.
-504013 物流运单报文数量超过限制
  The message has more waybills than allowed.
-504014 运单标识(appType)不正确,未找到操作的运单
  appType is wrong: the waybill to act on was not found.
-504015 已存在相同编号的运单
  A waybill of this number exists.
-504016 该运单已向海关申报运单，状态不符
  This waybill is already declared to customs.
-505000 运单状态报文解析失败！
  The waybill status message could not be parsed.
-505010 运单状态业务报文不能为空
  The waybill status message may not be empty.
-505011 参数校验不通过
  A field of the waybill status does not pass its check.
-505012 物流运单状态已存在
  The waybill status exists.
-505013 物流运单状态报文数量超过限制
  The message has more waybill statuses than allowed.
-505014 物流运单状态报文处理失败，未找到对应操作
  The waybill status message failed: no matching operation.
-505015 物流报文处理失败，系统异常
  The logistics message failed: system exception.
-505016 物流报文处理失败，接收报文为旧报文数据，不做处理
  The logistics message is older than what is on file and was not processed.
-505017 报文处理失败，报文表头数据超过限制清单操作
  The message failed: more heads than allowed.
-800000 入库明细单表体信息不存在
  The stock-entry details have no lines.
-800001 校验不通过，[错误信息]
  A check failed: [error]
-800002 入库明细单报文解析失败
  The stock-entry message could not be parsed.
-800003 入库明细单报已存在
  The stock-entry details exist.
-800004 入库明细单报文处理失败，系统异常
  The stock-entry message failed: system exception.
-800005 入库明细单报文处理失败，接收报文为旧报文数据，不做处理
  The stock-entry message is older than what is on file and was not processed.
-800006 入库明细单报文处理失败，报文表头数据超过限制
  The stock-entry message has more heads than allowed.
`);
