import { Buffer } from 'node:buffer';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignedXml } from 'xml-crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { C14N, ENVELOPED } from './algorithms.ts';
import { readCertificates, writePem } from './certificate.ts';
import { issueRevocationList, writePkcs8 } from './issue-certificate.ts';
import { readSigningKey } from './key-file.ts';
import { derOfRaw } from './sm2.ts';
import { readSignatureShape, rootTagOf } from './signature-shape.ts';
import { signMessageNow } from './sign-message.ts';
import { COMPANY, makeAuthority, makeKey, NOW, reasonsOf } from './testing/signers.ts';
import { trustIn, trustOf, unsigned, verdictOf } from './testing/signers.ts';
import { hasBouncyCastle, hasOpenssl, makeFolder, openssl, runInterop } from './testing/tools.ts';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const authority = makeAuthority();
const company = makeKey(authority);
const rsaAuthority = makeAuthority('rsa', 'RSA CA');
const rsa = makeKey(rsaAuthority, 'rsa');

const VALUE = /(<ds:SignatureValue>)([^<]*)/;

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
}

function read(name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** What a signed message's value was made over, and the value. */
function partsOf(bytes: Buffer): { signedInfo: Buffer; value: Buffer } {
  const text = bytes.toString();
  const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(text)?.[0] ?? '';
  const shape = readSignatureShape(rootTagOf(text), signature);
  return {
    signedInfo: Buffer.from(shape.signedInfo),
    value: Buffer.from(shape.signatureValue, 'base64'),
  };
}

function withValue(bytes: Buffer, value: Buffer): Buffer {
  return Buffer.from(bytes.toString().replace(VALUE, `$1${value.toString('base64')}`));
}

describe('xml-crypto, for RSA', () => {
  const certificate = writePem('CERTIFICATE', rsa.certificate.der);

  it('accepts what we sign', () => {
    const bytes = signMessageNow({ bytes: unsigned('CEB621Message', 3) }, rsa);
    const text = bytes.toString();
    const other = new SignedXml({ publicCert: certificate });
    other.loadSignature(/<ds:Signature .*<\/ds:Signature>/s.exec(text)?.[0] ?? '');
    expect(other.checkSignature(text)).toBe(true);
    const changed = text.replace(/<ceb:orderNo>/, '<ceb:orderNo>X');
    const again = new SignedXml({ publicCert: certificate });
    again.loadSignature(/<ds:Signature .*<\/ds:Signature>/s.exec(text)?.[0] ?? '');
    expect(again.checkSignature(changed)).toBe(false);
  });

  it.each([
    ['sha1', 'http://www.w3.org/2000/09/xmldsig#'],
    ['sha256', 'http://www.w3.org/2001/04/xmlenc#'],
  ])('signs with %s what we accept', (hash, space) => {
    const more = hash === 'sha1' ? space : 'http://www.w3.org/2001/04/xmldsig-more#';
    const signer = new SignedXml({
      privateKey: createPrivateKey({ key: writePkcs8(rsa.key), format: 'der', type: 'pkcs8' })
        .export({ format: 'pem', type: 'pkcs8' })
        .toString(),
      publicCert: certificate,
      canonicalizationAlgorithm: C14N,
      signatureAlgorithm: `${more}rsa-${hash}`,
    });
    const digestAlgorithm = `${space}${hash}`;
    const reference = { xpath: '/*', isEmptyUri: true, transforms: [ENVELOPED, C14N] };
    signer.addReference({ ...reference, digestAlgorithm });
    signer.computeSignature(unsigned('CEB621Message', 2).toString(), { prefix: 'ds' });
    const bytes = Buffer.from(signer.getSignedXml());
    expect(reasonsOf(verdictOf(bytes, trustIn(rsaAuthority)))).toEqual([]);
  });
});

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  const distid = 'distid:1234567812345678';

  it('accepts our SM2 value, and we its own', () => {
    const bytes = signMessageNow({ bytes: unsigned() }, company);
    const { signedInfo, value } = partsOf(bytes);
    write('signed-info', signedInfo);
    write('value.der', derOfRaw(value));
    write('company.pem', writePem('CERTIFICATE', company.certificate.der));
    write('company.key', writePem('PRIVATE KEY', writePkcs8(company.key)));
    const sm3 = ['-rawin', '-digest', 'sm3', '-pkeyopt', distid, '-in', 'signed-info'];
    const verify = ['pkeyutl', '-verify', '-certin', '-inkey', 'company.pem', ...sm3];
    expect(openssl(folder, ...verify, '-sigfile', 'value.der')).toMatch(/Successfully/);
    openssl(folder, 'pkeyutl', '-sign', '-inkey', 'company.key', ...sm3, '-out', 'value-openssl');
    const theirs = withValue(bytes, read('value-openssl'));
    expect(reasonsOf(verdictOf(theirs, trustIn(authority)))).toEqual([]);
  });

  it('believes the certificates and revocation lists that we issue', () => {
    const list = issueRevocationList(authority, {
      thisUpdate: NOW,
      nextUpdate: '2036-12-20T00:00:00Z',
      revoked: [{ serial: 'FF', at: NOW }],
    });
    write('list.crl', list);
    write('authority.pem', writePem('CERTIFICATE', authority.certificate.der));
    write('company.pem', writePem('CERTIFICATE', company.certificate.der));
    const now = String(Date.parse(NOW) / 1000);
    const args = ['verify', '-attime', now, '-vfyopt', distid, '-x509_strict'];
    expect(openssl(folder, ...args, '-CAfile', 'authority.pem', 'company.pem')).toMatch(/OK/);
    const shown = openssl(folder, 'crl', '-inform', 'DER', '-in', 'list.crl', '-text', '-noout');
    expect(shown).toMatch(/Serial Number: FF/);
    write('rsa.pem', writePem('CERTIFICATE', rsa.certificate.der));
    write('rsa-authority.pem', writePem('CERTIFICATE', rsaAuthority.certificate.der));
    const rsaArgs = ['verify', '-attime', now, '-CAfile', 'rsa-authority.pem', 'rsa.pem'];
    expect(openssl(folder, ...rsaArgs)).toMatch(/OK/);
  });

  it.each(['SM2', 'RSA'])('makes %s keys, certificates and files that we read', (kind) => {
    const subject = `/CN=Company ${COMPANY.creditCode ?? ''}`;
    const own = kind === 'SM2' ? ['-sm3', '-sigopt', distid] : ['-sha256'];
    const make = kind === 'SM2' ? ['ecparam', '-name', 'SM2', '-genkey', '-noout'] : ['genrsa'];
    openssl(folder, ...make, '-out', 'own.key');
    const request = ['req', '-x509', '-key', 'own.key', '-subj', subject, ...own];
    openssl(folder, ...request, '-utf8', '-days', '36500', '-out', 'own.pem');
    const [certificate] = readCertificates(read('own.pem'));
    const node = new X509Certificate(read('own.pem'));
    expect(certificate?.serial).toBe(node.serialNumber);
    expect(certificate?.fingerprint).toBe(node.fingerprint256.replaceAll(':', '').toLowerCase());
    const pbe = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    for (const form of [[], pbe]) {
      const pack = ['pkcs12', '-export', '-inkey', 'own.key', '-in', 'own.pem', ...form];
      openssl(folder, ...pack, '-passout', 'pass:密码', '-out', 'own.p12');
      const key = readSigningKey({ bytes: read('own.p12'), passphrase: '密码' });
      const bytes = signMessageNow({ bytes: unsigned() }, key);
      const registered = [
        { certificate: key.certificate, company: COMPANY.code, revokedAt: undefined },
      ];
      const verdict = verdictOf(bytes, trustOf({ registered }), '2036-01-01T00:00:00Z');
      expect(reasonsOf(verdict)).toEqual([]);
      expect(() => readSigningKey({ bytes: read('own.p12'), passphrase: 'x' })).toThrow(
        /passphrase .* is wrong/,
      );
    }
    const pkcs8 = ['pkcs8', '-topk8', '-in', 'own.key', '-out', 'own.p8'];
    openssl(folder, ...pkcs8, '-passout', 'pass:secret');
    const file = { bytes: read('own.p8'), certificate: read('own.pem') };
    expect(readSigningKey({ ...file, passphrase: 'secret' }).certificate.serial).toBe(
      certificate?.serial,
    );
    expect(() => readSigningKey({ ...file, passphrase: 'wrong' })).toThrow(/passphrase right/);
    expect(() => readSigningKey(file)).toThrow(/give its passphrase/);
    const both = Buffer.concat([read('own.key'), read('own.pem')]);
    expect(readSigningKey({ bytes: both }).certificate.serial).toBe(certificate?.serial);
  });

  it('issues an SM2 chain and a list that we follow', () => {
    const ca = '/CN=OpenSSL CA';
    openssl(folder, 'ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', 'ca.key');
    const root = ['req', '-x509', '-key', 'ca.key', '-subj', ca, '-sm3', '-sigopt', distid];
    openssl(folder, ...root, '-days', '36500', '-out', 'ca.pem');
    openssl(folder, 'ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', 'leaf.key');
    const subject = `/O=Company/CN=${COMPANY.creditCode ?? ''}`;
    const ask = ['req', '-new', '-key', 'leaf.key', '-subj', subject, '-sm3', '-sigopt', distid];
    openssl(folder, ...ask, '-out', 'leaf.csr');
    const sign = ['x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key'];
    const ids = ['-sm3', '-sigopt', distid, '-vfyopt', distid, '-set_serial', '0x1234'];
    write('leaf.ext', 'keyUsage = critical, digitalSignature');
    const days = ['-days', '36000', '-extfile', 'leaf.ext'];
    openssl(folder, ...sign, ...ids, ...days, '-out', 'leaf.pem');
    const bytes = Buffer.concat([read('leaf.key'), read('leaf.pem')]);
    const signed = signMessageNow({ bytes: unsigned() }, readSigningKey({ bytes }));
    const roots = readCertificates(read('ca.pem'));
    const verdict = verdictOf(signed, trustOf({ roots }), '2036-01-01T00:00:00Z');
    expect(reasonsOf(verdict)).toEqual([]);
  });
});

