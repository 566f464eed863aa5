import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CertificateError, readCertificate, readCertificates, writePem } from './certificate.ts';
import { der, DerError, derInteger, readDer, SEQUENCE } from './der.ts';
import { readPkcs12 } from './pkcs12.ts';
import { readRevocationList } from './revocation-list.ts';
import { KeyError } from './signing-key.ts';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { issueRevocationList } from './issue-certificate.ts';
import { makeAuthority, makeKey, NOW } from './testing/signers.ts';

const authority = makeAuthority();
const { certificate } = makeKey(authority, 'rsa');

describe('a certificate', () => {
  it('is read as Node reads it', () => {
    const node = new X509Certificate(certificate.der);
    expect(certificate.serial).toBe(node.serialNumber);
    expect(Date.parse(certificate.notBefore)).toBe(Date.parse(node.validFrom));
    expect(Date.parse(certificate.notAfter)).toBe(Date.parse(node.validTo));
    expect(certificate.isAuthority).toBe(node.ca);
    expect(certificate.key.spki).toEqual(node.publicKey.export({ format: 'der', type: 'spki' }));
  });

  it('is one of several in a PEM file', () => {
    const file = [certificate, authority.certificate]
      .map((one) => writePem('CERTIFICATE', one.der))
      .join('text between\n');
    const serials = readCertificates(Buffer.from(file)).map(({ serial }) => serial);
    expect(serials).toEqual([certificate.serial, authority.certificate.serial]);
  });

  it('changed anywhere is refused or is another one, and never makes the reader fail', () => {
    const chance = chanceOf(3);
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(certificate.der);
      for (let i = 0; i <= chance.below(3); i++) {
        bytes[chance.below(bytes.length)] = chance.below(256);
      }
      const cut = chance.below(4) === 0 ? bytes.subarray(0, chance.below(bytes.length)) : bytes;
      try {
        readCertificate(cut);
      } catch (error) {
        expect(error).toBeInstanceOf(CertificateError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});

describe('DER', () => {
  it.each([
    ['an indefinite length', '30800000'],
    ['a length longer than needed', '30810100'],
    ['a length with a zero in front', '3082000100'],
    ['bytes behind the end', '0500aa'],
    ['a tag of several bytes', '1f8101 00'.replace(' ', '')],
    ['nothing', ''],
    ['a length beyond the end', '3005'],
  ])('with %s is refused', (_what, hex) => {
    expect(() => readDer(Buffer.from(hex, 'hex'))).toThrow(DerError);
  });

  it('is written with the shortest length', () => {
    for (const size of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const bytes = der(SEQUENCE, Buffer.alloc(size));
      expect(readDer(bytes, SEQUENCE).content.length).toBe(size);
    }
    expect(derInteger(Buffer.from([0, 0, 0x80])).toString('hex')).toBe('02020080');
  });
});

it('rubbish in place of a revocation list or a key file is refused with a sentence', () => {
  const list = issueRevocationList(authority, {
    thisUpdate: NOW,
    nextUpdate: NOW,
    revoked: [{ serial: '0A', at: NOW }],
  });
  expect(readRevocationList(list).revoked.get('0A')).toBe(NOW);
  const chance = chanceOf(5);
  for (let round = 0; round < 1000; round++) {
    const bytes = Buffer.from(list);
    bytes[chance.below(bytes.length)] = chance.below(256);
    try {
      readRevocationList(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CertificateError);
    }
    expect(() => readPkcs12(bytes, 'x')).toThrow(KeyError);
  }
});
