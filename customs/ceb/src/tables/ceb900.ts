import { UNBOUNDED, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** MessageReturn: fields in schema order. */
export const messageReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('returnStatus', '回执状态', 1, 10),
  text('returnInfo', '回执详细信息', 0, 5000),
  text('returnTime', '操作时间', 17),
  text('oriCopMsgId', '原始传输报文的copMsgId', 0, 255),
  text('oriMessageType', '原始报文类型', 0, 15),
  text('oriBizMessage', '原始报文内容', 0, UNBOUNDED),
] as const;

export type MessageReturn = RecordOf<typeof messageReturnFields>;

export const ceb900 = {
  type: 'CEB900Message',
  zh: '报文格式校验回执',
  en: 'message-format validation receipt',
  direction: 'both',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'MessageReturn',
    max: 1,
    head: { element: 'MessageReturn', fields: messageReturnFields },
  },
} as const satisfies MessageTable;
