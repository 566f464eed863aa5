import { Buffer } from 'node:buffer';
import { constants, createPrivateKey, sign } from 'node:crypto';
import type { SignatureAlgorithm } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, context, expectTag, OCTET_STRING, readBits } from './der.ts';
import { readDer, readObjectId, SEQUENCE } from './der.ts';
import { OID_RSA } from './public-key.ts';
import { OID_EC, OID_SM2, publicKeyOf, signSm2 } from './sm2.ts';

/** What signs: a key somewhere and the certificate that belongs to it. */
export type SigningKey = {
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm;
  /** The signature of `data`: PKCS #1 for RSA, r‖s for SM2. May go over a network. */
  sign(data: Uint8Array): Promise<Buffer>;
};

/** A key in this process: signs at once, so also inside a transaction. */
export type SoftwareKey = Omit<SigningKey, 'sign'> & { signNow(data: Uint8Array): Buffer };

/** A private key as read from a file. */
export type PrivateKey =
  | { readonly kind: 'rsa'; readonly pkcs8: Buffer }
  | { readonly kind: 'sm2'; readonly privateKey: Buffer; readonly publicKey: Buffer };

/** Thrown when key and certificate do not fit, or a key is of a kind nobody here uses. */
export class KeyError extends Error {}

/**
 * The key with its certificate. RSA signs with SHA-256 unless told otherwise (`rsa-sha1` for the
 * version of 2018). Throws KeyError when the two do not belong together.
 */
export function createSoftwareKey(
  key: PrivateKey,
  certificate: Certificate,
  rsaAlgorithm: 'rsa-sha1' | 'rsa-sha256' = 'rsa-sha256',
): SoftwareKey {
  const signNow = key.kind === 'rsa' ? createRsaSigner(key.pkcs8, rsaAlgorithm) : sm2Signer(key);
  const algorithm = key.kind === 'rsa' ? rsaAlgorithm : 'sm2-sm3';
  if (!publicPartOf(key).equals(publicPartOfCertificate(certificate))) {
    throw new KeyError(`the key does not belong to the certificate of ${certificate.subject.text}`);
  }
  return { certificate, algorithm, signNow };
}

/** The same key behind the interface that remote ones have too. */
export function asSigningKey({ signNow, ...rest }: SoftwareKey): SigningKey {
  return { ...rest, sign: (data) => Promise.resolve(signNow(data)) };
}

function createRsaSigner(
  pkcs8: Buffer,
  algorithm: 'rsa-sha1' | 'rsa-sha256',
): SoftwareKey['signNow'] {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const hash = algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
  return (data) => sign(hash, data, { key, padding: constants.RSA_PKCS1_PADDING });
}

function sm2Signer(key: Extract<PrivateKey, { kind: 'sm2' }>): SoftwareKey['signNow'] {
  return (data) => signSm2(data, key.privateKey, key.publicKey);
}

/** The modulus or the point: enough to see whether two keys belong together. */
function publicPartOf(key: PrivateKey): Buffer {
  if (key.kind === 'sm2') return key.publicKey;
  // RSAPrivateKey: version, modulus, …
  const [, , octets] = childrenOf(readDer(key.pkcs8, SEQUENCE));
  const [, modulus] = childrenOf(readDer(expectTag(octets, OCTET_STRING).content, SEQUENCE));
  return expectTag(modulus).content;
}

function publicPartOfCertificate({ key }: Certificate): Buffer {
  const [, bits] = childrenOf(readDer(key.spki, SEQUENCE));
  if (key.kind === 'sm2') return readBits(bits);
  const [modulus] = childrenOf(readDer(readBits(bits), SEQUENCE));
  return expectTag(modulus).content;
}

/** Reads a private key in PKCS #8, not encrypted. Throws DerError or KeyError. */
export function readPkcs8(bytes: Buffer): PrivateKey {
  const [, algorithm, octets] = childrenOf(readDer(bytes, SEQUENCE));
  const [id, parameters] = childrenOf(expectTag(algorithm, SEQUENCE));
  const kind = readObjectId(id);
  if (kind === OID_RSA) return { kind: 'rsa', pkcs8: Buffer.from(bytes) };
  const isSm2 = kind === OID_EC && parameters && readObjectId(parameters) === OID_SM2;
  if (!isSm2) throw new KeyError('the key is neither RSA nor SM2');
  // ECPrivateKey: version, octets of the number, perhaps the curve and the public key.
  const inner = readDer(expectTag(octets, OCTET_STRING).content, SEQUENCE);
  const [, number, ...rest] = childrenOf(inner);
  const content = expectTag(number, OCTET_STRING).content;
  const privateKey = Buffer.concat([Buffer.alloc(Math.max(0, 32 - content.length)), content]);
  const publicKey = publicKeyOf(privateKey);
  const written = rest.find(({ tag }) => tag === context(1));
  if (written && !readBits(childrenOf(written)[0]).equals(publicKey)) {
    throw new KeyError('the public key in the file is not that of the private one');
  }
  return { kind: 'sm2', privateKey, publicKey };
}
