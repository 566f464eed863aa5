import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant, type Clock } from '@pilotzone/kernel/time';
import { readCertificate, writePem } from '@pilotzone/signatures/certificate';
import { isListOf, readRevocationList } from '@pilotzone/signatures/revocation-list';
import type { Trust } from '@pilotzone/signatures/trust';
import type { Static } from 'typebox';
import {
  CERTIFICATE_NOT_FOUND,
  type CertificateDetail,
  type CertificateShape,
  type CertificateState,
  type RevocationListShape,
} from './contract.ts';
import type { TrustKeeper } from './keep-trust.ts';
import {
  listAllCertificates,
  listPageOfCertificates,
  listRevocationListRows,
} from './store/certificates.ts';
import type { CertificateFilter, CertificateRow } from './store/certificates.ts';

export type ListCertificatesNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
  readonly trust: TrustKeeper;
};

type Shown = Static<typeof CertificateShape>;

/** A page of certificates, by fingerprint; `next` is the one to go on after. */
export async function listCertificates(
  needs: ListCertificatesNeeds,
  filter: CertificateFilter,
): Promise<{ certificates: Shown[]; next: string | undefined }> {
  const asked = { ...filter, limit: filter.limit + 1 };
  const rows = await listPageOfCertificates(needs.db, needs.zoneCode, asked);
  const trust = await needs.trust.get();
  const at = formatInstant(needs.clock.now());
  const certificates = rows.slice(0, filter.limit).map((row) => show(row, trust, at));
  const next = rows.length > filter.limit ? certificates.at(-1)?.fingerprint : undefined;
  return { certificates, next };
}

/** One certificate; with an owner its own, or an authority's. Throws CERTIFICATE_NOT_FOUND. */
export async function getCertificate(
  needs: ListCertificatesNeeds,
  fingerprint: string,
  owner?: string,
): Promise<Static<typeof CertificateDetail>> {
  const filter = { fingerprint, owner, limit: 1 };
  const [row] = await listPageOfCertificates(needs.db, needs.zoneCode, filter);
  if (!row) {
    const message = `no certificate ${fingerprint} in this zone`;
    throw new PilotError(CERTIFICATE_NOT_FOUND, message);
  }
  const shown = show(row, await needs.trust.get(), formatInstant(needs.clock.now()));
  return { ...shown, pem: writePem('CERTIFICATE', row.der) };
}

function show({ der, ...row }: CertificateRow, trust: Trust, at: string): Shown {
  return { ...row, state: row.revokedAt === null ? stateOf(der, trust, at) : 'revoked' };
}

function stateOf(der: Buffer, trust: Trust, at: string): CertificateState {
  const [gravest] = trust.judge(readCertificate(der), { at });
  if (!gravest) return 'valid';
  // Without a company nobody asks whose it is.
  return gravest.kind === 'company' ? 'untrusted' : gravest.kind;
}

/** The revocation lists in force, of each authority the newest. */
export async function showRevocationLists(
  needs: Omit<ListCertificatesNeeds, 'trust'>,
): Promise<Static<typeof RevocationListShape>[]> {
  const rows = await listRevocationListRows(needs.db, needs.zoneCode);
  const all = await listAllCertificates(needs.db, needs.zoneCode);
  const authorities = all
    .filter(({ kind, revokedAt }) => kind !== 'company' && revokedAt === null)
    .map(({ der }) => readCertificate(der));
  const now = formatInstant(needs.clock.now());
  return rows.map(({ der, ...row }) => {
    const list = readRevocationList(der);
    const { issuer, thisUpdate, nextUpdate = null, revoked } = list;
    return {
      ...{ ...row, issuer: issuer.text, thisUpdate, nextUpdate },
      overdue: nextUpdate !== null && nextUpdate < now,
      trusted: authorities.some((authority) => isListOf(list, authority)),
      entries: revoked.size,
    };
  });
}
