import type { OrderHead, OrderList } from './tables/ceb311.ts';
import type { OrderReturn } from './tables/ceb312.ts';
import type { PaymentHead } from './tables/ceb411.ts';
import type { PaymentReturn } from './tables/ceb412.ts';
import type { LogisticsHead } from './tables/ceb511.ts';
import type { LogisticsReturn } from './tables/ceb512.ts';
import type { LogisticsStatus } from './tables/ceb513.ts';
import type { LogisticsStatusReturn } from './tables/ceb514.ts';
import type { InventoryHead, InventoryList } from './tables/ceb621.ts';
import type { InventoryReturn } from './tables/ceb622.ts';
import type { ExportInvtRefundHead, ExportInvtRefundList } from './tables/ceb213.ts';
import type { ExportRefundReturn } from './tables/ceb214.ts';
import type { ExportInvtRefundDetail } from './tables/ceb215.ts';
import type { ExportInvtRefundDetailReturn } from './tables/ceb216.ts';
import type { ExportOrderHead, ExportOrderList } from './tables/ceb303.ts';
import type { ExportOrderReturn } from './tables/ceb304.ts';
import type { ExportReceipts } from './tables/ceb403.ts';
import type { ExportReceiptsReturn } from './tables/ceb404.ts';
import type { ExportLogistics } from './tables/ceb505.ts';
import type { ExportLogisticsReturn } from './tables/ceb506.ts';
import type { ExportArrivalHead, ExportArrivalList } from './tables/ceb507.ts';
import type { ExportArrivalReturn } from './tables/ceb508.ts';
import type { ExportDepartureHead, ExportDepartureList } from './tables/ceb509.ts';
import type { ExportDepartureReturn } from './tables/ceb510.ts';
import type { ExportInventoryHead, ExportInventoryList } from './tables/ceb603.ts';
import type { ExportInventoryReturn } from './tables/ceb604.ts';
import type { ExportInvtCancel } from './tables/ceb605.ts';
import type { ExportInvtCancelReturn } from './tables/ceb606.ts';
import type { ExportWayBillHead, ExportWayBillList } from './tables/ceb607.ts';
import type { ExportWayBillReturn } from './tables/ceb608.ts';
import type { InvtCancel } from './tables/ceb623.ts';
import type { InvtCancelReturn } from './tables/ceb624.ts';
import type { InvtRefundHead, InvtRefundList } from './tables/ceb625.ts';
import type { InvtRefundReturn } from './tables/ceb626.ts';
import type { ExportSummaryApplyHead, ExportSummaryApplyList } from './tables/ceb701.ts';
import type { ExportSummaryReturn } from './tables/ceb702.ts';
import type { DeliveryHead, DeliveryList } from './tables/ceb711.ts';
import type { DeliveryReturn } from './tables/ceb712.ts';
import type { ExportSummaryResultHead, ExportSummaryResultList } from './tables/ceb792.ts';
import type { TaxHeadRd, TaxListRd } from './tables/ceb816.ts';
import type { TaxHeadStatus } from './tables/ceb818.ts';
import type { MessageReturn } from './tables/ceb900.ts';
import type { BaseSubscribe, BaseTransfer } from './tables/frame.ts';

/**
 * A decoded business document: its head, and its goods lines (empty where the message has none).
 */
export type CebDocument<Head, Line = never> = {
  readonly head: Head;
  readonly lines: readonly Line[];
};

