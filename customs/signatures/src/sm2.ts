import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';

/**
 * SM2 signatures with SM3 (GB/T 32918.2, GM/T 0009), by sm-crypto-v2: Node's own SM2 has an empty
 * user id and is understood by nobody else (ADR 0013). Keys and signatures are raw bytes here.
 */

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

/** What verifies: a key with everything about it that can be computed beforehand. */
export type Sm2Verifier = (data: Uint8Array, signature: Uint8Array, userId?: string) => boolean;

// Messages a key must have signed before its table (a quarter of a second and about a megabyte) is
// made; five times faster from then on.
const PRECOMPUTE_AFTER = 8;
// Tables kept at once, in all: about 64 MB.
const TABLES_MAX = 64;
let tables = 0;

/** A verifier of one key. Throws when the point is not on the curve. */
export function createSm2Verifier(publicKey: Sm2PublicKey): Sm2Verifier {
  const hex = publicKey.toString('hex');
  if (publicKey.length !== 65 || publicKey[0] !== 4 || !sm2.verifyPublicKey(hex)) {
    throw new RangeError('no point of the SM2 curve');
  }
  const z = hashIdentity(publicKey, SM2_USER_ID);
  let key: string | ReturnType<typeof sm2.precomputePublicKey> = hex;
  let used = 0;
  return (data, signature, userId) => {
    if (!isInRange(signature)) return false;
    used += 1;
    if (used === PRECOMPUTE_AFTER && tables < TABLES_MAX) {
      tables += 1;
      key = sm2.precomputePublicKey(hex);
    }
    const identity = userId === undefined ? z : hashIdentity(publicKey, userId);
    const e = createHash('sm3').update(identity).update(data).digest();
    return sm2.doVerifySignature(e, Buffer.from(signature).toString('hex'), key);
  };
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
