import { Buffer } from 'node:buffer';
import { CertificateError, isSignedBy, readSigned } from './certificate.ts';
import type { Certificate, SignedPart } from './certificate.ts';
import {
  childrenOf,
  DerError,
  expectTag,
  INTEGER,
  readDer,
  readSerial,
  readTime,
  SEQUENCE,
  UTC_TIME,
  GENERALIZED_TIME,
} from './der.ts';
import type { Der } from './der.ts';
import { readName } from './distinguished-name.ts';
import type { DistinguishedName } from './distinguished-name.ts';

/** A revocation list (证书吊销列表, CRL) of an authority. */
export type RevocationList = {
  readonly der: Buffer;
  readonly issuer: DistinguishedName;
  /** ISO 8601, UTC. */
  readonly thisUpdate: string;
  readonly nextUpdate: string | undefined;
  /** When each certificate was revoked, ISO 8601, by serial number. */
  readonly revoked: ReadonlyMap<string, string>;
  readonly signed: SignedPart;
};

// A million entries.
const LIST_BYTES_MAX = 32 << 20;

/** Reads a list in DER or PEM. Throws CertificateError. */
export function readRevocationList(file: Buffer): RevocationList {
  if (file.length > LIST_BYTES_MAX) throw new CertificateError('it is too large');
  const pem = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/;
  const base64 = file[0] === SEQUENCE ? undefined : pem.exec(file.toString('latin1'))?.[1];
  try {
    return parse(base64 === undefined ? Buffer.from(file) : Buffer.from(base64, 'base64'));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CertificateError(`it is no revocation list: ${error.message}`, { cause: error });
  }
}

function parse(bytes: Buffer): RevocationList {
  const { parts, signed } = readSigned(readDer(bytes, SEQUENCE));
  // The version is there in lists of version 2 only.
  const rest = parts[0]?.tag === INTEGER ? parts.slice(1) : parts;
  const [, issuer, thisUpdate, ...tail] = rest;
  const next = isTime(tail[0]) ? tail.shift() : undefined;
  const entries = tail[0]?.tag === SEQUENCE ? childrenOf(tail[0]) : [];
  const revoked = entries.map((entry) => {
    const [serial, at] = childrenOf(entry);
    return [readSerial(serial), readTime(at)] as const;
  });
  return {
    der: bytes,
    issuer: readName(expectTag(issuer, SEQUENCE)),
    thisUpdate: readTime(thisUpdate),
    nextUpdate: next && readTime(next),
    revoked: new Map(revoked),
    signed,
  };
}

function isTime(element: Der | undefined): boolean {
  return element?.tag === UTC_TIME || element?.tag === GENERALIZED_TIME;
}

/** Whether this authority issued and signed the list. */
export function isListOf(list: RevocationList, authority: Certificate): boolean {
  const { usage } = authority;
  if (!authority.subject.raw.equals(list.issuer.raw)) return false;
  if (usage && !usage.signsRevocations) return false;
  return isSignedBy(list.signed, authority);
}
