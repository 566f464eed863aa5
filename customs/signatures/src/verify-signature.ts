import { Buffer } from 'node:buffer';
import { UNSIGNED_ALGORITHM } from '@pilotzone/ceb/unsigned-signature';
import { C14N, digestAlgorithm, ENVELOPED, mayGoTogether } from './algorithms.ts';
import { signatureAlgorithm } from './algorithms.ts';
import type { Hash, SignatureAlgorithm } from './algorithms.ts';
import { CertificateError, readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import type { SignatureFault } from './faults.ts';
import { suits, verifyValue } from './public-key.ts';
import { matchDigest, openSignature } from './signed-message.ts';
import type { DigestForm, OpenedSignature, SignedMessage } from './signed-message.ts';
import type { SignatureShape } from './signature-shape.ts';
import type { SigningCompany, Trust, TrustFault } from './trust.ts';

/** What is to be known about a message before its signature can be judged. */
export type SignatureQuestion = {
  /** When it was received: ISO 8601, UTC. */
  readonly at: string;
  /** Who transmits it; without it the holder of the certificate is not asked. */
  readonly company: SigningCompany | undefined;
  /** Without it only the mathematics are judged: nobody says whose certificate it is. */
  readonly trust: Trust | undefined;
};

/** What became of a signature. */
export type SignatureVerdict =
  /** `placeholder`: an element that the schema demands and that signs nothing. */
  | { readonly kind: 'missing'; readonly fault: SignatureFault }
  | {
      readonly kind: 'valid';
      readonly certificate: Certificate;
      readonly algorithm: SignatureAlgorithm;
      readonly form: DigestForm;
    }
  | {
      readonly kind: 'invalid';
      readonly faults: readonly SignatureFault[];
      readonly certificate: Certificate | undefined;
      readonly opened: OpenedSignature;
      /** What was proved all the same: digest and value are right, whoever made them. */
      readonly proved:
        { readonly algorithm: SignatureAlgorithm; readonly form: DigestForm } | undefined;
    };

/**
 * Judges the signature of a decoded message: exactly one, over the whole message as it was parsed,
 * by algorithms that are allowed, with a certificate that counts. All reasons are told. Never
 * throws for what a sender may write.
 */
export function verifySignature(
  message: SignedMessage,
  question: SignatureQuestion,
): SignatureVerdict {
  const { signature } = message;
  if (!signature) return { kind: 'missing', fault: { reason: 'missing', values: [] } };
  const opened = openSignature({ ...message, signature });
  const { shape } = opened;
  if (isPlaceholder(shape)) {
    return { kind: 'missing', fault: { reason: 'placeholder', values: [] } };
  }
  const faults = judgeForm(opened);
  const methods = methodsOf(shape);
  if (!methods) faults.push(...judgeMethods(shape));
  const found = findCertificate(shape, question);
  if (found.fault) faults.push(found.fault);
  const { certificate } = found;
  let form: DigestForm | undefined;
  if (methods) {
    form = matchDigest(opened, methods.hash, Buffer.from(shape.digestValue, 'base64'));
    if (!form) faults.push({ reason: 'digest', values: [shape.digestValue.slice(0, 100)] });
    if (certificate) faults.push(...judgeValue(shape, methods.algorithm, certificate));
  }
  const proved =
    faults.length === 0 && methods && form ? { algorithm: methods.algorithm, form } : undefined;
  if (certificate) faults.push(...judgeTrust(certificate, question));
  if (faults.length === 0 && certificate && proved) {
    return { kind: 'valid', certificate, ...proved };
  }
  return { kind: 'invalid', faults, certificate, opened, proved };
}

/** Ours and an empty one; both can prove nothing, so nothing is lost by calling them missing. */
function isPlaceholder(shape: SignatureShape): boolean {
  return shape.signatureMethod === UNSIGNED_ALGORITHM || shape.signatureValue === '';
}

function judgeForm({ shape, signatures }: OpenedSignature): SignatureFault[] {
  const faults: SignatureFault[] = [];
  const say = (reason: SignatureFault['reason'], value: string): void => {
    faults.push({ reason, values: [value.slice(0, 200)] });
  };
  if (signatures !== 1) say('several-signatures', String(signatures));
  const [uri] = shape.references;
  if (shape.references.length !== 1 || uri !== '') {
    const shown = shape.references.map((one) => (one === undefined ? 'none' : `"${one}"`));
    say('reference', shown.join(', ') || 'nothing');
  }
  const [first, second] = shape.transforms;
  const isUsual = first === ENVELOPED && (second === undefined || second === C14N);
  if (!isUsual || shape.transforms.length > 2) {
    say('transform', shape.transforms.join(', ') || 'none');
  }
  if (shape.canonicalizationMethod !== C14N) {
    say('canonicalization-method', shape.canonicalizationMethod);
  }
  if (shape.oddities.length > 0) say('parameters', shape.oddities.join(', '));
  return faults;
}

type Methods = { readonly algorithm: SignatureAlgorithm; readonly hash: Hash };

function methodsOf({ signatureMethod, digestMethod }: SignatureShape): Methods | undefined {
  const algorithm = signatureAlgorithm(signatureMethod);
  const hash = digestAlgorithm(digestMethod);
  if (!algorithm || !hash || !mayGoTogether(signatureMethod, hash)) return undefined;
  return { algorithm, hash };
}

function judgeMethods({ signatureMethod, digestMethod }: SignatureShape): SignatureFault[] {
  if (!signatureAlgorithm(signatureMethod)) {
    return [{ reason: 'signature-method', values: [signatureMethod.slice(0, 200)] }];
  }
  const values = [digestMethod.slice(0, 200), signatureMethod];
  return [{ reason: 'digest-method', values }];
}

type Found = {
  readonly certificate: Certificate | undefined;
  readonly fault?: SignatureFault;
};

/** The certificate in KeyInfo, else the sender's with the serial number that KeyName gives. */
function findCertificate(shape: SignatureShape, { trust, company }: SignatureQuestion): Found {
  const [written] = shape.certificates;
  if (written !== undefined && written !== '') return readWritten(written);
  const keyName = shape.keyName ?? '';
  const candidates = trust?.findByKeyName(keyName, company?.code) ?? [];
  const fault = { reason: 'no-certificate', values: [keyName.slice(0, 100)] } as const;
  const [certificate] = candidates;
  return certificate ? { certificate } : { certificate, fault };
}

/** Certificates read before, by their base64; a sender's stands in every message. */
const read = new Map<string, Found>();
const READ_MAX = 2000;

function readWritten(base64: string): Found {
  const known = read.get(base64);
  if (known) return known;
  let found: Found;
  try {
    found = { certificate: readCertificate(Buffer.from(base64, 'base64')) };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const fault = { reason: 'bad-certificate', values: [error.message] } as const;
    found = { certificate: undefined, fault };
  }
  if (read.size >= READ_MAX) read.clear();
  // Longer ones are refused anyway.
  if (base64.length < 44_000) read.set(base64, found);
  return found;
}

function judgeValue(
  shape: SignatureShape,
  algorithm: SignatureAlgorithm,
  { key, subject }: Certificate,
): SignatureFault[] {
  if (!suits(key, algorithm)) {
    const kind = key.kind === 'sm2' ? 'SM2' : 'RSA';
    return [{ reason: 'key-kind', values: [kind, shape.signatureMethod] }];
  }
  const value = Buffer.from(shape.signatureValue, 'base64');
  const data = Buffer.from(shape.signedInfo, 'utf8');
  if (verifyValue(key, { algorithm, data }, { value })) return [];
  return [{ reason: 'value', values: [subject.text.slice(0, 200)] }];
}

function judgeTrust(certificate: Certificate, question: SignatureQuestion): SignatureFault[] {
  const { trust, at, company } = question;
  const faults = trust?.judge(certificate, { at, company }) ?? [];
  return faults.map((fault) => signatureFaultOf(fault, certificate, company));
}

function signatureFaultOf(
  fault: TrustFault,
  certificate: Certificate,
  company: SigningCompany | undefined,
): SignatureFault {
  switch (fault.kind) {
    case 'untrusted':
      return { reason: 'untrusted', values: [fault.issuer.slice(0, 200)] };
    case 'not-yet-valid':
      return { reason: 'not-yet-valid', values: [fault.from] };
    case 'expired':
      return { reason: 'expired', values: [fault.until] };
    case 'revoked':
      return { reason: 'revoked', values: [fault.at, fault.by] };
    case 'not-for-signing':
      return { reason: 'not-for-signing', values: [certificate.subject.text.slice(0, 200)] };
    case 'company':
      return { reason: 'company', values: [company?.code ?? '', fault.has.slice(0, 200)] };
  }
}
