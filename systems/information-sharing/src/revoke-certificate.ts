import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Clock } from '@pilotzone/kernel/time';
import { CERTIFICATE_NOT_FOUND } from './contract.ts';
import { markCertificateRevoked } from './store/certificates.ts';

/**
 * Ends a certificate at once, whatever its authority says: what it signs from now on is refused. An
 * authority that is revoked is trusted no longer. May be repeated; the first moment stands. Throws
 * CERTIFICATE_NOT_FOUND.
 */
export async function revokeCertificate(
  needs: {
    readonly zoneCode: string;
    readonly db: Queryable;
    readonly clock: Clock;
    readonly forgetTrust: () => void;
  },
  request: { readonly fingerprint: string; readonly actor: string; readonly reason: string },
): Promise<void> {
  const at = needs.clock.now();
  const found = await markCertificateRevoked(needs.db, needs.zoneCode, { ...request, at });
  if (!found) {
    const message = `no certificate ${request.fingerprint} in this zone`;
    throw new PilotError(CERTIFICATE_NOT_FOUND, message);
  }
  needs.forgetTrust();
}
