import { createHash } from 'node:crypto';
import type { Database } from '@pilotzone/kernel/db';
import type { Clock } from '@pilotzone/kernel/time';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Certificate } from '@pilotzone/signatures/certificate';
import type { RevocationList } from '@pilotzone/signatures/revocation-list';
import type { CertificateImport } from './contract.ts';
import type { ParticipantFinder } from './find-participants.ts';
import { companyCodesOf, kindOf, readCertificateFile } from './model/certificate-file.ts';
import {
  findCertificates,
  insertCertificates,
  insertRevocationLists,
  type NewCertificate,
  type NewRevocationList,
} from './store/certificates.ts';

export type ImportCertificatesNeeds = {
  readonly zoneCode: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly participants: ParticipantFinder;
  /** Tells the keeper of trust that certificates changed. */
  readonly forgetTrust: () => void;
};

export type ImportCertificatesRequest = {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Whose certificates these are; without it each must name its company. */
  readonly participantCode?: string | undefined;
  /** True: root authorities among them are trusted from now on. */
  readonly trustRoots: boolean;
  readonly dryRun: boolean;
  readonly actor: string;
};

type Item = CertificateImport & {
  readonly certificate?: NewCertificate;
  readonly list?: NewRevocationList;
};

/**
 * Registers certificates and revocation lists from files (PEM or DER). What cannot be taken is told
 * with its reason and stops nothing else. May be repeated: what is there stays as it is, also when
 * it was revoked.
 */
export async function importCertificates(
  needs: ImportCertificatesNeeds,
  request: ImportCertificatesRequest,
): Promise<CertificateImport[]> {
  const read = request.files.map(({ name, bytes }) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { name, content: readCertificateFile(buffer) };
  });
  const certificates = read.flatMap(({ content }) =>
    content.kind === 'certificates' ? content.certificates : [],
  );
  const codes = request.participantCode ? [request.participantCode] : [];
  const companies = await needs.participants.find([
    ...codes,
    ...certificates.flatMap(companyCodesOf),
  ]);
  const fingerprints = certificates.map(({ fingerprint }) => fingerprint);
  const known = await findCertificates(needs.db, needs.zoneCode, fingerprints);
  const items = read.flatMap(({ name, content }): Item[] => {
    switch (content.kind) {
      case 'unreadable':
        return [{ ...nothing(name), reason: content.reason }];
      case 'list':
        return [listItem(needs, name, { list: content.list, actor: request.actor })];
      case 'certificates':
        return content.certificates.map((certificate) => {
          const isKnown = known.has(certificate.fingerprint);
          return certificateItem({ name, certificate, isKnown }, companies, request);
        });
    }
  });
  if (!request.dryRun) await write(needs, items);
  return items.map(({ certificate: _certificate, list: _list, ...shown }) => shown);
}

async function write(needs: ImportCertificatesNeeds, items: readonly Item[]): Promise<void> {
  const at = needs.clock.now();
  const certificates = items.flatMap(({ certificate }) => (certificate ? [certificate] : []));
  const lists = items.flatMap(({ list }) => (list ? [list] : []));
  await needs.db.transaction(async (tx) => {
    await insertCertificates(tx, needs.zoneCode, { certificates, at });
    await insertRevocationLists(tx, needs.zoneCode, { lists, at });
  });
  needs.forgetTrust();
}

function nothing(file: string) {
  return {
    file,
    kind: null,
    outcome: 'refused' as const,
    subject: null,
    serial: null,
    fingerprint: null,
    participantCode: null,
    validUntil: null,
    reason: null,
  };
}

function certificateItem(
  found: { readonly name: string; readonly certificate: Certificate; readonly isKnown: boolean },
  companies: ReadonlyMap<string, { readonly code: string }>,
  { participantCode, trustRoots, actor }: ImportCertificatesRequest,
): Item {
  const { name, certificate, isKnown } = found;
  const kind = kindOf(certificate);
  const shown = {
    ...nothing(name),
    kind,
    subject: certificate.subject.text,
    serial: certificate.serial,
    fingerprint: certificate.fingerprint,
    validUntil: certificate.notAfter,
  };
  if (isKnown) return { ...shown, outcome: 'known' };
  if (kind === 'root' && !trustRoots) {
    return { ...shown, reason: 'a root authority; say that its certificates are to be trusted' };
  }
  const owner = kind === 'company' ? ownerOf(certificate, companies, participantCode) : null;
  if (owner === undefined) {
    const reason =
      participantCode === undefined
        ? 'it names no enrolled participant; enrol it first, or say whose it is'
        : `no participant ${participantCode}; enrol it first`;
    return { ...shown, reason };
  }
  const stored = { certificate, kind, participantCode: owner, actor };
  return { ...shown, outcome: 'added', participantCode: owner, certificate: stored };
}

function ownerOf(
  certificate: Certificate,
  companies: ReadonlyMap<string, { readonly code: string }>,
  participantCode: string | undefined,
): string | undefined {
  const codes = participantCode === undefined ? companyCodesOf(certificate) : [participantCode];
  const owners = new Set(codes.flatMap((code) => companies.get(code)?.code ?? []));
  return owners.size === 1 ? [...owners][0] : undefined;
}

function listItem(
  needs: ImportCertificatesNeeds,
  name: string,
  { list, actor }: { list: RevocationList; actor: string },
): Item {
  const stale = list.nextUpdate !== undefined && list.nextUpdate < formatInstant(needs.clock.now());
  const fingerprint = createHash('sha256').update(list.der).digest('hex');
  return {
    ...nothing(name),
    kind: 'revocation-list',
    outcome: 'added',
    subject: list.issuer.text,
    fingerprint,
    validUntil: list.nextUpdate ?? null,
    reason: stale ? 'a newer list is due; fetch it from the authority' : null,
    list: { list, fingerprint, actor },
  };
}
