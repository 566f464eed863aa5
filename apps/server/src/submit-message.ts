import type { Caller } from '@pilotzone/information-sharing/contract';
import type { Answer, RawMessage } from '@pilotzone/information-sharing/receive-messages';
import type { Finding } from '@pilotzone/kernel/finding';
import type { RequestingNeeds } from '@pilotzone/single-window/request-withdrawal';

/**
 * Takes a message of one document that the single window composed for a caller through the intake,
 * like one that came by HTTP. The intake may still be in the making.
 */
export function submitMessage(
  takeMessages: (raw: readonly RawMessage[]) => Promise<readonly Answer[]>,
): RequestingNeeds['submitMessage'] {
  return async (bytes, caller) => {
    const [received] = await takeMessages([
      // The scopes of a caller are those of the contract: its key was checked against them.
      { bytes, caller: caller as Caller, transport: 'http', isComposedHere: true },
    ]);
    const [document] = received?.documents ?? [];
    const refused: readonly Finding[] =
      document?.outcome.kind === 'refused' ? document.outcome.findings : [];
    return {
      returnStatus: document?.outcome.returnStatus ?? '-1',
      findings: document ? refused : (received?.findings ?? []),
    };
  };
}
