import { Buffer } from 'node:buffer';
import { constants, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from './algorithms.ts';
import { childrenOf, der, derObjectId, expectTag, INTEGER } from './der.ts';
import { readBits, readDer, readObjectId, SEQUENCE, NULL } from './der.ts';
import { createSm2Verifier, OID_EC, OID_SM2, SM2_SIGNATURE_BYTES } from './sm2.ts';
import type { Sm2Verifier } from './sm2.ts';

/** A key that verifies: RSA or SM2, nothing else. */
export type PublicKey =
  | { readonly kind: 'rsa'; readonly bits: number; readonly key: KeyObject; readonly spki: Buffer }
  | { readonly kind: 'sm2'; readonly verify: Sm2Verifier; readonly spki: Buffer };

/** Object identifier of RSA keys (RFC 8017); those of SM2 are in sm2.ts. */
export const OID_RSA = '1.2.840.113549.1.1.1';

// Shorter RSA keys than 1024 bits fall to a laptop; longer ones than 8192 only cost time.
const RSA_BITS_MIN = 1024;
const RSA_BITS_MAX = 8192;

/**
 * Reads a SubjectPublicKeyInfo. `undefined` for a key of another kind, or of a size that nobody
 * uses. Throws DerError when it is none.
 */
export function readPublicKey(spki: Buffer): PublicKey | undefined {
  const [algorithm, bits] = childrenOf(readDer(spki, SEQUENCE));
  const [id, parameters] = childrenOf(expectTag(algorithm, SEQUENCE));
  const kind = readObjectId(id);
  if (kind === OID_EC) {
    if (!parameters || readObjectId(parameters) !== OID_SM2) return undefined;
    const point = readBits(bits);
    if (point.length !== 65) return undefined;
    return { kind: 'sm2', verify: createSm2Verifier(Buffer.from(point)), spki };
  }
  if (kind !== OID_RSA) return undefined;
  const [modulus] = childrenOf(readDer(readBits(bits), SEQUENCE));
  const size = (expectTag(modulus, INTEGER).content.length - 1) * 8;
  if (size > RSA_BITS_MAX) return undefined;
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const length = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return length < RSA_BITS_MIN ? undefined : { kind: 'rsa', bits: length, key, spki };
}

/** An AlgorithmIdentifier of an RSA signature: its parameters are NULL. */
export function writeRsaAlgorithm(id: string): Buffer {
  return der(SEQUENCE, derObjectId(id), der(NULL));
}

/** Whether keys of this kind make signatures of that algorithm. */
export function suits(key: PublicKey, algorithm: SignatureAlgorithm): boolean {
  return (key.kind === 'sm2') === (algorithm === 'sm2-sm3');
}

/** How an SM2 signature value was written; the specification names no form. */
export type ValueForm = 'raw' | 'der';

/**
 * Whether `value` is this key's signature of `data`. An SM2 value may be r‖s or DER. `userId` is
 * for finding out what a sender did wrong. Never throws, whatever the value is.
 */
export function verifyValue(
  key: PublicKey,
  signed: { readonly algorithm: SignatureAlgorithm; readonly data: Uint8Array },
  by: { readonly value: Buffer; readonly userId?: string },
): boolean {
  if (!suits(key, signed.algorithm)) return false;
  try {
    if (key.kind === 'sm2') return key.verify(signed.data, rawOf(by.value), by.userId);
    const hash = signed.algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
    const padding = constants.RSA_PKCS1_PADDING;
    return verify(hash, signed.data, { key: key.key, padding }, by.value);
  } catch {
    // A value that no signature can have: the libraries say so by throwing.
    return false;
  }
}

/** r‖s of an SM2 value that may be DER. */
function rawOf(value: Buffer): Buffer {
  if (value.length === SM2_SIGNATURE_BYTES) return value;
  const numbers = childrenOf(readDer(value, SEQUENCE)).map((number) => {
    const { content } = expectTag(number, INTEGER);
    const bytes = content[0] === 0 ? content.subarray(1) : content;
    return Buffer.concat([Buffer.alloc(Math.max(0, 32 - bytes.length)), bytes]);
  });
  return numbers.length === 2 ? Buffer.concat(numbers) : value;
}
