import { Buffer } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalize } from './canonical.ts';
import { issueRevocationList } from './issue-certificate.ts';
import { readRevocationList } from './revocation-list.ts';
import { signMessageNow } from './sign-message.ts';
import { createSoftwareKey } from './signing-key.ts';
import {
  COMPANY,
  decoded,
  makeAuthority,
  makeKey,
  NOW,
  reasonsOf,
  trustIn,
  trustOf,
  unsigned,
  verdictOf,
} from './testing/signers.ts';
import { verifySignature } from './verify-signature.ts';

const authority = makeAuthority();
const trust = trustIn(authority);
const key = makeKey(authority);
const rsaAuthority = makeAuthority('rsa', 'Test CA RSA');
const rsaKey = makeKey(rsaAuthority, 'rsa');
const signed = signMessageNow({ bytes: unsigned(), isCanonical: true }, key);

/** The message with something in it replaced; fails when there is nothing to replace. */
function change(from: string | RegExp, to: string, bytes: Buffer = signed): Buffer {
  const text = bytes.toString('utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return Buffer.from(changed, 'utf8');
}

/** What is wrong with bytes. */
function faultsOf(bytes: Buffer, by = trust): string[] {
  return reasonsOf(verdictOf(bytes, by));
}

describe('a signature that is right', () => {
  it.each(['CEB311Message', 'CEB411Message', 'CEB511Message', 'CEB621Message'] as const)(
    'is valid in %s, read fast',
    (type) => {
      const bytes = signMessageNow({ bytes: unsigned(type, 3), isCanonical: true }, key);
      expect(decoded(bytes).path).toBe('fast');
      expect(verdictOf(bytes, trust)).toMatchObject({
        kind: 'valid',
        algorithm: 'sm2-sm3',
        form: 'exact',
      });
    },
  );

  it.each(['rsa-sha256', 'rsa-sha1'] as const)('is valid by %s', (algorithm) => {
    const software = createSoftwareKey(rsaKey.key, rsaKey.certificate, algorithm);
    const bytes = signMessageNow({ bytes: unsigned() }, software);
    expect(verdictOf(bytes, trustIn(rsaAuthority))).toMatchObject({ kind: 'valid', algorithm });
  });

  it('is valid when the strict reader had to read the message', () => {
    const bytes = change('<ceb:BaseTransfer>', '<!-- a remark --><ceb:BaseTransfer>');
    expect(decoded(bytes).path).toBe('strict');
    expect(verdictOf(bytes, trust).kind).toBe('valid');
  });

  it('is valid when the message was written in a form that is not canonical', () => {
    const root = /<ceb:CEB621Message (xmlns:ceb="[^"]*") (guid="[^"]*") (version="[^"]*")>/;
    const bytes = change(root, '<ceb:CEB621Message $3\n   $2 $1 >');
    expect(decoded(bytes).path).toBe('fast');
    expect(verdictOf(bytes, trust).kind).toBe('valid');
  });

  it('is valid with carriage returns, which every XML parser takes away', () => {
    const pretty = Buffer.from(unsigned().toString().replaceAll('><ceb:', '>\n<ceb:'));
    const bytes = signMessageNow({ bytes: pretty }, key);
    const crlf = Buffer.from(bytes.toString().replaceAll('\n', '\r\n'));
    expect(verdictOf(crlf, trust).kind).toBe('valid');
  });

  it('may stand in white space that was put around it, and says so', () => {
    const one = signMessageNow(
      { bytes: change('</ceb:CEB621Message>', '\n</ceb:CEB621Message>', unsigned()) },
      key,
    );
    const indented = change(/\n?(<ds:Signature .*<\/ds:Signature>)\n?/, '\n    $1\n\n', one);
    expect(verdictOf(indented, trust)).toMatchObject({ kind: 'valid', form: 'one-line-feed' });
    const loose = change(/(<ds:Signature .*<\/ds:Signature>)/, '\n    $1\n');
    expect(verdictOf(loose, trust)).toMatchObject({ kind: 'valid', form: 'no-white-space' });
  });

  it('may name its certificate by the serial number alone', () => {
    const bytes = change(/<ds:X509Data>.*<\/ds:X509Data>/, '');
    const registered = [
      { certificate: key.certificate, company: COMPANY.code, revokedAt: undefined },
    ];
    expect(faultsOf(bytes, trustOf({ registered }))).toEqual([]);
    expect(faultsOf(bytes)).toEqual(['no-certificate']);
  });

  it('may be one of many certificates of a company: keys are renewed', () => {
    const next = makeKey(authority);
    const registered = [key, next].map(({ certificate }) => {
      return { certificate, company: COMPANY.code, revokedAt: undefined };
    });
    const both = trustOf({ registered });
    expect(faultsOf(signed, both)).toEqual([]);
    expect(faultsOf(signMessageNow({ bytes: unsigned() }, next), both)).toEqual([]);
  });
});

describe('a certificate', () => {
  const at = (iso: string) => reasonsOf(verdictOf(signed, trust, iso));

  it('counts in its time only', () => {
    // The authority ends on the same day.
    expect(at('2025-12-31T23:59:59Z')).toContain('not-yet-valid');
    expect(at('2026-01-01T00:00:00Z')).toEqual([]);
    expect(at('2027-01-01T00:00:00Z')).toEqual([]);
    expect(at('2027-01-01T00:00:01Z')).toContain('expired');
  });

  it('of an unknown authority does not count', () => {
    const stranger = makeKey(makeAuthority());
    const bytes = signMessageNow({ bytes: unsigned() }, stranger);
    expect(faultsOf(bytes)).toEqual(['untrusted']);
  });

  it('of a company cannot issue others', () => {
    const child = makeKey(key);
    expect(faultsOf(signMessageNow({ bytes: unsigned() }, child))).toEqual(['untrusted']);
  });

  it('is followed through an intermediate authority', () => {
    const middle = makeKey(authority, 'rsa', { subject: [['CN', 'Middle']], isAuthority: true });
    const leaf = makeKey(middle, 'sm2');
    const bytes = signMessageNow({ bytes: unsigned() }, leaf);
    const source = { roots: [authority.certificate], intermediates: [middle.certificate] };
    expect(faultsOf(bytes, trustOf(source))).toEqual([]);
    expect(faultsOf(bytes)).toEqual(['untrusted']);
  });

  it('of another company is refused, also when it is trusted', () => {
    const other = makeKey(authority, 'sm2', { subject: [['CN', '别家 91330100MA2XXXXX11']] });
    expect(faultsOf(signMessageNow({ bytes: unsigned() }, other))).toEqual(['company']);
    const registered = [
      { certificate: key.certificate, company: 'SOMEBODY ELSE', revokedAt: undefined },
    ];
    expect(faultsOf(signed, trustOf({ registered }))).toEqual(['company']);
  });

  it('that its authority revoked does not count from that moment on', () => {
    const list = readRevocationList(
      issueRevocationList(authority, {
        thisUpdate: NOW,
        nextUpdate: '2026-12-20T00:00:00Z',
        revoked: [{ serial: key.certificate.serial, at: '2026-11-20T00:00:00Z' }],
      }),
    );
    const roots = [authority.certificate];
    const withList = trustOf({ roots, lists: [list] });
    expect(faultsOf(signed, withList)).toEqual(['revoked']);
    expect(reasonsOf(verdictOf(signed, withList, '2026-11-19T00:00:00Z'))).toEqual([]);
    // A list that somebody else made about the same name says nothing.
    const forger = makeAuthority();
    const forged = issueRevocationList(forger, {
      thisUpdate: NOW,
      nextUpdate: '2026-12-20T00:00:00Z',
      revoked: [{ serial: key.certificate.serial, at: '2026-11-20T00:00:00Z' }],
    });
    const fooled = trustOf({ roots, lists: [readRevocationList(forged)] });
    expect(faultsOf(signed, fooled)).toEqual([]);
  });

  it('that the zone revoked does not count from that moment on', () => {
    const revokedAt = '2026-11-20T00:00:00Z';
    const registered = [{ certificate: key.certificate, company: COMPANY.code, revokedAt }];
    expect(faultsOf(signed, trustOf({ registered }))).toEqual(['revoked']);
  });

  it('for encryption does not sign', () => {
    const wrong = makeKey(authority, 'sm2', { forEncryptionOnly: true });
    expect(faultsOf(signMessageNow({ bytes: unsigned() }, wrong))).toEqual(['not-for-signing']);
  });
});

describe('what was changed', () => {
  it('after signing shows, wherever it stands', () => {
    expect(faultsOf(change('<ceb:copName>物流企业', '<ceb:copName>物流公司'))).toEqual(['digest']);
    expect(faultsOf(change(' version="1.0">', ' version="2.0">'))).toEqual(['digest']);
    expect(faultsOf(change(/<ceb:guid>./, '<ceb:guid>Z'))).toEqual(['digest']);
  });

  it('in the signature shows', () => {
    expect(faultsOf(change(/(<ds:SignatureValue>)../, '$1AA'))).toEqual(['value']);
    expect(faultsOf(change(/(<ds:DigestValue>)../, '$1AA'))).toEqual(['digest', 'value']);
  });

  it('is told as missing when nothing was signed', () => {
    expect(faultsOf(unsigned('CEB311Message'))).toEqual(['missing']);
    const empty = change(/<ds:SignatureValue>[^<]*</, '<ds:SignatureValue><');
    expect(faultsOf(empty)).toEqual(['placeholder']);
  });
});

describe('attacks', () => {
  /** Signs a SignedInfo of the attacker's own making with a key that is trusted. */
  function resign(bytes: Buffer): Buffer {
    const text = bytes.toString();
    const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(text)?.[0] ?? '';
    const root = /<ceb:CEB\d+Message[^>]*>/.exec(text)?.[0] ?? '';
    const ds = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
    const name = /CEB\d+Message/.exec(root)?.[0] ?? '';
    const inScope = `${root}<ds:Signature ${ds}>${info}</ds:Signature></ceb:${name}>`;
    const data = Buffer.from(canonicalize(inScope, { only: 2 }).before);
    const value = key.signNow(data).toString('base64');
    return Buffer.from(text.replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`));
  }

  it('can make a signature that is right: what they change below is what is refused', () => {
    expect(faultsOf(resign(signed))).toEqual([]);
  });

  it('a second Signature is no message of the schema', () => {
    const twice = change(/(<ds:Signature .*<\/ds:Signature>)/, '$1$1');
    expect(() => decoded(twice)).toThrow('not valid');
  });

  it('a signed message wrapped in the extension of another one is refused', () => {
    const inner = /<ds:Signature .*<\/ds:Signature>/s.exec(signed.toString())?.[0] ?? '';
    const extension =
      '<ceb:ExtendMessage><ceb:name>x</ceb:name><ceb:version>1</ceb:version>' +
      `<ceb:Message>${inner}</ceb:Message></ceb:ExtendMessage>`;
    const outer = change('</ceb:CEB621Message>', `${extension}</ceb:CEB621Message>`, unsigned());
    const bytes = signMessageNow({ bytes: outer }, key);
    expect(decoded(bytes).path).toBe('strict');
    expect(faultsOf(bytes)).toEqual(['several-signatures']);
  });

  it('a Signature moved to another message does not fit there', () => {
    const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(signed.toString())?.[0] ?? '';
    const other = change(/<ceb:orderNo>[^<]*/, '<ceb:orderNo>STOLEN', unsigned());
    const text = other.toString().replace('</ceb:CEB621Message>', `${signature}$&`);
    expect(faultsOf(Buffer.from(text))).toEqual(['digest']);
  });

  it.each([
    ['an id', '#x'],
    ['another document', 'http://example.com/'],
    ['an XPointer', '#xpointer(/)'],
  ])('a Reference to %s is refused', (_what, uri) => {
    expect(faultsOf(resign(change('URI=""', `URI="${uri}"`)))).toContain('reference');
  });

  it('a Reference without URI is refused', () => {
    expect(faultsOf(resign(change(' URI=""', '')))).toContain('reference');
  });

  it('two References are refused', () => {
    const both = change(/(<ds:Reference .*<\/ds:Reference>)/, '$1$1');
    expect(faultsOf(resign(both))).toContain('reference');
  });

  it.each([
    ['XPath', 'http://www.w3.org/TR/1999/REC-xpath-19991116'],
    ['XSLT', 'http://www.w3.org/TR/1999/REC-xslt-19991116'],
    ['base64', 'http://www.w3.org/2000/09/xmldsig#base64'],
    ['exclusive C14N', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  ])('the transform %s is refused', (_name, uri) => {
    const more = change(
      '</ds:Transforms>',
      `<ds:Transform Algorithm="${uri}"></ds:Transform></ds:Transforms>`,
    );
    expect(faultsOf(resign(more))).toContain('transform');
  });

  it('a transform with content of its own is refused', () => {
    const xpath = '<ds:XPath>self::text()</ds:XPath></ds:Transform>';
    expect(faultsOf(resign(change('</ds:Transform>', xpath)))).toContain('parameters');
  });

  it('no transform at all is refused', () => {
    const none = change(/<ds:Transforms>.*<\/ds:Transforms>/, '');
    expect(faultsOf(resign(none))).toContain('transform');
  });

  it('canonicalisation with comments, exclusive or unknown is refused', () => {
    for (const uri of [
      'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
      'urn:mine',
    ]) {
      const changed = change('http://www.w3.org/TR/2001/REC-xml-c14n-20010315', uri);
      expect(faultsOf(resign(changed))).toContain('canonicalization-method');
    }
  });

  it('HMAC with the public key as its secret is refused', () => {
    const info = change(
      'http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3',
      'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    );
    const mac = createHmac('sha1', key.certificate.der).update('x').digest('base64');
    const bytes = change(/(<ds:SignatureValue>)[^<]*/, `$1${mac}`, info);
    expect(faultsOf(bytes)).toEqual(['signature-method']);
  });

  it('an algorithm of another kind of key is refused', () => {
    const changed = change(
      'http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3',
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    ).toString();
    const text = changed.replace(
      'http://www.chinaport.gov.cn/2022/04/xmldsig#sm3',
      'http://www.w3.org/2000/09/xmldsig#sha1',
    );
    expect(faultsOf(Buffer.from(text))).toContain('key-kind');
  });

  it.each([
    'http://www.w3.org/2001/04/xmldsig-more#md5',
    'http://www.w3.org/2000/09/xmldsig#sha1',
    'urn:none',
  ])('the weaker digest %s is refused beside SM2-SM3', (uri) => {
    const changed = change('http://www.chinaport.gov.cn/2022/04/xmldsig#sm3', uri);
    expect(faultsOf(resign(changed))).toContain('digest-method');
  });

  it('an RSA signature cannot be turned into one by a weaker hash', () => {
    const rsa = makeKey(authority, 'rsa');
    const strong = signMessageNow({ bytes: unsigned() }, rsa).toString();
    expect(faultsOf(Buffer.from(strong))).toEqual([]);
    const weak = strong.replace(
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    );
    expect(weak).not.toBe(strong);
    // The digest's method must go with the signature's.
    expect(faultsOf(Buffer.from(weak))).toContain('digest-method');
    const { before } = canonicalize(unsigned().toString());
    const digest = createHash('sha1').update(before).digest('base64');
    const both = weak
      .replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1')
      .replace(/(<ds:DigestValue>)[^<]*/, `$1${digest}`);
    expect(faultsOf(Buffer.from(both))).toEqual(['value']);
  });

  it('a foreign certificate in KeyInfo does not make a foreign key one’s own', () => {
    const mine = makeKey(makeAuthority('sm2', 'Mine'));
    const forged = signMessageNow({ bytes: unsigned() }, mine);
    const theirs = key.certificate.der.toString('base64');
    const bytes = change(/(<ds:X509Certificate>)[^<]*/, `$1${theirs}`, forged);
    expect(faultsOf(bytes)).toEqual(['value']);
  });

  it('a key value beside the certificate is not used', () => {
    const value =
      '<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus>' +
      '<ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>';
    expect(faultsOf(change('<ds:X509Data>', `${value}<ds:X509Data>`))).toEqual([]);
    const alone = change(/<ds:X509Data>.*<\/ds:X509Data>/, value);
    expect(faultsOf(alone)).toEqual(['no-certificate']);
  });

  it('a comment that cuts a value in two changes nothing that is not seen', () => {
    const text = signed.toString();
    const order = /<ceb:orderNo>([^<]*)</.exec(text)?.[1] ?? '';
    expect(order.length).toBeGreaterThan(1);
    const cut = `<ceb:orderNo>${order.slice(0, 1)}<!-- x -->${order.slice(1)}<`;
    const bytes = change(/<ceb:orderNo>[^<]*</, cut);
    const result = decoded(bytes);
    // The decoder joins the halves as the canonical form does: both see the same value.
    expect(result.path).toBe('strict');
    expect(faultsOf(bytes)).toEqual([]);
  });

  it('a DOCTYPE is refused before anything is read', () => {
    const bytes = change('<ceb:CEB621Message', '<!DOCTYPE x [<!ENTITY a "b">]><ceb:CEB621Message');
    expect(() => decoded(bytes)).toThrow('doctype');
  });

  it('an SM2 value written in a second way is refused', () => {
    const order = BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123');
    const value = /<ds:SignatureValue>([^<]*)/.exec(signed.toString())?.[1] ?? '';
    const raw = Buffer.from(value, 'base64');
    const s = BigInt(`0x${raw.subarray(32).toString('hex')}`) + order;
    const wide = Buffer.from(s.toString(16).padStart(66, '0').slice(-66), 'hex');
    const zero = Buffer.alloc(64);
    for (const forged of [Buffer.concat([raw.subarray(0, 32), wide]), zero]) {
      const bytes = change(/(<ds:SignatureValue>)[^<]*/, `$1${forged.toString('base64')}`);
      expect(faultsOf(bytes)).toEqual(['value']);
    }
  });

  it('no rubbish in the place of certificate or value makes it throw', () => {
    const rubbish = [
      Buffer.alloc(0),
      Buffer.alloc(3),
      Buffer.from('308203', 'hex'),
      Buffer.from('3080', 'hex'),
      key.certificate.der.subarray(0, 200),
      Buffer.concat([key.certificate.der, Buffer.alloc(1)]),
      createHash('sha512').update('x').digest(),
      Buffer.alloc(20_000, 0x30),
    ];
    for (const bytes of rubbish) {
      const text = bytes.toString('base64');
      const certificate = change(/(<ds:X509Certificate>)[^<]*/, `$1${text}`);
      const value = change(/(<ds:SignatureValue>)[^<]*/, `$1${text}`);
      expect(faultsOf(certificate)).not.toEqual([]);
      expect(faultsOf(value)).not.toEqual([]);
    }
  });

  it('a message of another company signed by its own key is not accepted under ours', () => {
    const other = makeKey(authority, 'sm2', { subject: [['CN', '91330100MA2XXXXX11']] });
    const message = decoded(signMessageNow({ bytes: unsigned() }, other));
    const verdict = verifySignature(message, { at: NOW, company: COMPANY, trust });
    expect(reasonsOf(verdict)).toEqual(['company']);
  });
});
