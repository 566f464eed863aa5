import { join } from 'node:path';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { MessageType } from '@pilotzone/ceb/message';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { writePem } from '@pilotzone/signatures/certificate';
import { issueRevocationList } from '@pilotzone/signatures/issue-certificate';
import { signMessageNow } from '@pilotzone/signatures/sign-message';
import type { SoftwareKey } from '@pilotzone/signatures/signing-key';
import { COMPANY, makeAuthority, makeKey, NOW } from '@pilotzone/signatures/testing/signers';
import { unsigned } from '@pilotzone/signatures/testing/signers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SignaturePolicy } from './contract.ts';
import { createInformationSharing, type InformationSharing } from './index.ts';

const migrations = [
  ...readKernelMigrations(),
  ...readMigrations('information-sharing', join(import.meta.dirname, '../migrations')),
];
const OTHER = { code: '3301000001', creditCode: '91330100MA2XXXXX11', name: '别家' };

const authority = makeAuthority();
const key = makeKey(authority);

let database: TestDatabase;
let at: Instant;
let module: InformationSharing;

beforeEach(async () => {
  database = await openTestDatabase(migrations);
  at = Date.parse(NOW) as Instant;
  module = open('verify');
  await module.applyParticipants({
    participants: [COMPANY, OTHER].map((company) => ({
      ...company,
      status: 'active' as const,
      roles: ['broker' as const],
    })),
    actor: 'test',
  });
});
afterEach(() => database.close());

function open(signatures: SignaturePolicy): InformationSharing {
  return createInformationSharing({
    zoneCode: 'Z1',
    vault: openTestVault(database.db),
    db: database.db,
    clock: { now: () => at },
    ids: createIdSource(() => at),
    log: createLog('silent'),
    signatures,
    fileDocuments: (_tx, filings) =>
      Promise.resolve(
        filings.map(() => ({
          kind: 'accepted' as const,
          returnStatus: '2',
          returnInfo: '新增申报成功',
          findings: [],
        })),
      ),
  });
}

const pem = (...keys: readonly { certificate: { der: Buffer } }[]) =>
  Buffer.from(keys.map(({ certificate }) => writePem('CERTIFICATE', certificate.der)).join(''));

function importFiles(
  bytes: Buffer,
  others: { participantCode?: string; trustRoots?: boolean } = {},
) {
  const files = [{ name: 'file', bytes }];
  const request = { files, trustRoots: false, dryRun: false, actor: 'test', ...others };
  return module.importCertificates(request);
}

function sign(by: SoftwareKey, type: MessageType = 'CEB621Message'): Buffer {
  return signMessageNow({ bytes: unsigned(type) }, by);
}

/** What became of a message: taken or not, its findings’ codes, the status of the receipt. */
async function receive(bytes: Uint8Array) {
  const [received] = await module.receiveMessages([{ bytes, transport: 'file' }]);
  const receipt = received && decodeCeb(received.receipt.bytes);
  const head = receipt?.kind === 'message' ? receipt.message.documents[0]?.head : undefined;
  return {
    kind: received?.kind,
    signature: received?.signature,
    codes: received?.findings.map(({ code }) => code),
    status: head && 'returnStatus' in head ? head.returnStatus : undefined,
  };
}

const changed = (bytes: Buffer) =>
  Buffer.from(bytes.toString().replace('<ceb:copName>', '<ceb:copName>x'));

