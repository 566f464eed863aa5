import { dayOf } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { returnDeadlines, returnTermsOn } from '@pilotzone/rules/return-terms';
import type { DecidedList, SimulatedRequest } from './request-store.ts';

export type Answer = Pick<SimulatedRequest, 'returnStatus' | 'returnInfo'>;

/** What customs knows when a request arrives. */
export type RequestContext = {
  readonly now: Instant;
  readonly list: DecidedList | undefined;
  /** Requests about the same list before this one. */
  readonly earlier: readonly SimulatedRequest[];
  /** True: a return is closed only when its goods have arrived. */
  readonly awaitGoods: boolean;
};

/** Customs' decision on a request to cancel (623): before its decision on the list only. Pure. */
export function decideCancellation(
  { invtNo }: { invtNo: string },
  { list, earlier }: RequestContext,
): Answer {
  if (!list) return refusal('-623003', `系统中不存在清单编号为[${invtNo}]的清单！`);
  const isRepeated = earlier.some(
    ({ messageType, returnStatus }) => messageType === 'CEB623Message' && returnStatus === '399',
  );
  if (isRepeated) return refusal('-623009', `撤单清单[${invtNo}]已经申报过`);
  if (!HOLDING.has(list.returnStatus)) {
    return refusal('-623005', `清单的状态不符合撤单申报要求(清单编号[${invtNo}])！`);
  }
  return CLOSED;
}

/** Customs' decision on a return (625) by its list and its day. Pure. */
export function decideReturn(
  { invtNo }: { invtNo: string },
  { list, now, awaitGoods }: RequestContext,
): Answer {
  if (!list) return refusal('-625016', '查无此数据');
  if (list.returnStatus !== '800') {
    return refusal('-625004', `退货申请单申报失败，[清单${invtNo}未放行]`);
  }
  const { apply } = deadlinesOf(list, now);
  if (dayOf(now) > apply) {
    return refusal('-625004', `退货申请单申报失败，[清单${invtNo}退货申请期限为${apply}]`);
  }
  return awaitGoods ? AWAITING : CLOSED;
}

/** Customs' decision when the goods of a return arrive. Pure. */
export function decideArrivedReturn(list: DecidedList | undefined, now: Instant): Answer {
  if (!list) return refusal('100', '[Code:1900;Desc:原清单不存在]');
  const { back } = deadlinesOf(list, now);
  if (dayOf(now) <= back) return CLOSED;
  return refusal('100', `[Code:1900;Desc:退货商品应于${back}前运抵，已超期]`);
}

function deadlinesOf(list: DecidedList, now: Instant) {
  return returnDeadlines(dayOf(list.decidedAt), returnTermsOn(dayOf(now)));
}

const HOLDING: ReadonlySet<string> = new Set(['300', '500']);
const CLOSED: Answer = { returnStatus: '399', returnInfo: '[Code:2700;Desc:海关审结]' };
const AWAITING: Answer = { returnStatus: '120', returnInfo: '[Code:1800;Desc:逻辑校验通过]' };

function refusal(returnStatus: string, returnInfo: string): Answer {
  return { returnStatus, returnInfo };
}
