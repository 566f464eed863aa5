import { Buffer } from 'node:buffer';
import { CODE_DONE, CODE_FAILED, parseOpenRequest } from '@pilotzone/rules/payment-raw-data';
import type { RawDataNeeds } from './raw-data-needs.ts';
import { findOrder } from './store/raw-data.ts';
import { insertRequest } from './store/raw-data-requests.ts';

/** The answer to platDataOpen, as the announcement has it. */
export type OpenAnswer = {
  readonly code: string;
  readonly message: string;
  readonly serviceTime: number;
};

/**
 * Takes customs' request for the raw data of an order of platform `ebpCode` (platDataOpen). It is
 * answered at once with 10000 when the order is known here, and with 20000 and the reason when it
 * is not, or the request is no good; the data go by an upload afterwards. The same session again
 * changes nothing.
 */
export async function openRawData(
  needs: RawDataNeeds,
  { ebpCode, text }: { ebpCode: string; text: string },
): Promise<OpenAnswer> {
  const refusal = await take(needs, ebpCode, text);
  return {
    code: refusal === undefined ? CODE_DONE : CODE_FAILED,
    message: refusal ?? '',
    serviceTime: needs.clock.now(),
  };
}

/** Why the request is refused. */
async function take(
  needs: RawDataNeeds,
  ebpCode: string,
  text: string,
): Promise<string | undefined> {
  const request = parseOpenRequest(text);
  if (!request) return 'openReq : 须为含orderNo、sessionID、serviceTime的JSON';
  const fault = await needs.rawData.judgeRequest(request);
  if (fault !== undefined) return `signValue : ${fault}`;
  const { zoneCode, clock } = needs;
  return needs.db.transaction(async (tx) => {
    const { orderNo, sessionID, serviceTime } = request;
    const order = await findOrder(tx, zoneCode, { ebpCode, orderNo });
    if (!order) return `orderNo : 平台${ebpCode}无订单${orderNo}`;
    const now = clock.now();
    const exchangeId = await needs.rawData.recordExchange(tx, {
      ...{ direction: 'in', messageType: 'platDataOpen', body: Buffer.from(text) },
    });
    const state = order.hasRawData ? ('due' as const) : ('owed' as const);
    const row = { sessionId: sessionID, ebpCode, orderNo, payCode: order.payCode, serviceTime };
    const known = await insertRequest(tx, { ...row, exchangeId, state }, { zoneCode, now });
    const isSame = !known || (known.ebpCode === ebpCode && known.orderNo === orderNo);
    return isSame ? undefined : 'sessionID : 已用于另一订单';
  });
}
