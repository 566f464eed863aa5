/** How something is hashed. */
export type Hash = 'sha1' | 'sha256' | 'sm3';

/** How a SignedInfo is signed: the kind of key and the hash. */
export type SignatureAlgorithm = 'rsa-sha1' | 'rsa-sha256' | 'sm2-sm3';

const W3C = 'http://www.w3.org/2000/09/xmldsig#';
const CHINAPORT = 'http://www.chinaport.gov.cn/2022/04/xmldsig#';

/** Canonical XML 1.0 without comments: the only one the specification of 2022, §6, allows. */
export const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';

/** The transform that takes the Signature itself out of what is hashed. */
export const ENVELOPED = `${W3C}enveloped-signature`;

/**
 * The identifiers of signature methods that are taken. The first of each is the one that is
 * written: that of the specification of 2022, and W3C's for RSA-SHA256, for which the specification
 * of 2018 names no identifier. The others are seen in the field (docs/protocols/signatures.md).
 */
const SIGNATURE_METHODS: Readonly<Record<SignatureAlgorithm, readonly string[]>> = {
  'rsa-sha1': [`${W3C}rsa-sha1`],
  'rsa-sha256': ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', `${W3C}rsa-sha256`],
  'sm2-sm3': [`${CHINAPORT}sm2-sm3`, `${W3C}sm2-sm3`],
};

const DIGEST_METHODS: Readonly<Record<Hash, readonly string[]>> = {
  sha1: [`${W3C}sha1`],
  sha256: ['http://www.w3.org/2001/04/xmlenc#sha256', `${W3C}sha256`],
  sm3: [`${CHINAPORT}sm3`, `${W3C}sm3`],
};

const methodByUri = invert(SIGNATURE_METHODS);
const digestByUri = invert(DIGEST_METHODS);

/** The hash that goes with each signature algorithm. */
export const HASH_OF: Readonly<Record<SignatureAlgorithm, Hash>> = {
  'rsa-sha1': 'sha1',
  'rsa-sha256': 'sha256',
  'sm2-sm3': 'sm3',
};

/** The algorithm that a SignatureMethod names; `undefined` when it is not taken. */
export function signatureAlgorithm(uri: string): SignatureAlgorithm | undefined {
  return methodByUri.get(uri);
}

/** The hash that a DigestMethod names; `undefined` when it is not taken. */
export function digestAlgorithm(uri: string): Hash | undefined {
  return digestByUri.get(uri);
}

/**
 * Whether a signature method and a digest method may stand together: the hash of both is the same.
 * One exception is seen in the field: W3C's name space with `sm2-sm3` and a SHA-1 digest.
 */
export function mayGoTogether(signatureUri: string, digest: Hash): boolean {
  const algorithm = signatureAlgorithm(signatureUri);
  if (!algorithm) return false;
  if (HASH_OF[algorithm] === digest) return true;
  return signatureUri === `${W3C}sm2-sm3` && digest === 'sha1';
}

/** The identifier of a signature method as we write it. */
export function signatureMethodUri(algorithm: SignatureAlgorithm): string {
  return SIGNATURE_METHODS[algorithm][0] ?? '';
}

/** The identifier of a digest method as we write it. */
export function digestMethodUri(hash: Hash): string {
  return DIGEST_METHODS[hash][0] ?? '';
}

function invert<T extends string>(table: Readonly<Record<T, readonly string[]>>): Map<string, T> {
  const entries = Object.entries(table) as [T, readonly string[]][];
  return new Map(entries.flatMap(([name, uris]) => uris.map((uri) => [uri, name] as const)));
}
