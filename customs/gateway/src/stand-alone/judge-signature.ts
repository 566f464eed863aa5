import type { Decoded } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { formatInstant } from '@pilotzone/kernel/time';
import { findingOf } from '@pilotzone/signatures/faults';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import type { StandAloneNeeds } from './needs.ts';

/**
 * What is wrong with the signature of a message, by the scenario: nothing with `ignore`; with
 * `verify` one that is there must hold; with `require` there must be one. Mathematics only: the
 * simulator knows no company's certificate.
 */
export function judgeSignature(
  needs: StandAloneNeeds,
  payload: Uint8Array,
  decoded: Extract<Decoded, { kind: 'message' }>,
): Finding[] {
  const { signatures } = needs.scenario();
  if (signatures === 'ignore') return [];
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const { message, path } = decoded;
  const verdict = verifySignature(
    { bytes, signature: message.signature, path },
    { at: formatInstant(needs.clock.now()), company: undefined, trust: undefined },
  );
  if (verdict.kind === 'valid') return [];
  if (verdict.kind === 'invalid')
    return verdict.faults.map((fault) => findingOf(fault, message.type));
  return signatures === 'require' ? [findingOf(verdict.fault, message.type)] : [];
}
