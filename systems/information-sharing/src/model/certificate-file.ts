import { CertificateError, readCertificates } from '@pilotzone/signatures/certificate';
import type { Certificate } from '@pilotzone/signatures/certificate';
import { codesOf } from '@pilotzone/signatures/distinguished-name';
import { readRevocationList } from '@pilotzone/signatures/revocation-list';
import type { RevocationList } from '@pilotzone/signatures/revocation-list';
import type { CertificateKind } from '../contract.ts';

/** What one file holds: certificates, a revocation list, or neither. */
export type CertificateFile =
  | { readonly kind: 'certificates'; readonly certificates: readonly Certificate[] }
  | { readonly kind: 'list'; readonly list: RevocationList }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a file, PEM or DER; never throws. */
export function readCertificateFile(bytes: Buffer): CertificateFile {
  try {
    if (bytes.includes('-----BEGIN X509 CRL-----')) {
      return { kind: 'list', list: readRevocationList(bytes) };
    }
    return { kind: 'certificates', certificates: readCertificates(bytes) };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return readDerList(bytes, error.message);
  }
}

function readDerList(bytes: Buffer, reason: string): CertificateFile {
  try {
    return { kind: 'list', list: readRevocationList(bytes) };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return { kind: 'unreadable', reason };
  }
}

/** An authority that signed itself is a root, another one an intermediate. */
export function kindOf({ isAuthority, subject, issuer }: Certificate): CertificateKind {
  if (!isAuthority) return 'company';
  return subject.raw.equals(issuer.raw) ? 'root' : 'intermediate';
}

/** The codes by which a certificate may name its company. */
export function companyCodesOf(certificate: Certificate): string[] {
  return [...codesOf(certificate.subject)];
}
