import type { Buffer } from 'node:buffer';
import { createPrivateKey } from 'node:crypto';
import { CertificateError, readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, DerError, INTEGER, readDer, readSmall } from './der.ts';
import { readPkcs12 } from './pkcs12.ts';
import { createSoftwareKey, KeyError, readPkcs8 } from './signing-key.ts';
import type { PrivateKey, SoftwareKey } from './signing-key.ts';

/** A file with a private key, and what is needed to open it. */
export type KeyFile = {
  readonly bytes: Buffer;
  readonly passphrase?: string | undefined;
  /** PEM or DER; needed where the key file holds no certificate. */
  readonly certificate?: Buffer | undefined;
  /** RSA with SHA-256 unless told otherwise. */
  readonly rsaAlgorithm?: 'rsa-sha1' | 'rsa-sha256' | undefined;
};

/**
 * The signing key in a file: PKCS #12, or PKCS #8 (also the older PEM forms of OpenSSL) with its
 * certificate in the same file or beside it. Throws KeyError with the way out.
 */
export function readSigningKey(file: KeyFile): SoftwareKey {
  const { key, certificates } = isPem(file.bytes) ? readPem(file) : readDerFile(file);
  const given = file.certificate ? certificatesIn(file.certificate) : [];
  const all = [...given, ...certificates];
  if (all.length === 0) {
    throw new KeyError('the key file holds no certificate; give the certificate file as well');
  }
  for (const certificate of all) {
    try {
      return createSoftwareKey(key, certificate, file.rsaAlgorithm);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
    }
  }
  throw new KeyError('none of the certificates belongs to the private key');
}

/** PKCS #12 is version 3, PKCS #8 version 0 or 1, or encrypted and without one. */
function isPkcs12(bytes: Buffer): boolean {
  try {
    const [version] = childrenOf(readDer(bytes));
    return version?.tag === INTEGER && readSmall(version) === 3;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new KeyError(`the key file is neither PEM nor DER: ${error.message}`, { cause: error });
  }
}

type Found = { readonly key: PrivateKey; readonly certificates: readonly Certificate[] };

function isPem(bytes: Buffer): boolean {
  return bytes.includes('-----BEGIN ');
}

function readPem({ bytes, passphrase }: KeyFile): Found {
  const text = bytes.toString('latin1');
  const block = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^]*?-----END \1-----/.exec(text);
  if (!block) throw new KeyError('the file holds no private key');
  const certificates = text.includes('BEGIN CERTIFICATE') ? certificatesIn(bytes) : [];
  return { key: openKey({ key: block[0], passphrase }), certificates };
}

function readDerFile({ bytes, passphrase }: KeyFile): Found {
  if (!isPkcs12(bytes)) return { key: openKey({ key: bytes, passphrase }), certificates: [] };
  const { keys, certificates } = readPkcs12(bytes, passphrase ?? '');
  const [first] = keys;
  if (!first) throw new KeyError('the PKCS #12 file holds no private key');
  return { key: openKey({ key: first, passphrase: passphrase ?? '' }), certificates };
}

/** Decrypts and normalises by OpenSSL, which reads every form, also of SM2 keys. */
function openKey({ key, passphrase }: { key: string | Buffer; passphrase?: string | undefined }) {
  const form = typeof key === 'string' ? {} : ({ format: 'der', type: 'pkcs8' } as const);
  const secret = passphrase === undefined ? {} : { passphrase };
  try {
    const opened = createPrivateKey({ key, ...form, ...secret });
    return readPkcs8(opened.export({ format: 'der', type: 'pkcs8' }));
  } catch (error) {
    if (error instanceof KeyError) throw error;
    const code = (error as { code?: string }).code ?? '';
    const isSecret = /PASSPHRASE|INTERRUPTED/.test(code) || passphrase === undefined;
    const reason = isSecret ? 'is it encrypted? give its passphrase' : 'is the passphrase right?';
    throw new KeyError(`the private key cannot be read; ${reason}`, { cause: error });
  }
}

function certificatesIn(file: Buffer): readonly Certificate[] {
  try {
    return readCertificates(file);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new KeyError(`the certificate cannot be used: ${error.message}`, { cause: error });
  }
}
