import type { Decoded } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { formatInstant } from '@pilotzone/kernel/time';
import { withoutDoubt } from '@pilotzone/signatures/check-signature';
import { findingOf } from '@pilotzone/signatures/faults';
import { verifySignature } from '@pilotzone/signatures/verify-signature';
import type { StandAloneNeeds } from './needs.ts';

/**
 * What is wrong with the signature of a message, by the scenario: nothing with `ignore`; with
 * `verify` one that is there must hold; with `require` there must be one. Where the operator said
 * which authorities count, the certificate must come from one of them, be in force and be that of
 * who transmits; else only the mathematics are judged.
 */
export function judgeSignature(
  needs: Pick<StandAloneNeeds, 'scenario' | 'trust' | 'clock'>,
  payload: Uint8Array,
  decoded: Extract<Decoded, { kind: 'message' }>,
): Finding[] {
  const { signatures } = needs.scenario();
  if (signatures === 'ignore') return [];
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const { message, path } = decoded;
  const { trust } = needs;
  const { transfer } = message;
  // The simulator knows no register of companies, and so no credit codes.
  const company = trust &&
    transfer && { code: transfer.copCode, creditCode: null, name: transfer.copName };
  const verdict = withoutDoubt(
    verifySignature(
      { bytes, signature: message.signature, path },
      { at: formatInstant(needs.clock.now()), company, trust },
    ),
    company,
  );
  if (verdict.kind === 'valid') return [];
  if (verdict.kind === 'invalid')
    return verdict.faults.map((fault) => findingOf(fault, message.type));
  return signatures === 'require' ? [findingOf(verdict.fault, message.type)] : [];
}
