import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
  WaybillStatusDocument,
} from '@pilotzone/ceb/message';

/** A document that passed the intake: decoded, of an enrolled sender and company. */
export type Filing = { readonly exchangeId: string; readonly transferCode: string } & (
  | { readonly type: 'CEB311Message'; readonly document: OrderDocument }
  | { readonly type: 'CEB411Message'; readonly document: PaymentDocument }
  | { readonly type: 'CEB511Message'; readonly document: WaybillDocument }
  | { readonly type: 'CEB513Message'; readonly document: WaybillStatusDocument }
  | { readonly type: 'CEB621Message'; readonly document: ListDocument }
);

/** How a batch is filed. */
export type FilingOptions = {
  /**
   * False: lists are recorded and judged later by `clearFiled` (the `clear` command's order of
   * allowances).
   */
  readonly judge: boolean;
};
