import type { Finding } from '@pilotzone/kernel/finding';
import { explainFaults } from '@pilotzone/signatures/explain-signature';
import { findingOf } from '@pilotzone/signatures/faults';
import type { Trust } from '@pilotzone/signatures/trust';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import type { SignaturePolicy } from './contract.ts';
import type { Participant } from './model/participant.ts';
import type { OpenedMessage } from './open-message.ts';

/** How signatures are judged at a moment. */
export type SignatureRule = {
  readonly policy: SignaturePolicy;
  readonly trust: Trust;
  /** ISO 8601, UTC. */
  readonly at: string;
};

/**
 * What the signature of a message was: `tolerated` is valid but for white space around it,
 * `unchecked` was not looked at, `composed` needs none: this program made the message for a caller
 * it knows.
 */
export type SignatureState =
  'valid' | 'tolerated' | 'missing' | 'invalid' | 'unchecked' | 'composed';

/**
 * Judges the signature of a message whose sender may send. A signature that is there must be right;
 * one that is missing (or a placeholder, which the schema demands) is refused only by `require`.
 * A message is signed by who transmits it, also for others.
 */
export function checkSignature(
  message: Extract<OpenedMessage, { kind: 'message' }>,
  sender: Participant | undefined,
  rule: SignatureRule | undefined,
): { readonly signature: SignatureState; readonly findings: readonly Finding[] } {
  if (!rule || rule.policy === 'ignore') return { signature: 'unchecked', findings: [] };
  const { trust, at, policy } = rule;
  const verdict = verifySignature(message.signed, { at, trust, company: sender });
  const { messageType } = message;
  switch (verdict.kind) {
    case 'valid':
      return { signature: verdict.form === 'exact' ? 'valid' : 'tolerated', findings: [] };
    case 'missing':
      return {
        signature: 'missing',
        findings: policy === 'require' ? [findingOf(verdict.fault, messageType)] : [],
      };
    case 'invalid':
      return {
        signature: 'invalid',
        findings: explained(message.signed, verdict, { trust, company: sender?.code }).map(
          (fault) => findingOf(fault, messageType),
        ),
      };
  }
}

// Finding the cause hashes the message some fifteen times: a millisecond at this size. Of larger
// ones `ceb check` tells it.
const EXPLAINED_BYTES_MAX = 128 << 10;

function explained(...[message, verdict, by]: Parameters<typeof explainFaults>) {
  if (message.bytes.length > EXPLAINED_BYTES_MAX) return verdict.faults;
  return explainFaults(message, verdict, by);
}
