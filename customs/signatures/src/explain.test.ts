import { Buffer } from 'node:buffer';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HASH_OF } from './algorithms.ts';
import { canonicalize } from './canonical.ts';
import { describeSignature } from './check-signature.ts';
import { signMessageNow } from './sign-message.ts';
import type { SoftwareKey } from './signing-key.ts';
import { generateSm2Key } from './sm2.ts';
import { COMPANY, decoded, makeAuthority, makeKey, NOW, trustIn } from './testing/signers.ts';
import { trustOf, unsigned } from './testing/signers.ts';
import { sm2 } from 'sm-crypto-v2';

const authority = makeAuthority();
const trust = trustIn(authority);
const key = makeKey(authority);
const rsaAuthority = makeAuthority('rsa', 'RSA CA');
const rsa = makeKey(rsaAuthority, 'rsa');

function describeBytes(bytes: Buffer, by = trust) {
  const message = { ...decoded(bytes), type: 'CEB621Message' };
  return describeSignature(message, { at: NOW, trust: by, company: COMPANY });
}

/** A message whose signer hashed `form` of it instead of what it should have. */
function signedOver(form: (bytes: Buffer) => string, bytes = unsigned()): Buffer {
  const text = form(bytes);
  const digest = createHash(HASH_OF[key.algorithm]).update(text, 'utf8').digest('base64');
  return resign(signMessageNow({ bytes }, key), (info) =>
    info.replace(/(<ds:DigestValue>)[^<]*/, `$1${digest}`),
  );
}

/** Changes SignedInfo and signs it again, so that only the digest is wrong. */
function resign(bytes: Buffer, change: (text: string) => string): Buffer {
  const text = change(bytes.toString());
  const value = key.signNow(signedInfoOf(Buffer.from(text))).toString('base64');
  return Buffer.from(text.replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`));
}

function signedInfoOf(bytes: Buffer): Buffer {
  const text = bytes.toString();
  // Signature is the last child: count the elements before it.
  const before = text.slice(0, text.indexOf('<ds:SignedInfo>'));
  const only = (before.match(/<[A-Za-z]/g) ?? []).length;
  return Buffer.from(canonicalize(text, { only }).before);
}

function withValue(bytes: Buffer, make: (bytes: Buffer) => Buffer): Buffer {
  const value = make(bytes).toString('base64');
  return Buffer.from(bytes.toString().replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`));
}

const canonical = (bytes: Buffer) => canonicalize(bytes.toString()).before;
const pretty = (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('><ceb:', '>\n <ceb:'));

describe('a wrong digest', () => {
  it.each<[string, Buffer, RegExp, RegExp]>([
    [
      'of the file with its declaration',
      signedOver((bytes) => bytes.toString()),
      /with the XML declaration/,
      /XML 声明/,
    ],
    [
      'of CRLF line ends',
      signedOver((bytes) => canonical(bytes).replaceAll('\n', '\r\n'), pretty(unsigned())),
      /CRLF at the ends of lines/,
      /CRLF/,
    ],
    [
      'of the message before it was indented',
      signedOver(() => canonical(unsigned()), pretty(unsigned())),
      /indented after signing/,
      /重新缩进/,
    ],
    [
      'of other prefixes',
      signedOver((bytes) => canonical(bytes).replaceAll('ceb:', '').replace('xmlns:ceb', 'xmlns')),
      /without the prefix ceb/,
      /前缀/,
    ],
    [
      'of a root with one more namespace',
      signedOver((bytes) =>
        canonical(bytes).replace(
          / guid=/,
          ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" guid=',
        ),
      ),
      /with xmlns:xsi declared/,
      /xmlns:xsi/,
    ],
    [
      'of the content of the root',
      signedOver((bytes) =>
        canonical(bytes)
          .replace(/^<[^>]*>/, '')
          .replace(/<\/[^<]*>$/, ''),
      ),
      /inside the root/,
      /根元素的内容/,
    ],
    [
      'with a line feed behind the root',
      signedOver((bytes) => `${canonical(bytes)}\n`),
      /line feed behind the root/,
      /多一个换行/,
    ],
    [
      'copied from the official samples',
      resign(signMessageNow({ bytes: unsigned() }, key), (text) =>
        text.replace(/(<ds:DigestValue>)[^<]*/, '$1SF/P+2sVsRQ9dJIqJSroW6ajb0Y='),
      ),
      /official sample/,
      /官方样例/,
    ],
    [
      'by another algorithm',
      resign(signMessageNow({ bytes: unsigned() }, key), (text) => {
        const digest = createHash('sha1').update(canonical(unsigned())).digest('base64');
        return text.replace(/(<ds:DigestValue>)[^<]*/, `$1${digest}`);
      }),
      /SHA-1 digest .* says SM3/,
      /SHA-1/,
    ],
    [
      'in hexadecimal',
      resign(signMessageNow({ bytes: unsigned() }, key), (text) => {
        const digest = createHash('sm3').update(canonical(unsigned())).digest('hex');
        return text.replace(/(<ds:DigestValue>)[^<]*/, `$1${digest}`);
      }),
      /hexadecimal/,
      /十六进制/,
    ],
  ])('%s is explained', (_what, bytes, en, zh) => {
    const { valid, reason, reasonZh, findings } = describeBytes(bytes);
    expect(valid).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(['-621028']);
    expect(reason).toMatch(en);
    expect(reasonZh).toMatch(zh);
  });

  it('of a message that was changed has no cause that could be told', () => {
    const bytes = signedOver(() => 'something else');
    expect(describeBytes(bytes).reason).toBe(
      'The digest is not that of the message: what was signed is not what arrived.',
    );
  });
});