describe.skipIf(!hasBouncyCastle)('Bouncy Castle for SM2, the JDK for XMLDSIG with RSA', () => {
  it('accept what we make, and make what we accept', () => {
    const bytes = signMessageNow({ bytes: unsigned() }, company);
    const { signedInfo, value } = partsOf(bytes);
    write('signed-info', signedInfo);
    write('value.der', derOfRaw(value));
    write('company.der', company.certificate.der);
    write('company.p8', writePkcs8(company.key));
    write('authority.der', authority.certificate.der);
    const revoked = [{ serial: company.certificate.serial, at: NOW }];
    const period = { thisUpdate: NOW, nextUpdate: '2036-12-20T00:00:00Z' };
    write('list.crl', issueRevocationList(authority, { ...period, revoked }));
    write('rsa.der', rsa.certificate.der);
    write('rsa.p8', writePkcs8(rsa.key));
    const texts = unsigned('CEB621Message', 3).toString().replaceAll('><ceb:', '>\n  <ceb:');
    write('unsigned.xml', texts);
    write('message.xml', signMessageNow({ bytes: Buffer.from(texts) }, rsa));
    const said = runInterop(folder);
    expect(said).toMatch(/sm2 value: true/);
    expect(said).toMatch(/sm2 certificate: .*CN=物流企业/);
    expect(said).toMatch(/sm2 list: true/);
    expect(said).toMatch(/rsa message: true/);
    const theirs = withValue(bytes, read('value-bc.der'));
    expect(reasonsOf(verdictOf(theirs, trustIn(authority)))).toEqual([]);
    const message = read('message-jdk.xml');
    expect(reasonsOf(verdictOf(message, trustIn(rsaAuthority)))).toEqual([]);
  });
});
