import { optionalText, text } from '../fields.ts';
import type { Entity, MessageTable, RecordOf } from '../fields.ts';

/** BaseTransfer 基础报文传输实体: who transmits. Required in every declaration. */
export const baseTransferFields = [
  text('copCode', '传输企业代码', 1, 18),
  text('copName', '传输企业名称', 0, 100),
  text('dxpMode', '报文传输模式', 3),
  text('dxpId', '报文传输编号', 0, 30),
  optionalText('note', '备注', 0, 1000),
] as const;

/** BaseSubscribe 基础回执订阅实体: who else receives data or receipts; up to five. */
export const baseSubscribeFields = [
  text('status', '订阅状态', 0, 100),
  text('dxpMode', '报文传输模式', 3),
  text('dxpAddress', '订阅地址', 0, 100),
  optionalText('note', '备注', 0, 1000),
] as const;

export type BaseTransfer = RecordOf<typeof baseTransferFields>;
export type BaseSubscribe = RecordOf<typeof baseSubscribeFields>;

export const baseTransfer = {
  element: 'BaseTransfer',
  fields: baseTransferFields,
} as const satisfies Entity;

/** BaseTransfer of the export schema, where the code may be empty. */
export const exportBaseTransfer = {
  element: 'BaseTransfer',
  fields: [
    text('copCode', '传输企业代码', 0, 18),
    text('copName', '传输企业名称', 0, 100),
    text('dxpMode', '报文传输模式', 3),
    text('dxpId', '报文传输编号', 0, 30),
    optionalText('note', '备注', 0, 1000),
  ],
} as const satisfies Entity;

/** BaseTransfer as the schema of a direction has it. */
export function baseTransferOf(direction: MessageTable['direction']): Entity {
  return direction === 'export' ? exportBaseTransfer : baseTransfer;
}

export const baseSubscribe = {
  element: 'BaseSubscribe',
  fields: baseSubscribeFields,
} as const satisfies Entity;

/** At most five subscribers per message (XSD). */
export const BASE_SUBSCRIBE_MAX = 5;
