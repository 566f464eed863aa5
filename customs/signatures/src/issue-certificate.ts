import { Buffer } from 'node:buffer';
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import { OID_RSA_SHA256, OID_SM2_SM3, readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { BIT_STRING, BOOLEAN, context, der, derBits, derInteger, derObjectId } from './der.ts';
import { childrenOf, derTime, INTEGER, OCTET_STRING, readBits, readDer, SEQUENCE } from './der.ts';
import { writeName } from './distinguished-name.ts';
import { writeRsaAlgorithm } from './public-key.ts';
import { createSoftwareKey } from './signing-key.ts';
import type { PrivateKey, SoftwareKey } from './signing-key.ts';
import { derOfRaw, OID_EC, OID_SM2, generateSm2Key, signSm2, writeSm2Spki } from './sm2.ts';

/**
 * An authority of one's own: for the demo and for tests. Certificates of real companies are issued
 * by authorities that customs trusts.
 */

/** Who a certificate is for, and for how long. */
export type CertificateRequest = {
  /** Labels and values in order: CN, O, OU, serialNumber, organizationIdentifier … */
  readonly subject: readonly (readonly [label: string, value: string])[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly key: PrivateKey;
  readonly isAuthority?: boolean;
  /** Left out of a certificate that may sign. */
  readonly forEncryptionOnly?: boolean;
};

/** The authority that signs: its key and certificate; the request's own key for a root. */
export type Issuer = { readonly key: PrivateKey; readonly certificate: Certificate };

/** A certificate signed by `issuer`, or by its own key without one. */
export function issueCertificate(request: CertificateRequest, issuer?: Issuer): Certificate {
  const signer = issuer?.key ?? request.key;
  const algorithm = algorithmOf(signer);
  const subject = writeName(request.subject);
  const tbs = der(
    SEQUENCE,
    der(context(0), derInteger(Buffer.from([2]))),
    derInteger(Buffer.from(request.serial, 'hex')),
    algorithm,
    issuer?.certificate.subject.raw ?? subject,
    der(SEQUENCE, derTime(request.notBefore), derTime(request.notAfter)),
    subject,
    spkiOf(request.key),
    der(context(3), der(SEQUENCE, ...extensionsOf(request, signer))),
  );
  return readCertificate(der(SEQUENCE, tbs, algorithm, derBits(signatureOf(tbs, signer))));
}

/** A revocation list of `issuer`; `revoked` are serial numbers with the moment of each. */
export function issueRevocationList(
  issuer: Issuer,
  list: {
    readonly thisUpdate: string;
    readonly nextUpdate: string;
    readonly revoked: readonly { readonly serial: string; readonly at: string }[];
  },
): Buffer {
  const algorithm = algorithmOf(issuer.key);
  const entries = list.revoked.map(({ serial, at }) =>
    der(SEQUENCE, derInteger(Buffer.from(serial, 'hex')), derTime(at)),
  );
  const tbs = der(
    SEQUENCE,
    der(INTEGER, Buffer.from([1])),
    algorithm,
    issuer.certificate.subject.raw,
    derTime(list.thisUpdate),
    derTime(list.nextUpdate),
    ...(entries.length > 0 ? [der(SEQUENCE, ...entries)] : []),
  );
  return der(SEQUENCE, tbs, algorithm, derBits(signatureOf(tbs, issuer.key)));
}

/** A new key; RSA of 2048 bits takes a tenth of a second and more, SM2 a millisecond. */
export function generateKey(kind: 'rsa' | 'sm2'): PrivateKey {
  if (kind === 'sm2') return { kind, ...generateSm2Key() };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kind, pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }) };
}

/** A key with the certificate that `issuer` gives it. */
export function issueKey(request: CertificateRequest, issuer?: Issuer): SoftwareKey & Issuer {
  const certificate = issueCertificate(request, issuer);
  return { ...createSoftwareKey(request.key, certificate), key: request.key };
}

/** The private key in PKCS #8. */
export function writePkcs8(key: PrivateKey): Buffer {
  if (key.kind === 'rsa') return key.pkcs8;
  const inner = der(
    SEQUENCE,
    derInteger(Buffer.from([1])),
    der(OCTET_STRING, key.privateKey),
    der(context(1), derBits(key.publicKey)),
  );
  const algorithm = der(SEQUENCE, derObjectId(OID_EC), derObjectId(OID_SM2));
  return der(SEQUENCE, derInteger(Buffer.from([0])), algorithm, der(OCTET_STRING, inner));
}

function algorithmOf(key: PrivateKey): Buffer {
  if (key.kind === 'sm2') return der(SEQUENCE, derObjectId(OID_SM2_SM3));
  return writeRsaAlgorithm(OID_RSA_SHA256);
}

function signatureOf(tbs: Buffer, key: PrivateKey): Buffer {
  if (key.kind === 'sm2') return derOfRaw(signSm2(tbs, key.privateKey, key.publicKey));
  const privateKey = createPrivateKey({ key: key.pkcs8, format: 'der', type: 'pkcs8' });
  return sign('sha256', tbs, { key: privateKey, padding: constants.RSA_PKCS1_PADDING });
}

function spkiOf(key: PrivateKey): Buffer {
  if (key.kind === 'sm2') return writeSm2Spki(key.publicKey);
  const privateKey = createPrivateKey({ key: key.pkcs8, format: 'der', type: 'pkcs8' });
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
}

const TRUE = der(BOOLEAN, Buffer.from([0xff]));

function extensionsOf(request: CertificateRequest, signer: PrivateKey): Buffer[] {
  const { isAuthority, forEncryptionOnly, key } = request;
  // keyCertSign and cRLSign; keyEncipherment and dataEncipherment; digitalSignature.
  const [unused, bits] = isAuthority ? [1, 0x06] : forEncryptionOnly ? [4, 0x30] : [7, 0x80];
  const usage = der(BIT_STRING, Buffer.from([unused, bits]));
  return [
    extension('2.5.29.19', der(SEQUENCE, ...(isAuthority ? [TRUE] : []))),
    extension('2.5.29.15', usage),
    extension('2.5.29.14', der(OCTET_STRING, keyIdOf(key)), false),
    extension('2.5.29.35', der(SEQUENCE, der(context(0, false), keyIdOf(signer))), false),
  ];
}

/** SHA-1 of the public key: how RFC 5280 names keys. Nothing rests on it. */
function keyIdOf(key: PrivateKey): Buffer {
  const [, bits] = childrenOf(readDer(spkiOf(key), SEQUENCE));
  return createHash('sha1').update(readBits(bits)).digest();
}

function extension(id: string, value: Buffer, isCritical = true): Buffer {
  const critical = isCritical ? [TRUE] : [];
  return der(SEQUENCE, derObjectId(id), ...critical, der(OCTET_STRING, value));
}
