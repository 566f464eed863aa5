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
import type { MessageReturn } from './tables/ceb900.ts';
import type { BaseSubscribe, BaseTransfer } from './tables/frame.ts';

/**
 * A decoded business document: its head, and its goods lines (empty where the message has none).
 */
export type CebDocument<Head, Line = never> = {
  readonly head: Head;
  readonly lines: readonly Line[];
};

/** The document type of each message decoded so far. */
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
