import { PilotError } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import { dayOf } from '@pilotzone/kernel/time';
import { faultsOfRawData, keptUntil } from '@pilotzone/rules/payment-raw-data';
import type { RawData } from '@pilotzone/rules/payment-raw-data';
import { RAW_DATA_FOREIGN, RAW_DATA_INVALID, type RawDataKept } from './contract.ts';
import { bodyOf, contradictionsOf } from './model/raw-data.ts';
import type { RawDataNeeds } from './raw-data-needs.ts';
import { insertRawData, lockTransaction, selectPaymentOnFile } from './store/raw-data.ts';
import { wakeRequests } from './store/raw-data-requests.ts';

export type RawDataDelivery = {
  readonly data: RawData;
  /** Whose data the caller may deliver; `undefined`: everybody's. */
  readonly owner: string | undefined;
  readonly actor: string;
};

/**
 * Keeps the raw data that a platform or payment firm delivers for its orders, for three years, and
 * makes what customs asked for meanwhile due. The same again changes nothing; other data of the
 * same transaction are a new version. Throws FINANCE_RAW_DATA_FOREIGN and FINANCE_RAW_DATA_INVALID.
 */
export async function keepRawData(
  needs: RawDataNeeds,
  { data, owner, actor }: RawDataDelivery,
): Promise<RawDataKept> {
  const { payExchangeInfoHead: head, payExchangeInfoLists: lists } = data;
  const { ebpCode, payCode, payTransactionId } = head;
  if (owner !== undefined && owner !== ebpCode && owner !== payCode) throw foreign(owner);
  const total = totalOf(data);
  const now = needs.clock.now();
  const keepUntil = keptUntil(dayOf(now), head.tradingTime);
  const at = { zoneCode: needs.zoneCode, now };
  return needs.db.transaction(async (tx) => {
    const latest = await lockTransaction(tx, needs.zoneCode, head);
    const payment = await selectPaymentOnFile(tx, needs.zoneCode, head);
    if (payment) refuse(contradictionsOf(data, { payment, total }));
    const body = bodyOf(data);
    const orders = lists.map(({ orderNo }) => orderNo);
    const about = { payCode, payTransactionId, ebpCode };
    if (latest?.body === body)
      return {
        ...{ ...about, version: latest.version, keptUntil: latest.keepUntil },
        ...{ repeated: true, requestsMadeDue: 0 },
      };
    const version = (latest?.version ?? 0) + 1;
    const row = { ...about, version, body, deliveredBy: actor, keepUntil, orders };
    await insertRawData(tx, row, at);
    const requestsMadeDue = await wakeRequests(tx, { ebpCode, payCode, orders }, at);
    return { ...about, version, keptUntil: keepUntil, repeated: false, requestsMadeDue };
  });
}

/** The amount in units. Throws FINANCE_RAW_DATA_INVALID when anything is wrong with the data. */
function totalOf(data: RawData): bigint {
  const faults = faultsOfRawData(data);
  const total = parseUnits(String(data.payExchangeInfoHead.totalAmount));
  if (total === undefined || total <= 0n) faults.push('totalAmount : 须大于0，最多五位小数');
  const numbers = data.payExchangeInfoLists.map(({ orderNo }) => orderNo);
  if (new Set(numbers).size < numbers.length) faults.push('orderNo : 同一订单不能重复');
  refuse(faults);
  return total ?? 0n;
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new PilotError(
    RAW_DATA_INVALID,
    `customs would not take these payment raw data (支付原始数据不合规): ${faults.join('; ')}; ` +
      'correct the fields and deliver them again',
  );
}

function foreign(owner: string): PilotError {
  return new PilotError(
    RAW_DATA_FOREIGN,
    `${owner} is neither the platform (ebpCode) nor the payment firm (payCode) of these data; ` +
      'deliver your own only',
  );
}
