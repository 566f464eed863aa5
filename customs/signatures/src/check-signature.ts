import type { Finding } from '@pilotzone/kernel/finding';
import { codesOf } from './distinguished-name.ts';
import { explainFaults } from './explain-signature.ts';
import { findingOf } from './faults.ts';
import type { FaultReason } from './faults.ts';
import type { SignedMessage } from './signed-message.ts';
import { createTrust } from './trust.ts';
import type { SigningCompany, Trust } from './trust.ts';
import { verifySignature } from './verify-signature.ts';
import type { SignatureVerdict } from './verify-signature.ts';

/** What `ceb check` and `POST /api/v1/ceb/check` say about a signature. */
export type CheckedSignature = {
  /** Whether there is one; a placeholder is none. */
  readonly present: boolean;
  /** `null` when there is none. */
  readonly valid: boolean | null;
  /** In one sentence, English and Chinese. */
  readonly reason: string;
  readonly reasonZh: string;
  /** Everything that is wrong, with the way out. */
  readonly findings: readonly Finding[];
  /** The certificate that stands in it, as far as it can be read. */
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string;
    readonly validFrom: string;
    readonly validUntil: string;
  } | null;
  readonly algorithm: string | null;
  /** The white space around the Signature that had to be left out for the digest to fit. */
  readonly tolerated: 'one-line-feed' | 'no-white-space' | null;
  /** Whether somebody said which certificates count; else only the mathematics are judged. */
  readonly trusted: boolean | null;
};

/**
 * Judges the signature of a decoded message for a person who wants to know why: with the cause of
 * each fault, where a known mistake fits. Without `trust` nobody says whose certificate it is; then
 * everything else is judged.
 */
export function describeSignature(
  message: SignedMessage & { readonly type: string },
  by: {
    /** ISO 8601, UTC: the moment at which the certificate must be valid. */
    readonly at: string;
    readonly trust?: Trust | undefined;
    readonly company?: SigningCompany | undefined;
  },
): CheckedSignature {
  const { at, company } = by;
  const trust = by.trust ?? NO_TRUST;
  const judged = withoutDoubt(verifySignature(message, { at, trust, company }), company);
  const verdict = withoutTrust(judged, by.trust);
  switch (verdict.kind) {
    case 'missing': {
      const findings = [findingOf(verdict.fault, message.type)];
      return { ...NOTHING, ...reasonOf(findings), findings };
    }
    case 'invalid': {
      const faults = explainFaults(message, verdict, { trust, company: company?.code });
      const findings = faults.map((fault) => findingOf(fault, message.type));
      const certificate = verdict.certificate ? show(verdict.certificate) : null;
      const state = { present: true, valid: false, trusted: by.trust ? false : null };
      return { ...NOTHING, ...state, ...reasonOf(findings), findings, certificate };
    }
    case 'valid':
      return describeValid(verdict, by.trust !== undefined);
  }
}

const NO_TRUST = createTrust({ roots: [], intermediates: [], registered: [], lists: [] });

const NOTHING: CheckedSignature = {
  present: false,
  valid: null,
  reason: '',
  reasonZh: '',
  findings: [],
  certificate: null,
  algorithm: null,
  tolerated: null,
  trusted: null,
};

/**
 * Where the credit code of the company is not known, a certificate that names no customs code may
 * well be its own.
 */
export function withoutDoubt(
  verdict: SignatureVerdict,
  company: SigningCompany | undefined,
): SignatureVerdict {
  if (verdict.kind !== 'invalid' || company?.creditCode !== null) return verdict;
  const codes = verdict.certificate ? [...codesOf(verdict.certificate.subject)] : [];
  if (codes.some((code) => code.length === CUSTOMS_CODE_LENGTH)) return verdict;
  return acquitted(verdict, 'company');
}

const CUSTOMS_CODE_LENGTH = 10;

/** Where nobody said which authorities count, an unknown one is no fault. */
function withoutTrust(verdict: SignatureVerdict, trust: Trust | undefined): SignatureVerdict {
  if (trust || verdict.kind !== 'invalid') return verdict;
  return acquitted(verdict, 'untrusted');
}

/** The verdict without one kind of fault; valid when that was the last. */
function acquitted(
  verdict: Extract<SignatureVerdict, { kind: 'invalid' }>,
  of: FaultReason,
): SignatureVerdict {
  const faults = verdict.faults.filter(({ reason }) => reason !== of);
  const { certificate, proved } = verdict;
  if (faults.length > 0 || !certificate || !proved) return { ...verdict, faults };
  return { kind: 'valid', certificate, ...proved };
}

function reasonOf(findings: readonly Finding[]): Pick<CheckedSignature, 'reason' | 'reasonZh'> {
  return {
    reason: findings.map(({ message }) => message).join(' '),
    reasonZh: findings.map(({ messageZh }) => messageZh).join('；'),
  };
}

function describeValid(
  verdict: Extract<SignatureVerdict, { kind: 'valid' }>,
  isTrusted: boolean,
): CheckedSignature {
  const { certificate, algorithm, form } = verdict;
  const tolerated = form === 'exact' ? null : form;
  const en = [`The signature is right (${algorithm}, ${certificate.subject.text}).`];
  const zh = [`签名正确（${algorithm}，${certificate.subject.text}）`];
  if (tolerated) {
    en.push(
      'The white space around it was added after signing; a strict verifier would refuse it.',
    );
    zh.push('签名节点前后的空白是加签之后插入的，严格的验签程序会拒绝');
  }
  if (!isTrusted) {
    en.push('Whether its certificate counts was not judged: no authorities were given.');
    zh.push('未提供受信任的颁发机构，因此未判断证书是否有效备案');
  }
  return {
    ...NOTHING,
    ...{ present: true, valid: true, algorithm, tolerated },
    reason: en.join(' '),
    reasonZh: zh.join('；'),
    certificate: show(certificate),
    trusted: isTrusted ? true : null,
  };
}

function show(certificate: Extract<SignatureVerdict, { kind: 'valid' }>['certificate']) {
  const { subject, issuer, serial, notBefore, notAfter } = certificate;
  return {
    subject: subject.text,
    issuer: issuer.text,
    serial,
    validFrom: notBefore,
    validUntil: notAfter,
  };
}
