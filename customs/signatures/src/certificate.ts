import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  BIT_STRING,
  BOOLEAN,
  childrenOf,
  context,
  DerError,
  expectTag,
  OCTET_STRING,
  readBits,
  readDer,
  readObjectId,
  readSerial,
  readSmall,
  readTime,
  SEQUENCE,
} from './der.ts';
import type { Der } from './der.ts';
import { readName } from './distinguished-name.ts';
import type { DistinguishedName } from './distinguished-name.ts';

import type { SignatureAlgorithm } from './algorithms.ts';
import { readPublicKey, verifyValue } from './public-key.ts';
import type { PublicKey } from './public-key.ts';

/** A certificate (证书): X.509 version 3 with an RSA or SM2 key. */
export type Certificate = {
  readonly der: Buffer;
  /** SHA-256 of it, hexadecimal: its name among all certificates. */
  readonly fingerprint: string;
  /** Hexadecimal, capital letters: what KeyName mostly says. */
  readonly serial: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: PublicKey;
  readonly isAuthority: boolean;
  /** How many authorities may follow; `undefined` without a limit. */
  readonly pathMax: number | undefined;
  /** What the key may be used for; `undefined` when the certificate does not say. */
  readonly usage: KeyUsage | undefined;
  readonly signed: SignedPart;
};

/** The uses of a key that matter here (RFC 5280, 4.2.1.3). */
export type KeyUsage = {
  readonly signs: boolean;
  readonly signsCertificates: boolean;
  readonly signsRevocations: boolean;
};

/** The part of a certificate or list that its issuer signed. */
export type SignedPart = {
  readonly tbs: Buffer;
  /** Object identifier of the signature algorithm. */
  readonly algorithm: string;
  readonly value: Buffer;
};

/** Thrown for bytes that are no certificate we can use; the message says why. */
export class CertificateError extends Error {}

// A company's certificate takes one or two kilobytes.
const CERTIFICATE_BYTES_MAX = 32_768;

/** Reads a certificate in DER. Throws CertificateError. */
export function readCertificate(bytes: Buffer): Certificate {
  if (bytes.length > CERTIFICATE_BYTES_MAX) throw new CertificateError('it is too large');
  try {
    return parse(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    const reason = error instanceof DerError ? error.message : 'its key cannot be read';
    throw new CertificateError(`it is no X.509 certificate: ${reason}`, { cause: error });
  }
}

function parse(bytes: Buffer): Certificate {
  const { parts, signed } = readSigned(readDer(bytes, SEQUENCE));
  const [version, serial, , issuer, validity, subject, spki, ...rest] = parts;
  if (version?.tag !== context(0)) {
    throw new CertificateError('it is X.509 version 1; version 3 is needed');
  }
  const [notBefore, notAfter] = childrenOf(expectTag(validity, SEQUENCE));
  const key = readPublicKey(expectTag(spki, SEQUENCE).raw);
  if (!key) throw new CertificateError('its key is neither SM2 nor RSA of 1024 to 8192 bits');
  return {
    der: bytes,
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
    serial: readSerial(serial),
    issuer: readName(expectTag(issuer, SEQUENCE)),
    subject: readName(expectTag(subject, SEQUENCE)),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    key,
    signed,
    ...readExtensions(rest.find(({ tag }) => tag === context(3))),
  };
}

/** The parts of a signed structure (certificate, revocation list), and what was signed. */
export function readSigned(element: Der): { parts: Der[]; signed: SignedPart } {
  const [tbs, algorithm, value] = childrenOf(element);
  const parts = childrenOf(expectTag(tbs, SEQUENCE));
  const [id] = childrenOf(expectTag(algorithm, SEQUENCE));
  const signed = {
    tbs: expectTag(tbs).raw,
    algorithm: readObjectId(id),
    value: readBits(expectTag(value, BIT_STRING)),
  };
  return { parts, signed };
}

type Extensions = Pick<Certificate, 'isAuthority' | 'pathMax' | 'usage'>;

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
// Others that may be critical and change nothing here: names, purposes and policies of the holder.
const HARMLESS = new Set(['2.5.29.17', '2.5.29.32', '2.5.29.37']);

function readExtensions(element: Der | undefined): Extensions {
  let found: Extensions = { isAuthority: false, pathMax: undefined, usage: undefined };
  if (!element) return found;
  const seen = new Set<string>();
  for (const extension of childrenOf(readDer(element.content, SEQUENCE))) {
    const [id, second, third] = childrenOf(extension);
    const isCritical = second?.tag === BOOLEAN && second.content[0] !== 0;
    const value = expectTag(third ?? second, OCTET_STRING).content;
    const name = readObjectId(id);
    if (seen.has(name)) throw new DerError(`the extension ${name} stands twice`);
    seen.add(name);
    if (name === BASIC_CONSTRAINTS) found = { ...found, ...readConstraints(value) };
    else if (name === KEY_USAGE) found = { ...found, usage: readUsage(value) };
    else if (isCritical && !HARMLESS.has(name)) {
      throw new CertificateError(`it has a critical extension that is not understood, ${name}`);
    }
  }
  return found;
}

function readConstraints(value: Buffer): Pick<Certificate, 'isAuthority' | 'pathMax'> {
  const [first, second] = childrenOf(readDer(value, SEQUENCE));
  const isAuthority = first?.tag === BOOLEAN && first.content[0] !== 0;
  return { isAuthority, pathMax: second && readSmall(second) };
}

function readUsage(value: Buffer): KeyUsage {
  const bits = readDer(value, BIT_STRING).content[1] ?? 0;
  return {
    // digitalSignature or nonRepudiation.
    signs: (bits & 0xc0) !== 0,
    signsCertificates: (bits & 0x04) !== 0,
    signsRevocations: (bits & 0x02) !== 0,
  };
}

/** Object identifiers of issuers' signatures (RFC 8017, GM/T 0006). */
export const OID_RSA_SHA256 = '1.2.840.113549.1.1.11';
export const OID_SM2_SM3 = '1.2.156.10197.1.501';
const ISSUER_ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['1.2.840.113549.1.1.5', 'rsa-sha1'],
  [OID_RSA_SHA256, 'rsa-sha256'],
  [OID_SM2_SM3, 'sm2-sm3'],
]);

/** Whether `issuer`'s key made the signature. */
export function isSignedBy({ tbs, algorithm, value }: SignedPart, issuer: Certificate): boolean {
  const known = ISSUER_ALGORITHMS.get(algorithm);
  if (!known) return false;
  return verifyValue(issuer.key, { algorithm: known, data: tbs }, { value });
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Every certificate in a file: PEM with any number of them, or one in DER. */
export function readCertificates(file: Buffer): Certificate[] {
  const blocks = [...file.toString('latin1').matchAll(PEM)];
  if (blocks.length === 0) return [readCertificate(file)];
  return blocks.map(([, base64 = '']) => readCertificate(Buffer.from(base64, 'base64')));
}

/** The certificate as a PEM file has it. */
export function writePem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
