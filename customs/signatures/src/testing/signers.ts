import type { Buffer } from 'node:buffer';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { sampleMessage } from '@pilotzone/ceb/testing/sample-messages';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { MessageType } from '@pilotzone/ceb/message';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { generateKey, issueKey } from '../issue-certificate.ts';
import type { CertificateRequest, Issuer } from '../issue-certificate.ts';
import type { SoftwareKey } from '../signing-key.ts';
import type { SignedMessage } from '../signed-message.ts';
import { createTrust } from '../trust.ts';
import type { SigningCompany, Trust, TrustSource } from '../trust.ts';
import { verifySignature } from '../verify-signature.ts';
import type { SignatureVerdict } from '../verify-signature.ts';

/** The day on which these tests play. */
export const NOW = '2026-11-20T04:00:00Z';

/** The company that transmits sample messages. */
export const COMPANY: SigningCompany = {
  code: '1101180326',
  creditCode: '91110105MA01A2B3C4',
  name: '物流企业',
};

const VALID = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' } as const;

/** A root authority of its own. */
export function makeAuthority(kind: 'rsa' | 'sm2' = 'sm2', name = 'Test CA'): Issuer {
  const subject = [['CN', name]] as const;
  const key = generateKey(kind);
  return issueKey({ ...VALID, subject, serial: '01', key, isAuthority: true });
}

let serials = 0x1000;

/** A key with a certificate of `authority` that names the company's credit code. */
export function makeKey(
  authority: Issuer,
  kind: 'rsa' | 'sm2' = 'sm2',
  request: Partial<CertificateRequest> = {},
): SoftwareKey & Issuer {
  serials += 1;
  const subject = [
    ['O', COMPANY.name],
    ['CN', `${COMPANY.name} ${COMPANY.creditCode ?? ''}`],
  ] as const;
  const serial = serials.toString(16).padStart(8, '0');
  return issueKey({ ...VALID, subject, serial, key: generateKey(kind), ...request }, authority);
}

/** Trust in these authorities. */
export function trustIn(...roots: readonly Issuer[]): Trust {
  return trustOf({ roots: roots.map(({ certificate }) => certificate) });
}

/** Trust of some parts. */
export function trustOf(source: Partial<TrustSource>): Trust {
  return createTrust({ roots: [], intermediates: [], registered: [], lists: [], ...source });
}

/** An unsigned message of a type, as `encodeCeb` writes it. */
export function unsigned(type: MessageType = 'CEB621Message', documents = 1): Buffer {
  return encodeCeb(sampleMessage(type, { documents, lines: 1 }, chanceOf(7)));
}

/** A message as the decoder hands it on. Throws when it is not valid by the schema. */
export function decoded(bytes: Buffer): SignedMessage {
  const result = decodeCeb(bytes);
  if (result.kind !== 'message') {
    throw new Error(`not valid: ${JSON.stringify(result).slice(0, 500)}`);
  }
  return { bytes, signature: result.message.signature, path: result.path };
}

/** The verdict on bytes. */
export function verdictOf(bytes: Buffer, trust: Trust | undefined, at = NOW): SignatureVerdict {
  return verifySignature(decoded(bytes), { at, company: trust && COMPANY, trust });
}

/** The reasons of a verdict; empty when it is valid. */
export function reasonsOf(verdict: SignatureVerdict): string[] {
  if (verdict.kind === 'valid') return [];
  if (verdict.kind === 'missing') return [verdict.fault.reason];
  return verdict.faults.map(({ reason }) => reason);
}
