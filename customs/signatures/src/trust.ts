import { isSignedBy } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { codesOf } from './distinguished-name.ts';
import { isListOf } from './revocation-list.ts';
import type { RevocationList } from './revocation-list.ts';

/** A certificate that the operator registered for a company. */
export type RegisteredCertificate = {
  readonly certificate: Certificate;
  /** The company's code, as the participants' register has it. */
  readonly company: string;
  /** ISO 8601; `undefined` while it is not revoked by the operator. */
  readonly revokedAt: string | undefined;
};

/** What the operator believes. */
export type TrustSource = {
  /** Authorities, also intermediate ones: a root is one that signed itself or is listed as one. */
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly registered: readonly RegisteredCertificate[];
  readonly lists: readonly RevocationList[];
};

/** The company that must have signed. */
export type SigningCompany = {
  readonly code: string;
  readonly creditCode: string | null;
  readonly name: string;
};

/** Why a certificate does not count. */
export type TrustFault =
  | { readonly kind: 'untrusted'; readonly issuer: string }
  | { readonly kind: 'not-yet-valid'; readonly from: string }
  | { readonly kind: 'expired'; readonly until: string }
  | { readonly kind: 'revoked'; readonly at: string; readonly by: 'operator' | 'authority' }
  | { readonly kind: 'not-for-signing' }
  | { readonly kind: 'company'; readonly has: string };

/** Decides whose signature a certificate makes. */
export type Trust = {
  /**
   * What speaks against this certificate as `company`'s at a moment (ISO 8601); without a company
   * its holder is not asked. All reasons, the gravest first; empty when it counts.
   */
  judge(
    certificate: Certificate,
    asked: { readonly at: string; readonly company?: SigningCompany | undefined },
  ): TrustFault[];
  /** Certificates registered for a company whose serial number a KeyName may mean. */
  findByKeyName(keyName: string, company: string | undefined): Certificate[];
  /** Certificates registered for a company. */
  ofCompany(company: string): readonly RegisteredCertificate[];
};

/** Longest path: root, two intermediate authorities, company. */
const PATH_MAX = 4;
/** Trust as the operator has set it up. Pure: chains that were followed once are remembered. */
export function createTrust(source: TrustSource): Trust {
  const chainOf = createChains(source);
  const registered = new Map(source.registered.map((r) => [r.certificate.fingerprint, r]));
  const byCompany = groupByCompany(source.registered);
  // Only lists that an authority of ours signed.
  const authorities = [...source.roots, ...source.intermediates];
  const lists = source.lists.filter((list) => authorities.some((ca) => isListOf(list, ca)));
  return { judge, findByKeyName, ofCompany };

  function judge(
    certificate: Certificate,
    { at: moment, company }: { at: string; company?: SigningCompany | undefined },
  ): TrustFault[] {
    // Certificates know whole seconds, and so the moments compare as text.
    const at = `${moment.slice(0, 19)}Z`;
    const faults: TrustFault[] = [];
    const known = registered.get(certificate.fingerprint);
    const chain = chainOf(certificate);
    if (!known && !chain) faults.push({ kind: 'untrusted', issuer: certificate.issuer.text });
    if (company && !belongsTo(certificate, known, company)) {
      faults.push({ kind: 'company', has: known?.company ?? certificate.subject.text });
    }
    const revokedAt = known?.revokedAt;
    if (revokedAt !== undefined && revokedAt <= at) {
      faults.push({ kind: 'revoked', at: revokedAt, by: 'operator' });
    }
    for (const link of [certificate, ...(chain ?? [])]) faults.push(...judgeLink(link, at));
    if (certificate.usage && !certificate.usage.signs) faults.push({ kind: 'not-for-signing' });
    return faults;
  }

  function judgeLink(link: Certificate, at: string): TrustFault[] {
    const faults: TrustFault[] = [];
    if (at < link.notBefore) faults.push({ kind: 'not-yet-valid', from: link.notBefore });
    if (at > link.notAfter) faults.push({ kind: 'expired', until: link.notAfter });
    const revoked = lists
      .filter(({ issuer }) => issuer.raw.equals(link.issuer.raw))
      .map((list) => list.revoked.get(link.serial))
      .find((when) => when !== undefined && when <= at);
    if (revoked !== undefined) faults.push({ kind: 'revoked', at: revoked, by: 'authority' });
    return faults;
  }

  function findByKeyName(keyName: string, company: string | undefined): Certificate[] {
    if (company === undefined) return [];
    const serials = serialsOf(keyName);
    return ofCompany(company)
      .map(({ certificate }) => certificate)
      .filter(({ serial }) => serials.has(serial));
  }

  function ofCompany(company: string): readonly RegisteredCertificate[] {
    return byCompany.get(company) ?? [];
  }
}

