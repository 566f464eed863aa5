import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { Company } from './companies.ts';
import type { DemoSigners } from './demo-signers.ts';
import type { Random } from './random.ts';
import type { SentType, Submission } from './scenario.ts';

/** A message of one sender, as bytes. */
export type ComposedMessage = { readonly type: SentType; readonly bytes: Buffer };

/** The schema allows 100 documents in a message. */
const DOCUMENTS_MAX = 100;

/**
 * Packs documents into messages: each company transmits its own, up to 100 of one type together, in
 * the order in which they came. Without signers lists carry a placeholder for the signature, which
 * the schema demands.
 */
export function composeMessages(
  random: Random,
  submissions: readonly Submission[],
  signers?: DemoSigners,
): ComposedMessage[] {
  const groups = [...groupsOf(submissions).values()];
  return groups.map((group) => composeMessage(random, group, signers));
}

/** Documents by type and sender, in order of first arrival, no more than fit into one message. */
function groupsOf(submissions: readonly Submission[]): Map<string, Submission[]> {
  const groups = new Map<string, Submission[]>();
  const rounds = new Map<string, number>();
  submissions.forEach((submission, position) => {
    const { type, sender, alone } = submission;
    const key = alone ? `alone ${position}` : `${type} ${sender.code}`;
    const round = rounds.get(key) ?? 0;
    const group = groups.get(`${key} ${round}`);
    if (group && group.length < DOCUMENTS_MAX) group.push(submission);
    else {
      const next = group ? round + 1 : round;
      rounds.set(key, next);
      groups.set(`${key} ${next}`, [submission]);
    }
  });
  return groups;
}

function composeMessage(
  random: Random,
  group: readonly Submission[],
  signers: DemoSigners | undefined,
): ComposedMessage {
  const [first] = group;
  if (!first) throw new RangeError('a message needs a document');
  const { type, sender, flaw } = first;
  const message = {
    type,
    guid: random.guid(),
    version: '1.0',
    transfer: transferOf(sender),
    documents: group.map(({ document }) => document),
    // All documents of a group are of the group's type.
  } as OutgoingMessage;
  if (signers) return { type, bytes: signers.sign(message, sender, flaw) };
  const signature = SIGNED.has(type) ? unsignedSignature(sender.creditCode.slice(-8)) : '';
  return { type, bytes: encodeCeb(message, signature) };
}

/** The schema demands a signature in these. */
const SIGNED: ReadonlySet<SentType> = new Set(['CEB621Message', 'CEB623Message', 'CEB625Message']);

function transferOf(sender: Company) {
  const dxpId = `DXPENT${sender.code}`;
  return { copCode: sender.code, copName: sender.name, dxpMode: 'DXP', dxpId, note: undefined };
}
