import { assert } from '@pilotzone/kernel/errors';
import { DXP_NAMESPACE, dxpGrammar, dxpMsg } from './dxp-grammar.ts';
import type { DxpContent } from './dxp-grammar.ts';
import { escapeText } from './encode.ts';
import { readFastDxp } from './fast-dxp.ts';
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
  | ({ readonly kind: 'dxp'; readonly payload: Buffer } & DxpEnvelope)
  | { readonly kind: 'not-dxp' }
  | { readonly kind: 'invalid'; readonly errors: readonly SchemaError[] };

/** A root further in than this is not looked for. */
const START_BYTES = 4096;

/**
 * The payload of a DXP envelope, and who it is from. `not-dxp` is everything else, also what a
 * guard stops: `decodeCeb` then says which. The signature of an envelope is checked by the schema
 * only. Never throws.
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
  readStrictly(buffer.toString('utf8'), {
    errors,
    begin: (root) => {
      if (root.name !== dxpMsg.name || root.namespace !== DXP_NAMESPACE) return undefined;
      validator = createValidator(dxpMsg, dxpGrammar, errors);
      return validator;
    },
  });
  if (!validator) return { kind: 'not-dxp' };
  if (errors.length > 0) return { kind: 'invalid', errors };
  // The grammar composes exactly this.
  const { data, ...envelope } = validator.result() as DxpContent;
  // Foreign characters are skipped, as the schema's judge does.
  const payload = Buffer.from(data.replace(/[^A-Za-z0-9+/=]+/g, ''), 'base64');
  return { kind: 'dxp', ...envelope, payload };
}

/** A DXP transport message around `payload`. */
export function wrapDxp(envelope: DxpEnvelope, payload: Uint8Array): Buffer {
  const { copMsgId, senderId, receiverIds, creatTime, msgType } = envelope;
  assert(receiverIds.length >= 1 && receiverIds.length <= 5, 'DXP needs 1 to 5 receivers');
  const receivers = receiverIds.map((id) => element('ReceiverId', escapeText(id))).join('');
  const info =
    element('CopMsgId', escapeText(copMsgId)) +
    element('SenderId', escapeText(senderId)) +
    element('ReceiverIds', receivers) +
    element('CreatTime', escapeText(creatTime)) +
    element('MsgType', escapeText(msgType));
  const data = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<dxp:DxpMsg xmlns:dxp="${DXP_NAMESPACE}" ver="1.0">${element('TransInfo', info)}` +
      `${element('Data', data.toString('base64'))}</dxp:DxpMsg>`,
  );
}

function element(name: string, content: string): string {
  return `<dxp:${name}>${content}</dxp:${name}>`;
}