/** The document type of each message. */
export type DocumentByType = {
  CEB311Message: CebDocument<OrderHead, OrderList>;
  CEB312Message: CebDocument<OrderReturn>;
  CEB411Message: CebDocument<PaymentHead>;
  CEB412Message: CebDocument<PaymentReturn>;
  CEB511Message: CebDocument<LogisticsHead>;
  CEB512Message: CebDocument<LogisticsReturn>;
  CEB513Message: CebDocument<LogisticsStatus>;
  CEB514Message: CebDocument<LogisticsStatusReturn>;
  CEB621Message: CebDocument<InventoryHead, InventoryList>;
  CEB622Message: CebDocument<InventoryReturn>;
  CEB623Message: CebDocument<InvtCancel>;
  CEB624Message: CebDocument<InvtCancelReturn>;
  CEB625Message: CebDocument<InvtRefundHead, InvtRefundList>;
  CEB626Message: CebDocument<InvtRefundReturn>;
  CEB711Message: CebDocument<DeliveryHead, DeliveryList>;
  CEB712Message: CebDocument<DeliveryReturn>;
  CEB816Message: CebDocument<TaxHeadRd, TaxListRd>;
  CEB818Message: CebDocument<TaxHeadStatus>;
  CEB303Message: CebDocument<ExportOrderHead, ExportOrderList>;
  CEB304Message: CebDocument<ExportOrderReturn>;
  CEB403Message: CebDocument<ExportReceipts>;
  CEB404Message: CebDocument<ExportReceiptsReturn>;
  CEB505Message: CebDocument<ExportLogistics>;
  CEB506Message: CebDocument<ExportLogisticsReturn>;
  CEB507Message: CebDocument<ExportArrivalHead, ExportArrivalList>;
  CEB508Message: CebDocument<ExportArrivalReturn>;
  CEB509Message: CebDocument<ExportDepartureHead, ExportDepartureList>;
  CEB510Message: CebDocument<ExportDepartureReturn>;
  CEB603Message: CebDocument<ExportInventoryHead, ExportInventoryList>;
  CEB604Message: CebDocument<ExportInventoryReturn>;
  CEB605Message: CebDocument<ExportInvtCancel>;
  CEB606Message: CebDocument<ExportInvtCancelReturn>;
  CEB607Message: CebDocument<ExportWayBillHead, ExportWayBillList>;
  CEB608Message: CebDocument<ExportWayBillReturn>;
  CEB701Message: CebDocument<ExportSummaryApplyHead, ExportSummaryApplyList>;
  CEB702Message: CebDocument<ExportSummaryReturn>;
  CEB792Message: CebDocument<ExportSummaryResultHead, ExportSummaryResultList>;
  CEB213Message: CebDocument<ExportInvtRefundHead, ExportInvtRefundList>;
  CEB214Message: CebDocument<ExportRefundReturn>;
  CEB215Message: CebDocument<ExportInvtRefundDetail>;
  CEB216Message: CebDocument<ExportInvtRefundDetailReturn>;
  CEB900Message: CebDocument<MessageReturn>;
};

export type MessageType = keyof DocumentByType;

/** ExtendMessage 扩展自定义数据实体; `message` is the raw XML between its tags, kept as sent. */
export type ExtendMessage = {
  readonly name: string;
  readonly version: string;
  readonly message: string;
};

/** What surrounds the documents of a message. */
export type MessageFrame = {
  readonly guid: string;
  readonly version: string;
  /** Absent in receipts. */
  readonly transfer: BaseTransfer | undefined;
  readonly subscribes: readonly BaseSubscribe[];
  readonly extend: ExtendMessage | undefined;
  /** Byte range of ds:Signature in the message as received, `undefined` when there is none. */
  readonly signature: { readonly start: number; readonly end: number } | undefined;
};

/** A decoded, schema-valid message, discriminated by `type`. */
export type CebMessage = {
  [T in MessageType]: MessageFrame & {
    readonly type: T;
    readonly documents: readonly DocumentByType[T][];
  };
}[MessageType];

/** One message of type `T`. */
export type CebMessageOf<T extends MessageType> = Extract<CebMessage, { type: T }>;

export type OrderDocument = DocumentByType['CEB311Message'];
export type PaymentDocument = DocumentByType['CEB411Message'];
export type WaybillDocument = DocumentByType['CEB511Message'];
export type WaybillStatusDocument = DocumentByType['CEB513Message'];
export type ListDocument = DocumentByType['CEB621Message'];
export type ListReceipt = DocumentByType['CEB622Message'];

/** One thing the schema refuses. `path` names it: "Inventory[0].InventoryHead.buyerIdNumber". */
export type SchemaError = {
  readonly path: string;
  readonly code: string;
  readonly message: string;
};

/** Which guard stopped a reader before the schema was looked at. */
export type Guard = 'size' | 'encoding' | 'doctype' | 'depth' | 'attributes';

/**
 * What decoding found. `message`: schema-valid. `invalid`: not well-formed or against the schema,
 * with all errors (up to a cap); answered with CEB900. `refused`: a guard stopped the reader.
 */
export type Decoded =
  | { readonly kind: 'message'; readonly message: CebMessage; readonly path: 'fast' | 'strict' }
  | {
      readonly kind: 'invalid';
      readonly type: string | undefined;
      readonly errors: readonly SchemaError[];
    }
  | { readonly kind: 'refused'; readonly guard: Guard; readonly message: string };