/** Judgements of chains kept: a certificate signs thousands of messages. */
const CHAINS_MAX = 4096;

/** Finds the authorities above a certificate up to a root; `undefined` when no path leads there. */
function createChains({
  roots,
  intermediates,
}: TrustSource): (certificate: Certificate) => readonly Certificate[] | undefined {
  const anchors = new Set(roots.map(({ fingerprint }) => fingerprint));
  const authorities = [...roots, ...intermediates];
  const chains = new Map<string, readonly Certificate[] | undefined>();
  return (certificate) => {
    const key = certificate.fingerprint;
    if (chains.has(key)) return chains.get(key);
    if (chains.size >= CHAINS_MAX) chains.clear();
    const chain = climb(certificate, []);
    chains.set(key, chain);
    return chain;
  };

  function climb(from: Certificate, below: readonly Certificate[]): Certificate[] | undefined {
    if (below.length >= PATH_MAX) return undefined;
    for (const authority of authorities) {
      if (!authority.subject.raw.equals(from.issuer.raw) || below.includes(authority)) continue;
      if (!mayIssue(authority, below.length) || !isSignedBy(from.signed, authority)) continue;
      if (anchors.has(authority.fingerprint)) return [authority];
      const above = climb(authority, [...below, authority]);
      if (above) return [authority, ...above];
    }
    return undefined;
  }
}

function groupByCompany(
  registered: readonly RegisteredCertificate[],
): Map<string, RegisteredCertificate[]> {
  const groups = new Map<string, RegisteredCertificate[]>();
  for (const item of registered) {
    const group = groups.get(item.company);
    if (group) group.push(item);
    else groups.set(item.company, [item]);
  }
  return groups;
}

function mayIssue({ isAuthority, usage, pathMax }: Certificate, depth: number): boolean {
  if (!isAuthority || (usage && !usage.signsCertificates)) return false;
  return pathMax === undefined || depth <= pathMax;
}

/** Registered for this company, or naming its credit code or customs code. */
function belongsTo(
  certificate: Certificate,
  known: RegisteredCertificate | undefined,
  { code, creditCode }: SigningCompany,
): boolean {
  if (known) return known.company === code;
  const codes = codesOf(certificate.subject);
  return codes.has(code.toUpperCase()) || (creditCode !== null && codes.has(creditCode));
}

/** A KeyName is a serial number, written in hexadecimal (with or without zeros) or decimal. */
function serialsOf(keyName: string): Set<string> {
  const text = keyName.trim().toUpperCase().replace(/[:\s]/g, '').replace(/^0X/, '');
  const serials = new Set<string>();
  if (text.length > 80) return serials;
  if (/^[0-9A-F]+$/.test(text)) serials.add(evenHex(text));
  if (/^\d+$/.test(text)) serials.add(evenHex(BigInt(text).toString(16).toUpperCase()));
  return serials;
}

function evenHex(hex: string): string {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return even.replace(/^(?:00)+(?=.)/, '');
}
