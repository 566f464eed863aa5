import type { DxpEnvelope } from './dxp.ts';
import { dxpGrammar, dxpRep, DXP_NAMESPACE } from './dxp-grammar.ts';
import type { DxpReply, DxpResponse, DxpResult } from './dxp-grammar.ts';
import { dxpDocument, dxpElement, transInfoXml } from './dxp-write.ts';
import { escapeText } from './encode.ts';
import { guardBytes, guardMarkup, MAX_BYTES } from './guards.ts';
import type { SchemaError } from './message.ts';
import { readStrictly } from './read-strict.ts';
import { createValidator } from './validate.ts';
import type { Validator } from './validate.ts';

export type { DxpReply, DxpResponse, DxpResult } from './dxp-grammar.ts';

/**
 * What the exchange platform answers when it does not pass a message on. Source: specification
 * 202205, table 7-1. 4000 to 9999 are for users; there is no code for success.
 */
export const DXP_RESPONSES = {
  '0001': '报文格式错误',
  '0002': '数据包不能通过 schema 验证',
  '0999': '其他格式错误',
  '1001': '数字签名无效',
  '1002': '数字签名过期',
  '1003': '报文解密错误',
  '1004': '签名与数据不符',
  '1999': '其他安全错误',
  '2001': '指定的接收方不存在',
  '2002': '地址不匹配，报文的实际接收方与该报文的“接收方”定义不同',
  '2999': '其他业务逻辑错误',
  '3001': '数据库、中间件等系统错误',
  '3002': '远程连接错误',
  '3003': '远程连接超时',
  '3999': '其他系统级错误',
} as const;

export type DxpCode = keyof typeof DXP_RESPONSES;

/** What `readDxpReply` found. */
export type ReadReply =
  | { readonly kind: 'reply'; readonly reply: DxpReply }
  | { readonly kind: 'no-reply' }
  | { readonly kind: 'invalid'; readonly errors: readonly SchemaError[] };

/** Reads an answer of the exchange platform (DxpRep), by its schema. Never throws. */
export function readDxpReply(bytes: Uint8Array): ReadReply {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (guardBytes(buffer) || guardMarkup(buffer, MAX_BYTES)) return { kind: 'no-reply' };
  const errors: SchemaError[] = [];
  let validator: Validator | undefined;
  readStrictly(buffer.toString('utf8'), {
    errors,
    begin: (root) => {
      if (root.name !== dxpRep.name || root.namespace !== DXP_NAMESPACE) return undefined;
      validator = createValidator(dxpRep, dxpGrammar, errors);
      return validator;
    },
  });
  if (!validator) return { kind: 'no-reply' };
  if (errors.length > 0) return { kind: 'invalid', errors };
  // The grammar composes exactly this.
  return { kind: 'reply', reply: validator.result() as DxpReply };
}

/** Writes an answer of the exchange platform (DxpRep). */
export function writeDxpReply({ receiverId, nodeId, responses }: DxpReply): Buffer {
  const head = dxpElement('RecevierId', escapeText(receiverId)) + optional('AdNodeId', nodeId);
  return dxpDocument('DxpRep', head + responses.map(responseXml).join(''));
}

/** Why the exchange does not pass a message on. */
export type DxpRefusal = {
  readonly code: DxpCode;
  /** More than the code's own text says. */
  readonly info: string;
  /** What the message's envelope says; `undefined` where it cannot be read. */
  readonly envelope: DxpEnvelope | undefined;
  /** Receivers to whom it applies, where it does not to the whole message. */
  readonly receivers?: readonly string[];
};

/** The answer (DxpRep) to a message that is not passed on; times as the schema has them. */
export function writeDxpRefusal(
  { code, info, envelope, receivers = [] }: DxpRefusal,
  { day, localTime }: { day: string; localTime: string },
): Buffer {
  // The schema demands a head; of a message that cannot be read there is none.
  const original = envelope ?? {
    ...{ copMsgId: 'Unknown', senderId: 'Unknown', receiverIds: ['Unknown'], msgType: 'Unknown' },
    creatTime: localTime,
  };
  const about = `${DXP_RESPONSES[code]} ${info}`.trim().slice(0, INFO_MAX);
  const results = receivers.map((receiverId): DxpResult => {
    return { receiverId, code, info: DXP_RESPONSES[code], note: undefined };
  });
  const response = { nodeId: undefined, code, info: about, results, noticeTime: day };
  return writeDxpReply({
    receiverId: original.senderId,
    nodeId: undefined,
    responses: [{ ...response, note: undefined, original }],
  });
}

// The schema's.
const INFO_MAX = 300;

function responseXml(response: DxpResponse): string {
  const results = response.results.map(resultXml).join('');
  return dxpElement(
    'Response',
    optional('NodeId', response.nodeId) +
      dxpElement('ResponseCode', escapeText(response.code)) +
      optional('ResponseInfo', response.info) +
      (results === '' ? '' : dxpElement('Results', results)) +
      dxpElement('NoticeTime', escapeText(response.noticeTime)) +
      optional('Note', response.note) +
      transInfoXml('OriHead', response.original),
  );
}

function resultXml({ receiverId, code, info, note }: DxpResult): string {
  const parts = [
    dxpElement('RecId', escapeText(receiverId)),
    dxpElement('Code', escapeText(code)),
    optional('Info', info),
    optional('Note', note),
  ];
  return dxpElement('Result', parts.join(''));
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? '' : dxpElement(name, escapeText(value));
}
