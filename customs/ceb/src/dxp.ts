import { assert } from '@pilotzone/kernel/errors';
import { DXP_NAMESPACE, dxpGrammar, dxpMsg, dxpMsgSv } from './dxp-grammar.ts';
import type { DxpContent, DxpServerContent, SvNo } from './dxp-grammar.ts';
import { dxpDocument, dxpElement, transInfoXml } from './dxp-write.ts';
import { escapeText } from './encode.ts';
import { readFastDxp } from './fast-dxp.ts';
import type { ElementRule } from './grammar.ts';
import { guardBytes, guardMarkup, MAX_BYTES } from './guards.ts';
import type { SchemaError } from './message.ts';
import { readStrictly } from './read-strict.ts';
import { createValidator } from './validate.ts';
import type { Validator } from './validate.ts';

/** Who sends what to whom in a DXP transport message. */
export type DxpEnvelope = {
  /** The sender's own id of the message; CEB900 answers with it. */
  readonly copMsgId: string;
  /** DXP ids. */
  readonly senderId: string;
  readonly receiverIds: readonly string[];
  /** When it was made, as written: xs:dateTime, mostly local time of China without a zone. */
  readonly creatTime: string;
  /** "CEB311Message". */
  readonly msgType: string;
};

/** What `unwrapDxp` found. */
export type Unwrapped =
  | ({
      readonly kind: 'dxp';
      readonly payload: Buffer;
      /** What the servers wrote round it; `undefined` for a client's own envelope. */
      readonly server?: SvNo;
    } & DxpEnvelope)
  | { readonly kind: 'not-dxp' }
  | { readonly kind: 'invalid'; readonly errors: readonly SchemaError[] };

/** A root further in than this is not looked for. */
const START_BYTES = 4096;

/**
 * The payload of a DXP envelope (DxpMsg, or DxpMsgSv between servers), and who it is from.
 * `not-dxp` is everything else, also what a guard stops: `decodeCeb` then says which. The signature
 * of an envelope is checked by the schema only. Never throws.
 */
export function unwrapDxp(bytes: Uint8Array): Unwrapped {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.toString('latin1', 0, START_BYTES).includes('DxpMsg')) return { kind: 'not-dxp' };
  if (guardBytes(buffer)) return { kind: 'not-dxp' };
  const fast = readFastDxp(buffer);
  return fast ? { kind: 'dxp', ...fast } : unwrapStrictly(buffer);
}

/** The strict path alone, for bytes that `guardBytes` passed. */
export function unwrapStrictly(buffer: Buffer): Unwrapped {
  if (guardMarkup(buffer, MAX_BYTES)) return { kind: 'not-dxp' };
  const errors: SchemaError[] = [];
  let validator: Validator | undefined;
  let document: ElementRule | undefined;
  readStrictly(buffer.toString('utf8'), {
    errors,
    begin: (root) => {
      if (root.namespace !== DXP_NAMESPACE) return undefined;
      document = [dxpMsg, dxpMsgSv].find(({ name }) => name === root.name);
      validator = document && createValidator(document, dxpGrammar, errors);
      return validator;
    },
  });
  if (!validator) return { kind: 'not-dxp' };
  if (errors.length > 0) return { kind: 'invalid', errors };
  // The grammar composes exactly this.
  if (document !== dxpMsgSv)
    return { kind: 'dxp', ...decodePayload(validator.result() as DxpContent) };
  const { svNo, message } = validator.result() as DxpServerContent;
  return { kind: 'dxp', ...decodePayload(message), server: svNo };
}

function decodePayload({ data, ...envelope }: DxpContent): DxpEnvelope & { payload: Buffer } {
  // Foreign characters are skipped, as the schema's judge does.
  return { ...envelope, payload: Buffer.from(data.replace(/[^A-Za-z0-9+/=]+/g, ''), 'base64') };
}

/** A DXP transport message around `payload`. */
export function wrapDxp(envelope: DxpEnvelope, payload: Uint8Array): Buffer {
  return dxpDocument('DxpMsg', messageXml(envelope, payload));
}

/** A transport message between servers, round the message of a client. */
export function wrapDxpServer(server: SvNo, envelope: DxpEnvelope, payload: Uint8Array): Buffer {
  const { msgId, subMsgId, sendTime, endNode, staNode } = server;
  const numbers = [
    dxpElement('MsgId', escapeText(msgId)),
    subMsgId === undefined ? '' : dxpElement('SubMsgId', escapeText(subMsgId)),
    dxpElement('SendTime', escapeText(sendTime)),
    dxpElement('EndNode', escapeText(endNode)),
    dxpElement('StaNode', escapeText(staNode)),
  ].join('');
  const svNo = `<dxp:SvNo Ver="1.0">${numbers}</dxp:SvNo>`;
  const message = `<dxp:DxpMsg ver="1.0">${messageXml(envelope, payload)}</dxp:DxpMsg>`;
  return dxpDocument('DxpMsgSv', svNo + message);
}

/** A copy of a message for one receiver. */
export type ServerCopy = { readonly server: SvNo; readonly envelope: DxpEnvelope };

/**
 * Splits a message for several receivers into one copy each, numbered from 1 (SubMsgId); a message
 * with one receiver stays whole and gets no number. Source: specification 202205, chapter 5.
 */
export function splitByReceiver(
  server: Omit<SvNo, 'subMsgId' | 'endNode'>,
  envelope: DxpEnvelope,
  endNodeOf: (receiverId: string) => string,
): ServerCopy[] {
  const { receiverIds } = envelope;
  assert(receiverIds.length >= 1 && receiverIds.length <= 5, 'DXP needs 1 to 5 receivers');
  return receiverIds.map((receiverId, i) => ({
    server: {
      ...server,
      subMsgId: receiverIds.length === 1 ? undefined : String(i + 1),
      endNode: endNodeOf(receiverId),
    },
    envelope: { ...envelope, receiverIds: [receiverId] },
  }));
}

function messageXml(envelope: DxpEnvelope, payload: Uint8Array): string {
  const data = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return transInfoXml('TransInfo', envelope) + dxpElement('Data', data.toString('base64'));
}
