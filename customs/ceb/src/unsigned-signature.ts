import { escapeText } from './encode.ts';
import { DS_NAMESPACE } from './tables.ts';

/**
 * The algorithm our placeholder names: no verifier knows it, so nobody can take the placeholder for
 * valid.
 */
export const UNSIGNED_ALGORITHM = 'urn:pilotzone:unsigned';

/**
 * A ds:Signature that signs nothing. The schema demands the element in 621, 623, 625 and 711, and
 * generated demo messages have no key: its digest and value are empty and its algorithms say
 * "unsigned". `keyName` is the certificate's serial number that a real signature would name.
 */
export function unsignedSignature(keyName: string): string {
  const algorithm = `Algorithm="${UNSIGNED_ALGORITHM}"`;
  return (
    `<ds:Signature xmlns:ds="${DS_NAMESPACE}"><ds:SignedInfo>` +
    `<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315">` +
    `</ds:CanonicalizationMethod><ds:SignatureMethod ${algorithm}></ds:SignatureMethod>` +
    `<ds:Reference URI=""><ds:Transforms>` +
    `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature">` +
    `</ds:Transform></ds:Transforms><ds:DigestMethod ${algorithm}></ds:DigestMethod>` +
    `<ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo>` +
    `<ds:SignatureValue></ds:SignatureValue>` +
    `<ds:KeyInfo><ds:KeyName>${escapeText(keyName)}</ds:KeyName></ds:KeyInfo></ds:Signature>`
  );
}
