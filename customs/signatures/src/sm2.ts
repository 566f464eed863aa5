import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, createVerify, randomBytes } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { der, derBits, derInteger, derObjectId, SEQUENCE } from './der.ts';

/**
 * SM2 signatures with SM3 (GB/T 32918.2, GM/T 0009): made by sm-crypto-v2, because Node's own
 * signing has an empty user id and is understood by nobody else (ADR 0013), verified by OpenSSL.
 * Keys and signatures are raw bytes here.
 */

/** Object identifiers of its keys (RFC 5480, GM/T 0006). */
export const OID_EC = '1.2.840.10045.2.1';
export const OID_SM2 = '1.2.156.10197.1.301';

/** The user id that GM/T 0009 gives where nothing else was agreed: everybody's. */
export const SM2_USER_ID = '1234567812345678';

/** Bytes of a signature: r and s. */
export const SM2_SIGNATURE_BYTES = 64;

/** A public key as an uncompressed point: 0x04, x, y. */
export type Sm2PublicKey = Buffer;

// The curve's parameters a, b and base point, which Z hashes (GB/T 32918.5).
const CURVE = Buffer.from(
  'FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC' +
    '28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93' +
    '32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7' +
    'BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0',
  'hex',
);
const ORDER = BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123');

/** What verifies. */
export type Sm2Verifier = (data: Uint8Array, signature: Uint8Array, userId?: string) => boolean;

/**
 * A verifier of one key, by OpenSSL: `createVerify` hashes what it is given and takes the hash as
 * the e of the standard, so that Z may be put before the data; `crypto.verify` would put its own
 * there. Throws when the point is not on the curve.
 */
export function createSm2Verifier(publicKey: Sm2PublicKey): Sm2Verifier {
  const hex = publicKey.toString('hex');
  if (publicKey.length !== 65 || publicKey[0] !== 4 || !sm2.verifyPublicKey(hex)) {
    throw new RangeError('no point of the SM2 curve');
  }
  const spki = writeSm2Spki(publicKey);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const z = hashIdentity(publicKey, SM2_USER_ID);
  return (data, signature, userId) => {
    if (!isInRange(signature)) return false;
    const identity = userId === undefined ? z : hashIdentity(publicKey, userId);
    return createVerify('sm3').update(identity).update(data).verify(key, derOfRaw(signature));
  };
}

/** A SubjectPublicKeyInfo of an SM2 key. */
export function writeSm2Spki(publicKey: Sm2PublicKey): Buffer {
  const algorithm = der(SEQUENCE, derObjectId(OID_EC), derObjectId(OID_SM2));
  return der(SEQUENCE, algorithm, derBits(publicKey));
}

/** The DER form of r‖s, as certificates carry it. */
export function derOfRaw(raw: Uint8Array): Buffer {
  return der(SEQUENCE, derInteger(raw.subarray(0, 32)), derInteger(raw.subarray(32)));
}

/** r‖s of `data`. */
export function signSm2(data: Uint8Array, privateKey: Buffer, publicKey: Sm2PublicKey): Buffer {
  const z = hashIdentity(publicKey, SM2_USER_ID);
  const e = createHash('sm3').update(z).update(data).digest();
  return Buffer.from(sm2.doSignature(e, privateKey.toString('hex')), 'hex');
}

/** The public key of a private one. */
export function publicKeyOf(privateKey: Buffer): Sm2PublicKey {
  const hex = sm2.getPublicKeyFromPrivateKey(privateKey.toString('hex'));
  return Buffer.from(hex.length === 128 ? `04${hex}` : hex, 'hex');
}

/** A new key. */
export function generateSm2Key(): { readonly privateKey: Buffer; readonly publicKey: Buffer } {
  for (;;) {
    const privateKey = randomBytes(32);
    const d = BigInt(`0x${privateKey.toString('hex')}`);
    // GB/T 32918.1: from 1 to n-2.
    if (d >= 1n && d <= ORDER - 2n) return { privateKey, publicKey: publicKeyOf(privateKey) };
  }
}

function hashIdentity(publicKey: Sm2PublicKey, userId: string): Buffer {
  const id = Buffer.from(userId, 'utf8');
  const length = Buffer.from([(id.length * 8) >> 8, (id.length * 8) & 0xff]);
  const hash = createHash('sm3').update(length).update(id).update(CURVE);
  return hash.update(publicKey.subarray(1)).digest();
}

/** Both numbers from 1 to n-1: the library does not look, and a second writing would pass. */
function isInRange(signature: Uint8Array): boolean {
  if (signature.length !== SM2_SIGNATURE_BYTES) return false;
  const hex = Buffer.from(signature).toString('hex');
  return [hex.slice(0, 64), hex.slice(64)].every((half) => {
    const number = BigInt(`0x${half}`);
    return number >= 1n && number < ORDER;
  });
}
