import { Buffer } from 'node:buffer';
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { CertificateError, readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, context, DerError, expectTag, OCTET_STRING, readDer } from './der.ts';
import { readObjectId, readSmall, SEQUENCE } from './der.ts';
import type { Der } from './der.ts';
import { KeyError } from './signing-key.ts';

/** What a PKCS #12 file (.p12, .pfx) holds that matters here. */
export type Pkcs12 = {
  /** PKCS #8, perhaps encrypted with the same passphrase. */
  readonly keys: readonly Buffer[];
  readonly certificates: readonly Certificate[];
};

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';

/**
 * Reads a PKCS #12 file (RFC 7292), as OpenSSL, Java and Windows write it: HMAC with SHA-1 or
 * SHA-2, encryption by PBES2 with AES or by triple DES. Throws KeyError: a wrong passphrase, or a
 * form that is not read, with the way out.
 */
export function readPkcs12(file: Buffer, passphrase: string): Pkcs12 {
  try {
    return open(file, passphrase);
  } catch (error) {
    if (error instanceof KeyError) throw error;
    const known = error instanceof DerError || error instanceof CertificateError;
    const reason = known ? error.message : 'it cannot be decrypted; is the passphrase right?';
    throw new KeyError(`the PKCS #12 file cannot be read: ${reason}`, { cause: error });
  }
}

function open(file: Buffer, passphrase: string): Pkcs12 {
  const [, authSafe, mac] = childrenOf(readDer(file, SEQUENCE));
  const content = contentOf(expectTag(authSafe, SEQUENCE), DATA);
  if (mac) checkMac(mac, content, passphrase);
  const keys: Buffer[] = [];
  const certificates: Certificate[] = [];
  for (const safe of childrenOf(readDer(content, SEQUENCE))) {
    for (const bag of childrenOf(readDer(openSafe(safe, passphrase), SEQUENCE))) {
      const [id, value] = childrenOf(bag);
      const inner = expectTag(value, context(0)).content;
      const kind = readObjectId(id);
      if (kind === KEY_BAG || kind === SHROUDED_KEY_BAG) keys.push(inner);
      if (kind !== CERTIFICATE_BAG) continue;
      const [, octets] = childrenOf(readDer(inner, SEQUENCE));
      const wrapped = expectTag(octets, context(0)).content;
      certificates.push(readCertificate(readDer(wrapped, OCTET_STRING).content));
    }
  }
  return { keys, certificates };
}

function contentOf(info: Der, kind: string): Buffer {
  const [id, content] = childrenOf(info);
  if (readObjectId(id) !== kind)
    throw new KeyError('the PKCS #12 file is signed or of another form');
  return readDer(expectTag(content, context(0)).content, OCTET_STRING).content;
}

function openSafe(safe: Der, passphrase: string): Buffer {
  const [id, content] = childrenOf(safe);
  if (readObjectId(id) === DATA) return contentOf(safe, DATA);
  if (readObjectId(id) !== ENCRYPTED_DATA) throw new DerError('a safe of an unknown kind');
  const [, info] = childrenOf(readDer(expectTag(content, context(0)).content, SEQUENCE));
  const [, algorithm, encrypted] = childrenOf(expectTag(info, SEQUENCE));
  const bytes = expectTag(encrypted, context(0, false)).content;
  return decrypt(expectTag(algorithm, SEQUENCE), bytes, passphrase);
}

const MAC_HASHES = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['1.2.156.10197.1.401', 'sm3'],
]);

function checkMac(mac: Der, content: Buffer, passphrase: string): void {
  const [digestInfo, salt, rounds] = childrenOf(mac);
  const [algorithm, digest] = childrenOf(expectTag(digestInfo, SEQUENCE));
  const hash = MAC_HASHES.get(readObjectId(childrenOf(expectTag(algorithm))[0]));
  if (!hash) throw new KeyError('the PKCS #12 file is sealed with an unknown hash');
  const count = rounds ? readSmall(rounds) : 1;
  const seasoning = { salt: expectTag(salt, OCTET_STRING).content, rounds: count };
  const size = createHash(hash).digest().length;
  const key = deriveKey({ hash, purpose: 3, size }, passphrase, seasoning);
  const found = createHmac(hash, key).update(content).digest();
  const wanted = expectTag(digest, OCTET_STRING).content;
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) {
    throw new KeyError('the passphrase of the PKCS #12 file is wrong');
  }
}

type Seasoning = { readonly salt: Buffer; readonly rounds: number };

