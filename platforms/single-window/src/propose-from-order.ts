import type { OrderDocument } from '@pilotzone/ceb/message';
import { PilotError } from '@pilotzone/kernel/errors';
import type { ClearingNeeds } from './clearing-needs.ts';
import { DRAFT_IMPOSSIBLE, DRAFT_ORDER_NOT_FOUND } from './contract.ts';
import { ADOPTED, listFromOrder } from './model/list-from-order.ts';
import { maskDocument, personalFields } from './model/mask-document.ts';
import { findGoodsByNumber } from './store/goods-filings.ts';
import { findOrder, orderDocument, type OrderKey } from './store/orders.ts';
import { findByOrder, hasDeclaredFor } from './store/read.ts';

/** Who fills a list from an order. */
type Reader = {
  readonly participantCode: string;
  /** Whose declarations may be seen; `undefined`: all of the zone. */
  readonly reach: string | undefined;
};

/**
 * A list as it follows from an order that has none yet. Throws DRAFT_ORDER_NOT_FOUND and
 * DRAFT_IMPOSSIBLE.
 */
export async function proposeFromOrder(needs: ClearingNeeds, key: OrderKey, by: Reader) {
  const order = await openOrder(needs, key, by);
  const declared = await findByOrder(needs.db, needs.zoneCode, key);
  if (declared) {
    const text =
      `order ${key.orderNo} has a list already (${declared.status}); ` +
      'correct that one from its page, or ask to cancel it';
    throw new PilotError(DRAFT_IMPOSSIBLE, text);
  }
  const itemNos = order.lines.flatMap(({ itemNo }) => (itemNo ? [itemNo] : []));
  const owners = [by.participantCode, order.head.ebcCode];
  const filed = await findGoodsByNumber(needs.db, needs.zoneCode, { owners, itemNos });
  // What the writer has on file under a number comes before what the merchant has.
  filed.sort((a, b) => owners.indexOf(b.participantCode) - owners.indexOf(a.participantCode));
  const goods = new Map(filed.map((row) => [row.itemNo, row]));
  return { draft: listFromOrder(order, goods), title: key.orderNo };
}

/** Which values the draft takes from its order, masked; none where it was taken back. */
export async function explainOrder(needs: ClearingNeeds, key: OrderKey, by: Reader) {
  const order = await findVisibleOrder(needs, key, by);
  if (!order) return { ...key, masked: {} };
  const masked = maskDocument({ head: personalFields(order.head), lines: [] }).head;
  const names = ADOPTED.map((name) => [name, String(masked[name] ?? '')]);
  return { ...key, masked: Object.fromEntries(names) as Record<string, string> };
}

/**
 * The order that a writer declares. Throws DRAFT_ORDER_NOT_FOUND, also for one that exists and is
 * not for the writer to know, so that numbers of orders cannot be guessed.
 */
export async function openOrder(
  needs: ClearingNeeds,
  key: OrderKey,
  by: Reader,
): Promise<OrderDocument> {
  const order = await findVisibleOrder(needs, key, by);
  if (order) return order;
  throw new PilotError(
    DRAFT_ORDER_NOT_FOUND,
    `no order ${key.orderNo} of platform ${key.ebpCode} that you may declare is on file; ` +
      'check both, or let its platform send it (311)',
  );
}

/**
 * The order, where the writer may know it: as its platform or merchant, as the zone, or as a broker
 * for whom customs has released a list of this merchant before.
 */
async function findVisibleOrder(
  needs: ClearingNeeds,
  key: OrderKey,
  { participantCode, reach }: Reader,
): Promise<OrderDocument | undefined> {
  const { db, zoneCode } = needs;
  const order = await findOrder(db, zoneCode, key);
  const isDeclared = order !== undefined && order.appStatus !== 1;
  const mayKnow =
    isDeclared &&
    (reach === undefined ||
      [order.ebpCode, order.ebcCode].includes(participantCode) ||
      (await hasDeclaredFor(db, zoneCode, { agentCode: participantCode, ebcCode: order.ebcCode })));
  return mayKnow ? orderDocument(order) : undefined;
}
