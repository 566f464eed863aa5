import type { Queryable } from '@pilotzone/kernel/db';
import type { Clock } from '@pilotzone/kernel/time';
import { readCertificate } from '@pilotzone/signatures/certificate';
import { readRevocationList } from '@pilotzone/signatures/revocation-list';
import { createTrust } from '@pilotzone/signatures/trust';
import type { Trust } from '@pilotzone/signatures/trust';
import {
  findTrustMark,
  listAllCertificates,
  listRevocationLists,
  type StoredCertificate,
} from './store/certificates.ts';

/** Whose certificates count, as the database has it. */
export type TrustKeeper = {
  get(): Promise<Trust>;
  /** Looks again at the next question: after a change that this process committed. */
  forget(): void;
};

// A change made by another process is seen after this time; a revoked certificate passes no longer
// than that.
const MEMORY_MS = 2_000;

/** Keeps the trust of one zone; certificates are read again when some were added or revoked. */
export function createTrustKeeper(needs: {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
}): TrustKeeper {
  let known: { readonly mark: string; readonly trust: Trust } | undefined;
  let until = 0;
  return { get, forget };

  async function get(): Promise<Trust> {
    const now = needs.clock.now();
    if (known && now < until) return known.trust;
    const mark = await findTrustMark(needs.db, needs.zoneCode);
    if (known?.mark !== mark) known = { mark, trust: await load() };
    until = now + MEMORY_MS;
    return known.trust;
  }

  async function load(): Promise<Trust> {
    const rows = await listAllCertificates(needs.db, needs.zoneCode);
    const lists = await listRevocationLists(needs.db, needs.zoneCode);
    const live = rows.filter(({ kind, revokedAt }) => kind === 'company' || revokedAt === null);
    return createTrust({
      roots: certificatesOf(live, 'root'),
      intermediates: certificatesOf(live, 'intermediate'),
      registered: live.flatMap(({ kind, der, participantCode, revokedAt }) => {
        if (kind !== 'company' || participantCode === null) return [];
        const certificate = readCertificate(der);
        return [{ certificate, company: participantCode, revokedAt: revokedAt ?? undefined }];
      }),
      lists: lists.map((der) => readRevocationList(der)),
    });
  }

  function forget(): void {
    until = 0;
  }
}

function certificatesOf(rows: readonly StoredCertificate[], kind: StoredCertificate['kind']) {
  return rows.filter((row) => row.kind === kind).map(({ der }) => readCertificate(der));
}
