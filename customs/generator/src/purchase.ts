import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
} from '@pilotzone/ceb/message';
import type { Basket } from './draw-basket.ts';
import type { Parties } from './parties.ts';
import type { Person } from './people.ts';

export type { Parties } from './parties.ts';

/** A consistent purchase: four documents that agree, and what they were made from. */
export type Purchase = {
  readonly order: OrderDocument;
  readonly payment: PaymentDocument;
  readonly waybill: WaybillDocument;
  readonly list: ListDocument;
  readonly parties: Parties;
  readonly buyer: Person;
  readonly basket: Basket;
};

/** A copy with other values in the head of one of its documents. */
export function withHead<K extends 'order' | 'payment' | 'waybill' | 'list'>(
  purchase: Purchase,
  which: K,
  values: Partial<Purchase[K]['head']>,
): Purchase {
  const document = purchase[which];
  return { ...purchase, [which]: { ...document, head: { ...document.head, ...values } } };
}

/** A copy with other values in one line of its order or its list. */
export function withLine<K extends 'order' | 'list'>(
  purchase: Purchase,
  [which, index]: readonly [K, number],
  values: Partial<Purchase[K]['lines'][number]>,
): Purchase {
  const lines = purchase[which].lines.map((line, at) =>
    at === index ? { ...line, ...values } : line,
  );
  return { ...purchase, [which]: { ...purchase[which], lines } };
}
