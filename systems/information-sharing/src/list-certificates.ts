import type { Queryable } from '@pilotzone/kernel/db';
import { listPageOfCertificates } from './store/certificates.ts';
import type { CertificateFilter, CertificateRow } from './store/certificates.ts';

/** A page of certificates, by fingerprint; `next` is the one to go on after. */
export async function listCertificates(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  filter: CertificateFilter,
): Promise<{ certificates: CertificateRow[]; next: string | undefined }> {
  const asked = { ...filter, limit: filter.limit + 1 };
  const rows = await listPageOfCertificates(needs.db, needs.zoneCode, asked);
  const certificates = rows.slice(0, filter.limit);
  const next = rows.length > filter.limit ? certificates.at(-1)?.fingerprint : undefined;
  return { certificates, next };
}