describe('a signed message', () => {
  test('is taken when the certificate is registered for its sender', async () => {
    const [item] = await importFiles(pem(key));
    expect(item).toMatchObject({
      outcome: 'added',
      kind: 'company',
      participantCode: COMPANY.code,
    });
    expect(await receive(sign(key))).toMatchObject({ kind: 'accepted', signature: 'valid' });
  });

  test('is taken when a trusted authority issued the certificate', async () => {
    expect(await receive(sign(key))).toMatchObject({ kind: 'sender-refused', codes: ['-621029'] });
    expect(await importFiles(pem(authority))).toMatchObject([{ kind: 'root', outcome: 'refused' }]);
    const trusted = await importFiles(pem(authority), { trustRoots: true });
    expect(trusted).toMatchObject([{ kind: 'root', outcome: 'added' }]);
    expect(await receive(sign(key))).toMatchObject({ kind: 'accepted', signature: 'valid' });
  });

  test('is refused with the codes of its kind when it was changed', async () => {
    await importFiles(pem(key));
    const expected = [
      ['CEB311Message', '-301020', '-301020'],
      ['CEB411Message', '1004', '-1004'],
      ['CEB511Message', '1004', '-1004'],
      ['CEB513Message', '1004', '-1004'],
      ['CEB621Message', '-621028', '-621028'],
    ] as const;
    for (const [type, code, status] of expected) {
      expect(await receive(changed(sign(key, type)))).toEqual({
        kind: 'sender-refused',
        signature: 'invalid',
        codes: [code],
        status,
      });
    }
    const log = await module.listExchanges({ limit: 20, refused: true });
    expect(log.exchanges).toHaveLength(expected.length);
  });

  test('of another company is refused, however good its signature is', async () => {
    const other = makeKey(authority, 'sm2', { subject: [['CN', OTHER.creditCode]] });
    await importFiles(pem(other));
    expect(await receive(sign(other))).toMatchObject({ codes: ['-621015'], status: '-621015' });
  });

  test('is refused from the moment on in which the zone revokes the certificate', async () => {
    await importFiles(pem(key));
    const { fingerprint } = key.certificate;
    await module.revokeCertificate({ fingerprint, actor: 'officer', reason: 'key lost' });
    expect(await receive(sign(key))).toMatchObject({ codes: ['-621029'] });
    at = (at + 60_000) as Instant;
    await module.revokeCertificate({ fingerprint, actor: 'other', reason: 'again' });
    const { certificates } = await module.listCertificates({ limit: 10 });
    expect(certificates).toMatchObject([
      { revokedBy: 'officer', revokedAt: NOW, state: 'revoked', successor: null },
    ]);
    expect(await importFiles(pem(key))).toMatchObject([{ outcome: 'known' }]);
    expect(await receive(sign(key))).toMatchObject({ kind: 'sender-refused' });
    const unknown = { fingerprint: '0'.repeat(64), actor: 'x', reason: 'x' };
    await expect(module.revokeCertificate(unknown)).rejects.toMatchObject({
      code: 'CERTIFICATE_NOT_FOUND',
    });
  });

  test('is refused when the newest list of the authority names the certificate', async () => {
    await importFiles(pem(authority), { trustRoots: true });
    const revoked = [{ serial: key.certificate.serial, at: '2026-11-01T00:00:00Z' }];
    const period = { thisUpdate: '2026-11-02T00:00:00Z', nextUpdate: '2026-12-02T00:00:00Z' };
    const list = issueRevocationList(authority, { ...period, revoked });
    expect(await importFiles(list)).toMatchObject([
      { kind: 'revocation-list', outcome: 'added', reason: null },
    ]);
    expect(await receive(sign(key))).toMatchObject({ codes: ['-621029'] });
    await importFiles(pem(key));
    expect(await module.getCertificate(key.certificate.fingerprint)).toMatchObject({
      ...{ state: 'revoked', revokedAt: null },
      pem: pem(key).toString(),
    });
    expect(await module.showRevocationLists()).toMatchObject([
      { issuer: authority.certificate.subject.text, entries: 1, overdue: false, trusted: true },
    ]);
  });

  test('is taken with the old and the new certificate while both are valid', async () => {
    const period = { notBefore: '2026-12-01T00:00:00Z', notAfter: '2027-12-01T00:00:00Z' };
    const next = makeKey(authority, 'sm2', period);
    await importFiles(pem(key, next));
    expect(await receive(sign(key))).toMatchObject({ signature: 'valid' });
    expect(await receive(sign(next))).toMatchObject({ codes: ['-621029'] });
    const standing = async (which: SoftwareKey) => {
      const { state, successor } = await module.getCertificate(which.certificate.fingerprint);
      return [state, successor];
    };
    expect(await standing(next)).toEqual(['not-yet-valid', null]);
    expect(await standing(key)).toEqual(['valid', next.certificate.fingerprint]);
    const ending = await module.listCertificates({ endsBefore: '2027-02-01', limit: 10 });
    expect(ending.certificates.map(({ serial }) => serial)).toEqual([key.certificate.serial]);
    at = Date.parse('2026-12-02T00:00:00Z') as Instant;
    expect(await receive(sign(key))).toMatchObject({ signature: 'valid' });
    expect(await receive(sign(next))).toMatchObject({ signature: 'valid' });
  });
});

describe('a message without signature', () => {
  test('is taken unless signatures are required', async () => {
    const bytes = unsigned('CEB311Message');
    expect(await receive(bytes)).toMatchObject({ kind: 'accepted', signature: 'missing' });
    module = open('require');
    expect(await receive(bytes)).toMatchObject({ kind: 'sender-refused', status: '-301020' });
    module = open('ignore');
    expect(await receive(changed(sign(key)))).toMatchObject({ signature: 'unchecked' });
  });
});

test('what is no certificate is told with its reason and stops nothing else', async () => {
  const files = [
    { name: 'a.txt', bytes: Buffer.from('hello') },
    { name: 'b.pem', bytes: pem(makeKey(authority, 'sm2', { subject: [['CN', '无名']] })) },
    { name: 'c.pem', bytes: pem(key) },
  ];
  const wanted = { files, trustRoots: false, dryRun: true, actor: 'test' };
  const outcomes = (items: readonly { outcome: string }[]) => items.map(({ outcome }) => outcome);
  const tried = await module.importCertificates(wanted);
  expect(outcomes(tried)).toEqual(['refused', 'refused', 'added']);
  expect(tried[1]?.reason).toMatch(/names no enrolled participant/);
  expect((await module.listCertificates({ limit: 10 })).certificates).toEqual([]);
  const given = { ...wanted, participantCode: OTHER.code, dryRun: false };
  expect(outcomes(await module.importCertificates(given))).toEqual(['refused', 'added', 'added']);
  const filter = { participantCode: OTHER.code, limit: 1 };
  const page = await module.listCertificates(filter);
  expect(page.certificates).toHaveLength(1);
  const rest = await module.listCertificates({ ...filter, after: page.next });
  expect(rest).toMatchObject({ certificates: [{ participantCode: OTHER.code }], next: undefined });
});
