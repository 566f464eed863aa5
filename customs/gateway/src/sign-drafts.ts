import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { markSigned } from './store.ts';
import type { Claimed } from './store.ts';

/** Signs messages outside this process: a card, a hardware module, a cloud. */
export type DraftSigning = {
  /** For people; holds no secret. */
  readonly name: string;
  /** The signed message. Rejects with what a person can act on. Never called in a transaction. */
  sign(draft: Uint8Array): Promise<Uint8Array>;
  /** Logs what was signed, as it goes out. Ids in the order given. */
  logSigned(
    tx: Tx,
    messages: readonly { messageType: string; body: Uint8Array }[],
  ): Promise<readonly string[]>;
};

/** What may be sent now, and what could not be signed. */
export type SigningOutcome = {
  readonly ready: readonly Claimed[];
  readonly failed: readonly Claimed[];
  /** Why; the same for all of them. */
  readonly reason: string | undefined;
  /** How many were signed now. */
  readonly signed: number;
};

// A service that fails takes up to half a minute to say so: after it nobody else is asked.
const AT_ONCE = 4;

/**
 * Signs the drafts among these messages and puts the signed bytes into `bodies`. They are in the
 * exchange log before they are sent: a signature is made anew each time, and a message that is sent
 * again must have the same bytes.
 */
export async function signDrafts(
  needs: Pick<Runtime, 'db' | 'zoneCode'> & { readonly signing?: DraftSigning | undefined },
  { messages, bodies }: { messages: readonly Claimed[]; bodies: Map<string, Uint8Array> },
): Promise<SigningOutcome> {
  const drafts = messages.filter(({ isDraft, signedId }) => isDraft && signedId === undefined);
  const others = messages.filter((message) => !drafts.includes(message));
  if (drafts.length === 0) return { ready: others, failed: [], reason: undefined, signed: 0 };
  const { signing } = needs;
  if (!signing) {
    // Queued while a service was configured that is not any more.
    const reason =
      'it is to be signed, and no signing service is configured; see up --signing-service';
    return { ready: others, failed: drafts, reason, signed: 0 };
  }
  const { signed, reason } = await signUntilFailure(signing, drafts, bodies);
  const noted = await note(needs, signing, signed);
  for (const { message, body } of signed) bodies.set(message.exchangeId, body);
  const done = signed.map(({ message }) => message);
  return {
    // What another process signed meanwhile, that process sends.
    ready: [...others, ...done.filter(({ exchangeId }) => noted.has(exchangeId))],
    failed: drafts.filter((draft) => !done.includes(draft)),
    ...{ reason, signed: signed.length },
  };
}

type Signed = { readonly message: Claimed; readonly body: Uint8Array };

async function signUntilFailure(
  signing: DraftSigning,
  drafts: readonly Claimed[],
  bodies: ReadonlyMap<string, Uint8Array>,
): Promise<{ signed: Signed[]; reason: string | undefined }> {
  const signed: Signed[] = [];
  let reason: string | undefined;
  for (let from = 0; from < drafts.length && reason === undefined; from += AT_ONCE) {
    const wave = drafts.slice(from, from + AT_ONCE).map(async (message) => {
      const draft = bodies.get(message.exchangeId) ?? new Uint8Array();
      try {
        signed.push({ message, body: await signing.sign(draft) });
      } catch (error) {
        reason = `not signed: ${error instanceof Error ? error.message : String(error)}`;
      }
    });
    await Promise.all(wave);
  }
  return { signed, reason };
}

async function note(
  { db, zoneCode }: Pick<Runtime, 'db' | 'zoneCode'>,
  signing: DraftSigning,
  signed: readonly Signed[],
): Promise<Set<string>> {
  if (signed.length === 0) return new Set();
  return db.transaction(async (tx) => {
    const messages = signed.map(({ message: { messageType }, body }) => ({ messageType, body }));
    const ids = await signing.logSigned(tx, messages);
    const rows = signed.map(({ message: { exchangeId } }, i) => {
      return { exchangeId, signedId: ids[i] ?? '' };
    });
    return markSigned(tx, zoneCode, rows);
  });
}