describe('a wrong value', () => {
  const bytes = signMessageNow({ bytes: unsigned() }, key);
  const digestOf = (text: string) => /<ds:DigestValue>([^<]*)/.exec(text)?.[1] ?? '';
  const rawInfo = (text: string) => /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(text)?.[0] ?? '';
  const other = makeKey(authority);

  it.each<[string, Buffer, RegExp]>([
    [
      'over the digest',
      withValue(bytes, (b) => key.signNow(Buffer.from(digestOf(b.toString())))),
      /signs the DigestValue/,
    ],
    [
      'over SignedInfo as written',
      withValue(bytes, (b) => key.signNow(Buffer.from(rawInfo(b.toString())))),
      /as it was written/,
    ],
    [
      'over SignedInfo out of its context',
      withValue(bytes, (b) => {
        const ds = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
        const alone = rawInfo(b.toString()).replace('SignedInfo', `SignedInfo${ds}`);
        return key.signNow(Buffer.from(canonicalize(alone).before));
      }),
      /without the namespaces that it inherits/,
    ],
    [
      'over the message',
      withValue(bytes, () => key.signNow(Buffer.from(canonical(unsigned())))),
      /the message itself/,
    ],
    [
      'with an empty user id',
      withValue(bytes, (b) => {
        if (key.key.kind !== 'sm2') throw new Error('an SM2 key');
        const hex = key.key.privateKey.toString('hex');
        const options = { hash: true, userId: '' };
        return Buffer.from(sm2.doSignature(signedInfoOf(b), hex, options), 'hex');
      }),
      /empty user id/,
    ],
  ])('%s is explained', (_what, wrong, en) => {
    const { valid, reason, findings } = describeBytes(wrong);
    expect(valid).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(['-621029']);
    expect(reason).toMatch(en);
  });

  it('by another key of the sender is explained', () => {
    const registered = [key, other].map(({ certificate }) => {
      return { certificate, company: COMPANY.code, revokedAt: undefined };
    });
    const wrong = withValue(bytes, (b) => other.signNow(signedInfoOf(b)));
    expect(describeBytes(wrong, trustOf({ registered })).reason).toMatch(
      `the key of another certificate, ${other.certificate.serial}`,
    );
    const unknown = withValue(bytes, () => Buffer.alloc(64, generateSm2Key().privateKey));
    expect(describeBytes(unknown).reason).toMatch(/not made with the key of the certificate \(O=/);
  });

  it('by RSA with the hash of another method is explained', () => {
    const signed = signMessageNow({ bytes: unsigned() }, rsa);
    const wrong = withValue(signed, (b) => {
      if (rsa.key.kind !== 'rsa') throw new Error('an RSA key');
      const pkcs8 = { key: rsa.key.pkcs8, format: 'der', type: 'pkcs8' } as const;
      return sign('sha1', signedInfoOf(b), createPrivateKey(pkcs8));
    });
    expect(describeBytes(wrong, trustIn(rsaAuthority)).reason).toMatch(
      /It is an RSA-SHA1 signature/,
    );
  });
});

describe('what is told about a signature', () => {
  const by = (signer: SoftwareKey) => signMessageNow({ bytes: unsigned() }, signer);

  it('that is right says who made it', () => {
    expect(describeBytes(by(key))).toMatchObject({
      ...{ present: true, valid: true, trusted: true, tolerated: null, algorithm: 'sm2-sm3' },
      certificate: { serial: key.certificate.serial },
    });
  });

  it('without authorities says that trust was not judged', () => {
    const message = { ...decoded(by(key)), type: 'CEB621Message' };
    const told = describeSignature(message, { at: NOW });
    expect(told).toMatchObject({ valid: true, trusted: null });
    expect(told.reason).toMatch(/no authorities were given/);
    const late = describeSignature(message, { at: '2028-01-01T00:00:00Z' });
    expect(late).toMatchObject({ valid: false });
    expect(late.reason).toMatch(/expired at 2027-01-01/);
  });

  it('with white space that was added says so', () => {
    const loose = Buffer.from(
      by(key)
        .toString()
        .replace(/(<ds:Signature .*<\/ds:Signature>)/, '\n$1\n'),
    );
    expect(describeBytes(loose)).toMatchObject({ valid: true, tolerated: 'no-white-space' });
  });

  it('that is missing says so', () => {
    const message = { ...decoded(unsigned('CEB311Message')), type: 'CEB311Message' };
    expect(describeSignature(message, { at: NOW })).toMatchObject({ present: false, valid: null });
  });
});