/** The passphrase's rounds that are still answered in a few seconds. */
const ROUNDS_MAX = 10_000_000;

const PBES2 = '1.2.840.113549.1.5.13';
const PBE_3DES = '1.2.840.113549.1.12.1.3';

function decrypt(algorithm: Der, bytes: Buffer, passphrase: string): Buffer {
  const [id, parameters] = childrenOf(algorithm);
  const kind = readObjectId(id);
  const parts = childrenOf(expectTag(parameters, SEQUENCE));
  if (kind === PBES2) return decryptPbes2(parts, bytes, passphrase);
  if (kind !== PBE_3DES) {
    throw new KeyError(
      'the PKCS #12 file is encrypted with an old cipher (RC2 or another); write it anew with ' +
        'openssl pkcs12 -legacy -in OLD -nodes | openssl pkcs12 -export -out NEW',
    );
  }
  const [salt, rounds] = parts;
  const seasoning = { salt: expectTag(salt, OCTET_STRING).content, rounds: readSmall(rounds) };
  const key = deriveKey({ hash: 'sha1', purpose: 1, size: 24 }, passphrase, seasoning);
  const iv = deriveKey({ hash: 'sha1', purpose: 2, size: 8 }, passphrase, seasoning);
  const decipher = createDecipheriv('des-ede3-cbc', key, iv);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

const PBKDF2 = '1.2.840.113549.1.5.12';
const CIPHERS = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', size: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', size: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', size: 32 }],
  ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', size: 24 }],
  ['1.2.156.10197.1.104.2', { name: 'sm4-cbc', size: 16 }],
]);
const PRFS = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
  ['1.2.156.10197.1.401.2', 'sm3'],
]);

function decryptPbes2(parts: readonly Der[], bytes: Buffer, passphrase: string): Buffer {
  const [derivation, scheme] = parts.map((part) => childrenOf(expectTag(part, SEQUENCE)));
  const [derivationId, settings] = derivation ?? [];
  const [schemeId, iv] = scheme ?? [];
  const cipher = CIPHERS.get(readObjectId(schemeId));
  if (readObjectId(derivationId) !== PBKDF2 || !cipher) {
    throw new KeyError('the PKCS #12 file is encrypted in a form that is not read');
  }
  const [salt, rounds, ...rest] = childrenOf(expectTag(settings, SEQUENCE));
  const prf = rest.find(({ tag }) => tag === SEQUENCE);
  const hash = prf ? PRFS.get(readObjectId(childrenOf(prf)[0])) : 'sha1';
  const count = readSmall(rounds);
  if (!hash || count < 1 || count > ROUNDS_MAX) throw new KeyError('an unknown key derivation');
  const seed = expectTag(salt, OCTET_STRING).content;
  const key = pbkdf2Sync(Buffer.from(passphrase, 'utf8'), seed, count, cipher.size, hash);
  const start = expectTag(iv, OCTET_STRING).content;
  const decipher = createDecipheriv(cipher.name, key, start);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

/** The key derivation of PKCS #12 (RFC 7292, appendix B.2). */
function deriveKey(
  { hash, purpose, size }: { hash: string; purpose: 1 | 2 | 3; size: number },
  passphrase: string,
  { salt, rounds }: Seasoning,
): Buffer {
  if (rounds < 1 || rounds > ROUNDS_MAX) throw new KeyError('an impossible number of rounds');
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64;
  const secret = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  const diversifier = Buffer.alloc(block, purpose);
  let input: Buffer = Buffer.concat([filled(salt, block), filled(secret, block)]);
  const out: Buffer[] = [];
  for (let made = 0; made < size;) {
    let a = createHash(hash).update(diversifier).update(input).digest();
    for (let i = 1; i < rounds; i++) a = createHash(hash).update(a).digest();
    out.push(a);
    made += a.length;
    input = addToBlocks(input, filled(a, block).subarray(0, block), block);
  }
  return Buffer.concat(out).subarray(0, size);
}

/** Repeated to a whole number of blocks. */
function filled(bytes: Buffer, block: number): Buffer {
  if (bytes.length === 0) return bytes;
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** Each block plus `addend` plus 1, modulo its size. */
function addToBlocks(input: Buffer, addend: Buffer, block: number): Buffer {
  const sum = Buffer.from(input);
  for (let from = 0; from < sum.length; from += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      carry += (sum[from + i] ?? 0) + (addend[i] ?? 0);
      sum[from + i] = carry & 0xff;
      carry >>= 8;
    }
  }
  return sum;
}
