import type { Finding } from '@pilotzone/kernel/finding';
import { checkSignature, type SignatureRule, type SignatureState } from './check-signature.ts';
import type { Caller } from './contract.ts';
import { judgeCompanies, judgeSender, refusedFor } from './model/check-companies.ts';
import type { Filing, FilingOutcome } from './model/filing.ts';
import type { Participant } from './model/participant.ts';
import type { OpenedMessage } from './open-message.ts';
import type { PreparedExchange } from './record-exchanges.ts';

/** A message with what speaks against it. */
export type JudgedMessage = {
  readonly opened: OpenedMessage;
  /** `accepted` also when documents in it were refused. */
  readonly kind: 'accepted' | 'format-error' | 'sender-refused';
  readonly exchangeId: string;
  readonly findings: readonly Finding[];
  readonly signature: SignatureState;
  /** Documents with the outcome of the company check; those without one are filed. */
  readonly documents: readonly { filing: Filing; refused: FilingOutcome | undefined }[];
  /** What the exchange record says about the message. */
  readonly description: Pick<PreparedExchange, 'messageType' | 'counterparty' | 'refused'>;
};

/** Judges sender, signature and companies of a message; deny by default. */
export function judgeMessage(
  opened: OpenedMessage,
  by: {
    readonly exchangeId: string;
    readonly caller: Caller | undefined;
    readonly isComposedHere: boolean;
    readonly participants: ReadonlyMap<string, Participant>;
    readonly signatures: SignatureRule | undefined;
  },
): JudgedMessage {
  const { exchangeId, caller, participants } = by;
  const { messageType } = opened;
  if (opened.kind === 'refused') {
    const counterparty = caller?.participantCode ?? '';
    return {
      opened,
      kind: 'format-error',
      exchangeId,
      findings: opened.findings,
      documents: [],
      signature: 'unchecked',
      description: { messageType, counterparty, refused: true },
    };
  }
  const sender = participants.get(opened.transferCode);
  const stranger = judgeSender(opened.transferCode, sender, caller);
  const checked = stranger ? undefined : checkOrigin(opened, sender, by);
  const refusals = stranger ? [stranger] : (checked?.findings ?? []);
  const documents = opened.filings.map((unfiled) => {
    const { type, document, transferCode } = unfiled;
    // Type and document of one filing belong together; a literal costs less than a spread one.
    const filing = { type, document, transferCode, exchangeId } as Filing;
    const found = refusals.length > 0 ? refusals : judgeCompanies(filing, participants);
    const [first, ...rest] = found;
    return { filing, refused: first && refusedFor([first, ...rest]) };
  });
  const counterparty = caller?.participantCode ?? sender?.code ?? opened.transferCode;
  return {
    opened,
    exchangeId,
    documents,
    kind: refusals.length > 0 ? 'sender-refused' : 'accepted',
    findings: refusals,
    signature: checked?.signature ?? 'unchecked',
    description: { messageType, counterparty, refused: refusals.length > 0 },
  };
}

function checkOrigin(
  opened: Extract<OpenedMessage, { kind: 'message' }>,
  sender: Participant | undefined,
  by: { readonly isComposedHere: boolean; readonly signatures: SignatureRule | undefined },
): ReturnType<typeof checkSignature> {
  if (by.isComposedHere) return { signature: 'composed', findings: [] };
  return checkSignature(opened, sender, by.signatures);
}
