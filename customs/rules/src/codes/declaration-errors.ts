import { parseTexts } from './official-texts.ts';

/**
 * e-port's error codes for import lists (621), cancellations (623) and returns (625). Source:
 * unified CEB system, message specification 202205, table 7-2. The table lists -621027 and -625022
 * twice with different texts; both stand here with a stroke between them. Its rows for -623000,
 * -623001 and -623999 run into each other in the published file and are read as three.
 */
export const DECLARATION_ERRORS = parseTexts(`
-621000 CEB621Message 接收失败，清单表体为空，报文业务主键[*]
  The list [*] has no goods lines.
-621001 清单报文校验失败，[*]
  A field of the list does not pass its check: [*]
-621002 四单回执解析失败，[*]！
  A receipt could not be parsed: [*]
-621003 清单申报失败，[*]
  The list could not be declared: [*]
-621004 清单[*]已经申报过，请勿重复申报
  The list [*] has been declared; do not declare it again.
-621005 清单[*]的购买金额超过单笔限额[[*]]
  The amount of the list [*] is above the limit of one transaction [*].
-621006 未找到 headGuid 为[*]的清单
  No list with the head guid [*] was found.
-621008 清单[*]发送海关成功，更新状态时发生错误
  The list [*] was sent to customs, but its status could not be updated.
-621009 清单[*]发送海关失败，更新状态时发生错误
  The list [*] could not be sent to customs, nor its status be updated.
-621010 申报清单[*]发生错误，状态不是申报中
  The list [*] is not being declared.
-621011 不存在已申报的清单[*]，无法进行改单操作
  There is no declared list [*] that could be changed.
-621012 清单[*]的申报状态不符合改单申报的条件
  The list [*] is in a state in which it may not be changed.
-621013 清单[*]，查询个人限额失败
  The buyer's allowance for the list [*] could not be read.
-621014 清单[*]，核增个人[*]消费金额时出错
  The buyer's [*] spending could not be increased for the list [*].
-621015 *[*]与卡信息[*]不匹配，没有权限进行操作
  [*] does not fit the key card [*]: no right to do this.
-621016 [*]没有权限进行操作
  [*] has no right to do this.
-621017 系统发生异常
  System exception.
-621018 清单[*]中购买人[*]已用购买额度为[*]，本次购买将超过年度限额[*]
  The buyer [*] of the list [*] has spent [*]; this purchase would exceed the yearly limit [*].
-621019 查无此数据
  No such data.
-621020 请求参数错误，请重试
  The request is wrong; try again.
-621021 申报失败[主键为空或未找到数据]，请重试
  The declaration failed: no key or no data; try again.
-621022 申报失败[*]，请重试
  The declaration failed: [*]; try again.
-621023 执行改单操作时发生错误，请重试
  The change failed; try again.
-621024 所有清单的表体均为空，无法完成申报操作
  None of the lists has goods lines.
-621025 保存签名信息发生错误！
  The signature could not be stored.
-621026 保存签名信息发生错误,签名信息为空！
  The signature could not be stored: it is empty.
-621027 保存失败，请确认状态并刷新重试 / 请确认表体 gnum 无重复！
  Not stored: check the state and try again, or line numbers (gnum) repeat.
-621028 加签数据比对失败！
  The signed data differ from the data sent.
-621029 验签失败！
  The signature of the list could not be verified.
-621030 CEB621Message 接收失败[*]，清单数据超过限制！
  The message [*] has more lists than allowed.
-623000 CEB623Message 接收失败，撤单清单为空，报文业务主键[*]
  The cancellation [*] is empty.
-623001 撤单报文校验失败，[*]
  A field of the cancellation does not pass its check: [*]
-623002 回执解析失败，[*]！
  The receipt could not be parsed: [*]
-623003 系统中不存在清单编号为[*]的清单！
  There is no list with the number [*].
-623004 查无此数据
  No such data.
-623005 清单的状态不符合撤单申报要求(清单编号[*])！
  The list [*] is in a state in which it may not be cancelled.
-623006 撤单清单[*]发送海关成功，更新状态时发生错误
  The cancellation [*] was sent to customs, but its status could not be updated.
-623007 撤单清单[*]发送海关失败，更新状态时发生错误
  The cancellation [*] could not be sent to customs, nor its status be updated.
-623008 CEB623Message 接收失败[*]，数据超过限制！
  The message [*] has more cancellations than allowed.
-623009 撤单清单[*]已经申报过
  The cancellation [*] has been declared.
-623010 第*条，企业内部编号[*]:[*]
  Item *, enterprise number [*]: [*]
-623011 生成失败[主键为空或未找到数据]，请重试
  Not made: no key or no data; try again.
-623012 生成失败[撤单原因为空]，请重试
  Not made: the reason is empty; try again.
-623013 撤单状态[*]不符合删除条件
  A cancellation in the state [*] may not be deleted.
-623014 校验失败[*]
  A check failed: [*]
-623016 保存签名信息发生错误！
  The signature could not be stored.
-623017 保存签名信息发生错误,签名信息为空！
  The signature could not be stored: it is empty.
-623018 请求参数错误，请重试
  The request is wrong; try again.
-623019 申报失败[主键为空或未找到数据]，请重试
  The cancellation failed: no key or no data; try again.
-623020 申报失败[*]，请重试
  The cancellation failed: [*]; try again.
-623021 *[*]与卡信息[*]不匹配，没有权限进行操作
  [*] does not fit the key card [*]: no right to do this.
-623022 保存失败，请确认状态并刷新重试
  Not stored: check the state and try again.
-623023 撤单清单申报失败，[*]
  The cancellation could not be declared: [*]
-623024 通过界面申报清单[*]发生错误，状态不是申报中
  The cancellation [*] is not being declared.
-623025 清单[*]，核增个人[*]消费金额时出错
  The buyer's [*] spending could not be corrected for the list [*].
-623026 [*]没有权限进行操作
  [*] has no right to do this.
-623027 系统发生异常
  System exception.
-623028 申报请求发送失败[*]
  The request could not be sent: [*]
-623029 验签失败*！
  The signature of the cancellation could not be verified: *
-623999 撤单错误
  Another error of a cancellation.
-625001 退货申请单报文校验失败，[*]
  A field of the return does not pass its check: [*]
-625002 四单回执解析失败，[*]！
  A receipt could not be parsed: [*]
-625003 退货申请单业务报文不能为空！
  The return message may not be empty.
-625004 退货申请单申报失败，[*]
  The return could not be declared: [*]
-625005 退货申请单[*]验签失败！
  The signature of the return [*] could not be verified.
-625006 退货申请单[*]表体无数据，不允许申报！
  The return [*] has no goods lines.
-625007 退货申请单[*]表体第[*]项商品未备案！
  Line [*] of the return [*] is not on record.
-625008 退货申请单预录入号应由电子口岸生成！
  The pre-entry number of a return is issued by e-port.
-625009 退货申请单[*]表体第[*]项的第二数量与第二单位不符合规则（当第二单位为空时，第二数量应为空；当第二单位有值时，第二数量应为正数）！
  Second quantity and second unit of line [*] must both be given, or neither.
-625010 退货申请单[*]表体第[*]项的*[*]与备案库[*]不一致！
  Line [*] of the return [*] differs from the record.
-625011 退货申请单[*]表体第[*]项在参数库中没有匹配商品编号[*]的商品！
  Line [*] of the return [*]: no goods for the code [*].
-625012 退货申请单[*]表体第[*]项的*[*]与参数库[*]不一致！
  Line [*] of the return [*] differs from the parameters.
-625013 退货申请单[*]和证书中的“申报单位代码/名称”不一致！
  The declaring enterprise of the return [*] is not that of the certificate.
-625014 退货申请单[*]金额超过单笔限额
  The amount of the return [*] is above the limit of one transaction.
-625015 退货申请单[*]中购买人[*]的购买金额超过限额
  The amount of the buyer [*] of the return [*] is above the limit.
-625016 查无此数据
  No such data.
-625017 请求参数错误，请重试
  The request is wrong; try again.
-625018 申报失败[主键为空或未找到数据]，请重试
  The return failed: no key or no data; try again.
-625019 申报失败[系统错误]，请重试
  The return failed: system error; try again.
-625020 *[*]与卡信息[*]不匹配，没有权限进行操作
  [*] does not fit the key card [*]: no right to do this.
-625021 [*]没有权限进行操作
  [*] has no right to do this.
-625022 退货申请单[*]已经申报过，请勿重复申报 / 退货申请单[*]的申报状态不符合改单申报的条件
  The return [*] has been declared, or is in a state in which it may not be changed.
-625023 所有退货申请单的表体均为空，无法完成批量申报操作
  None of the returns has goods lines.
-625024 退货申请单[*]，核增个人[*]消费金额时出错
  The buyer's [*] spending could not be corrected for the return [*].
-625025 退货申请单[*]，新增个人消费金额时出错
  The buyer's spending could not be added for the return [*].
-625026 退货申请单[*]，查询个人限额失败
  The buyer's allowance for the return [*] could not be read.
-625027 保存签名信息发生错误！
  The signature could not be stored.
-625028 保存签名信息发生错误,签名信息为空！
  The signature could not be stored: it is empty.
-625029 保存失败，请确认状态并刷新重试
  Not stored: check the state and try again.
-625030 申报失败[*]，请重试
  The return failed: [*]; try again.
-625031 所有退货申请单的表体均为空，无法完成批量申报操作
  None of the returns has goods lines.
-625032 查无此数据
  No such data.
-625033 退货申请单[*]已经申报过，请勿重复申报
  The return [*] has been declared; do not declare it again.
-625110 系统发生异常
  System exception.
-625113 *[*]与卡信息[*]不匹配，没有权限进行操作
  [*] does not fit the key card [*]: no right to do this.
-625114 [*]没有权限进行操作
  [*] has no right to do this.
-625116 系统发生异常
  System exception.
-625200 CEB625Message 接收失败，退货申请单为空，报文业务主键[*]
  The return [*] is empty.
-625202 退货申请单[*]发送海关成功，更新状态时发生错误
  The return [*] was sent to customs, but its status could not be updated.
-625203 退货申请单[*]发送海关失败，更新状态时发生错误
  The return [*] could not be sent to customs, nor its status be updated.
-625204 未找到 headGuid 为[*]的清单
  No list with the head guid [*] was found.
-625205 通过界面申报清单[*]发生错误，状态不是申报中
  The return [*] is not being declared.
-625206 退货申请单[*]发送海关成功，更新状态时发生错误
  The return [*] was sent to customs, but its status could not be updated.
-625207 退货申请单[*]发送海关失败，更新状态时发生错误
  The return [*] could not be sent to customs, nor its status be updated.
-625208 验签失败*！
  The signature of the return could not be verified: *
-625209 退货申请单[*],在关联的清单中未找到表体序号为[*],商品编号为[*]的数据
  The list of the return [*] has no line [*] with the goods code [*].
`);
