import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb, escapeText } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { DS_NAMESPACE, MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { C14N, digestMethodUri, ENVELOPED, HASH_OF, signatureMethodUri } from './algorithms.ts';
import { canonicalize } from './canonical.ts';
import { readSignatureShape, rootTagOf } from './signature-shape.ts';
import { KeyError } from './signing-key.ts';
import type { SigningKey, SoftwareKey } from './signing-key.ts';

/** A message without a Signature, and where it belongs. */
export type Unsigned = {
  readonly bytes: Buffer;
  /**
   * Byte at which the Signature goes; without it before the end tag of the root, where imports have
   * it.
   */
  readonly at?: number | undefined;
  /**
   * True for bytes that `encodeCeb` wrote: canonical from the root on, so that they are hashed as
   * they stand.
   */
  readonly isCanonical?: boolean;
};

/** The bytes of a signed message of ours. */
export function encodeSigned(message: OutgoingMessage, key: SoftwareKey): Buffer {
  return signMessageNow(encodeUnsigned(message), key);
}

/** A message of ours, ready for its Signature: in exports that stands before ExtendMessage. */
export function encodeUnsigned(message: OutgoingMessage): Unsigned {
  const bytes = encodeCeb(message);
  const at = message.extend ? extendAt(message, bytes) : undefined;
  return { bytes, at, isCanonical: message.extend === undefined };
}

function extendAt({ type }: OutgoingMessage, bytes: Buffer): number | undefined {
  if (MESSAGE_TABLES[type].direction !== 'export') return undefined;
  return extendStart(bytes);
}

function extendStart(bytes: Buffer): number {
  return bytes.lastIndexOf('<ceb:ExtendMessage>');
}

/** Signs a message with a key of this process; the bytes that go out. */
export function signMessageNow(message: Unsigned, key: SoftwareKey): Buffer {
  const prepared = prepare(message, key);
  return finish(message, prepared, key.signNow(prepared.signedInfo));
}

/** Signs a message with a key that may be elsewhere. */
export async function signMessage(message: Unsigned, key: SigningKey): Promise<Buffer> {
  const prepared = prepare(message, key);
  return finish(message, prepared, await key.sign(prepared.signedInfo));
}

/**
 * Signs a message of ours that was composed without a key: in place of the placeholder, or where
 * the Signature belongs. Throws KeyError; the message must be valid by the schema but for that.
 */
export async function signDraft(draft: Uint8Array, key: SigningKey): Promise<Buffer> {
  const bytes = Buffer.from(draft.buffer, draft.byteOffset, draft.byteLength);
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message') throw new KeyError('the draft is no message by the schema');
  const { type, signature, extend } = decoded.message;
  if (!signature) {
    const isBefore = extend && MESSAGE_TABLES[type].direction === 'export';
    return signMessage({ bytes, at: isBefore ? extendStart(bytes) : undefined }, key);
  }
  const { start, end } = signature;
  const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  return signMessage({ bytes: rest, at: start }, key);
}

type Prepared = { readonly head: string; readonly tail: string; readonly signedInfo: Buffer };

function prepare(
  message: Unsigned,
  { certificate, algorithm }: Pick<SigningKey, 'certificate' | 'algorithm'>,
): Prepared {
  const hash = HASH_OF[algorithm];
  const digest = createHash(hash).update(canonicalOf(message)).digest('base64');
  const info =
    `<ds:SignedInfo>${method('CanonicalizationMethod', C14N)}` +
    method('SignatureMethod', signatureMethodUri(algorithm)) +
    `<ds:Reference URI=""><ds:Transforms>${method('Transform', ENVELOPED)}</ds:Transforms>` +
    method('DigestMethod', digestMethodUri(hash)) +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const head = `<ds:Signature xmlns:ds="${DS_NAMESPACE}">${info}<ds:SignatureValue>`;
  const tail =
    `</ds:SignatureValue><ds:KeyInfo><ds:KeyName>${escapeText(certificate.serial)}</ds:KeyName>` +
    `<ds:X509Data><ds:X509Certificate>${certificate.der.toString('base64')}` +
    '</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>';
  const start = message.bytes.toString('utf8', 0, Math.min(message.bytes.length, 2048));
  const rootTag = rootTagOf(start) || rootTagOf(message.bytes.toString('utf8'));
  // Read back by the verifier's own reader: what is signed is what a verifier will see.
  const { signedInfo } = readSignatureShape(rootTag, head + tail);
  return { head, tail, signedInfo: Buffer.from(signedInfo, 'utf8') };
}

function canonicalOf({ bytes, isCanonical }: Unsigned): Uint8Array {
  if (!isCanonical) return Buffer.from(canonicalize(bytes.toString('utf8')).before, 'utf8');
  // Behind the XML declaration and its line feed.
  return bytes.subarray(bytes.indexOf('?>') + 3);
}

function finish({ bytes, at }: Unsigned, { head, tail }: Prepared, value: Buffer): Buffer {
  const position = at ?? bytes.lastIndexOf('</');
  const signature = Buffer.from(head + value.toString('base64') + tail, 'utf8');
  return Buffer.concat([bytes.subarray(0, position), signature, bytes.subarray(position)]);
}

function method(name: string, algorithm: string): string {
  return `<ds:${name} Algorithm="${algorithm}"></ds:${name}>`;
}
