import { explainDigest } from './explain-digest.ts';
import { explainValue } from './explain-value.ts';
import type { Cause, SignatureFault } from './faults.ts';
import type { SignedMessage } from './signed-message.ts';
import type { Trust } from './trust.ts';
import type { SignatureVerdict } from './verify-signature.ts';

/**
 * The faults of a signature with what probably went wrong: tries the mistakes that programs are
 * known to make and names the one that fits. Takes a few times as long as verifying.
 */
export function explainFaults(
  message: SignedMessage,
  verdict: Extract<SignatureVerdict, { kind: 'invalid' }>,
  by: { readonly trust?: Trust | undefined; readonly company?: string | undefined } = {},
): SignatureFault[] {
  const { opened, certificate } = verdict;
  return verdict.faults.map((fault) => {
    let cause: Cause | undefined;
    if (fault.reason === 'digest') cause = explainDigest(message, opened);
    if (fault.reason === 'value' && certificate) {
      const registered = by.company === undefined ? [] : (by.trust?.ofCompany(by.company) ?? []);
      const others = registered.map((one) => one.certificate);
      cause = explainValue(message, opened, { certificate, others });
    }
    return cause ? { ...fault, cause } : fault;
  });
}
