import { encodeCeb, type OutgoingMessage } from '@pilotzone/ceb/encode';
import { writeDxpRefusal } from '@pilotzone/ceb/dxp-reply';
import type { Database, Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import type { IdSource } from '@pilotzone/kernel/ids';
import { dayOf, formatInstant, formatLocalTime, type Clock } from '@pilotzone/kernel/time';
import type { SignatureState } from './check-signature.ts';
import type { Caller, SignaturePolicy } from './contract.ts';
import type { ParticipantFinder } from './find-participants.ts';
import type { TrustKeeper } from './keep-trust.ts';
import { judgeMessage, type JudgedMessage } from './judge-message.ts';
import { companiesOf } from './model/check-companies.ts';
import {
  composeFormatReceipt,
  composeReceipt,
  isNumbered,
  type JudgedFiling,
  type ReceiptContext,
} from './model/compose-receipts.ts';
import type { Filing, FilingOutcome, FilingType } from './model/filing.ts';
import { openMessage, refuseReusedId, type OpenedMessage } from './open-message.ts';
import { hashOf, markOf, recallAnswers, type Recalled } from './recall-answers.ts';
import { appendPrepared, prepareExchanges, type PreparedExchange } from './record-exchanges.ts';
import { HTTP_CHANNEL } from './model/channels.ts';
import { nextIntakeNumbers } from './store/exchanges.ts';
import { insertTaken, type MessageMark } from './store/received-messages.ts';
import { insertOrigins, type Origin } from './store/returns.ts';

/** A message as it arrived. */
export type RawMessage = {
  readonly bytes: Uint8Array;
  /** Who holds the API key it came with; absent for files. */
  readonly caller?: Caller | undefined;
  readonly transport: 'http' | 'file' | 'folder' | 'queue';
  /** What the channel calls the message, the same when it is delivered again. */
  readonly channelId?: string;
  /** By which customs' later receipts go back; "http" for messages by HTTP. */
  readonly channel?: string | undefined;
  /**
   * True: this program composed it for a caller who was authenticated for that. It bears no
   * signature, and none is asked; its bytes say for whom it was composed.
   */
  readonly isComposedHere?: boolean;
};

/** What became of a message. */
export type Received = {
  /** `accepted` also when documents in it were refused: then each says so. */
  readonly kind: JudgedMessage['kind'];
  readonly exchangeId: string;
  /** "CEB621Message"; "Unknown" when it could not be told. */
  readonly messageType: string;
  /** The receipt message, recorded and committed. */
  readonly receipt: { readonly type: string; readonly bytes: Buffer; readonly exchangeId: string };
  /** The documents in their order; empty after a format error. */
  readonly documents: readonly JudgedFiling[];
  /** Why the whole message was refused; empty when accepted. */
  readonly findings: readonly Finding[];
  readonly signature: SignatureState;
  /** It was taken before: nothing was done, and the answer is the one of then. */
  readonly isRepeat?: true;
};

/** The same as told to whoever sent it, who has the documents. */
export type Answer = Omit<Received, 'documents'> & {
  readonly documents: readonly Pick<JudgedFiling, 'outcome'>[];
};

export type ReceiveMessagesNeeds = {
  readonly zoneCode: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly participants: ParticipantFinder;
  readonly trust: TrustKeeper;
  /** What a signature must be; see check-signature.ts. */
  readonly signatures: SignaturePolicy;
  /** DXP ids by which envelopes may call this platform; without them anybody's are taken. */
  readonly receivers?: readonly string[] | undefined;
  /**
   * Files documents with their owners (single window); an outcome per filing, in the same order.
   */
  readonly fileDocuments: (tx: Tx, filings: readonly Filing[]) => Promise<readonly FilingOutcome[]>;
  /** Passes on what was taken, as it was received; in the transaction that takes it. */
  readonly forwardMessages?: (
    tx: Tx,
    messages: readonly { exchangeId: string; messageType: string }[],
  ) => Promise<void>;
};

/**
 * Receives a batch of messages in one transaction: each is recorded byte for byte, also a refused
 * one, its sender and companies are checked (deny by default), its documents are filed, and its
 * receipt is recorded. When it returns, all of that is committed; when it throws, none of it.
 */
export async function receiveMessages(
  needs: ReceiveMessagesNeeds,
  raw: readonly RawMessage[],
): Promise<Received[]> {
  if (raw.length === 0) return [];
  // Compression runs in the libuv pool while this thread decodes.
  const inbound = prepareExchanges(
    needs,
    raw.map((message) => ({ ...UNREAD, body: message.bytes })),
  );
  const opened = raw.map(({ bytes, transport }) =>
    // Files may be of any day, and were sent to whoever took them then.
    openMessage(bytes, transport === 'file' ? undefined : needs.receivers),
  );
  const marks = opened.map((message, i) =>
    markOf(message, {
      source: raw[i]?.caller?.participantCode,
      channelId: raw[i]?.channelId,
    }),
  );
  const records = await inbound;
  const batch = { raw, opened, marks, records };
  if (marks.every((mark) => mark === undefined)) return receiveNew(needs, batch);
  return receiveMarked(needs, batch);
}

/** Messages with what each is known by. */
type OpenedBatch = {
  readonly raw: readonly RawMessage[];
  readonly opened: readonly OpenedMessage[];
  readonly marks: readonly (MessageMark | undefined)[];
  readonly records: readonly PreparedExchange[];
};

// A message that two channels bring at the same moment: one of the two transactions starts again.
const RACES_MAX = 3;

class TakenMeanwhile extends Error {}

/**
 * Answers what was taken before as it was answered then, refuses other bytes under a known id, and
 * takes the rest.
 */
async function receiveMarked(
  needs: ReceiveMessagesNeeds,
  batch: OpenedBatch,
  races = 0,
): Promise<Received[]> {
  const recalled = await recallAnswers(
    needs,
    batch.raw.map(({ bytes }, i) => ({ bytes, mark: batch.marks[i] })),
  );
  const isTurn = recalled.map(({ kind }) => kind === 'new' || kind === 'reused');
  const opened = batch.opened.map((message, i) => {
    const known = recalled[i];
    if (known?.kind !== 'reused') return message;
    return refuseReusedId(batch.raw[i]?.bytes ?? new Uint8Array(), known.mark.messageId);
  });
  const marks = batch.marks.map((mark, i) => (recalled[i]?.kind === 'new' ? mark : undefined));
  try {
    const now = pick({ ...batch, opened, marks }, isTurn);
    const received = now.raw.length === 0 ? [] : await receiveNew(needs, now);
    const later = pick(
      batch,
      recalled.map(({ kind }) => kind === 'later'),
    );
    const repeated = later.raw.length === 0 ? [] : await receiveMarked(needs, later);
    return recalled.flatMap((known, i) => {
      if (known.kind === 'known') return [repeatOf(known)];
      return (isTurn[i] ? received : repeated).splice(0, 1);
    });
  } catch (error) {
    if (!(error instanceof TakenMeanwhile) || races >= RACES_MAX) throw error;
    return receiveMarked(needs, batch, races + 1);
  }
}

function pick(batch: OpenedBatch, wanted: readonly boolean[]): OpenedBatch {
  const of = <T>(list: readonly T[]) => list.filter((_, i) => wanted[i]);
  const { raw, opened, marks, records } = batch;
  return { raw: of(raw), opened: of(opened), marks: of(marks), records: of(records) };
}

function repeatOf({ taken, receipt }: Extract<Recalled, { kind: 'known' }>): Received {
  return {
    kind: 'accepted',
    exchangeId: taken.exchangeId,
    messageType: taken.messageType,
    receipt: { type: taken.receiptType, bytes: receipt, exchangeId: taken.receiptId },
    documents: [],
    findings: [],
    signature: 'unchecked',
    isRepeat: true,
  };
}

/** Receives messages that were not taken before. */
async function receiveNew(
  needs: ReceiveMessagesNeeds,
  { raw, opened, marks, records }: OpenedBatch,
): Promise<Received[]> {
  const participants = await needs.participants.find(codesOf(opened));
  const signatures = needs.signatures === 'ignore' ? undefined : await needs.trust.get();
  const at = formatInstant(needs.clock.now());
  const judged = opened.map((message, i) =>
    judgeMessage(message, {
      exchangeId: records[i]?.exchangeId ?? '',
      caller: raw[i]?.caller,
      isComposedHere: raw[i]?.isComposedHere ?? false,
      participants,
      signatures: signatures && { trust: signatures, policy: needs.signatures, at },
    }),
  );
  const described = records.map((record, i) => ({ ...record, ...judged[i]?.description }));
  return needs.db.transaction(async (tx) => {
    const received = await fileAndAnswer(needs, tx, { judged, records: described });
    await noteTaken(needs, tx, { raw, marks, received });
    await noteOrigins(needs, tx, { raw, opened, received });
    return received;
  });
}

/** Notes the ids of what was taken, and passes it on, in the transaction that takes it. */
async function noteTaken(
  needs: ReceiveMessagesNeeds,
  tx: Tx,
  batch: Pick<OpenedBatch, 'raw' | 'marks'> & { received: readonly Received[] },
): Promise<void> {
  if (needs.forwardMessages) {
    const taken = batch.received.filter(({ kind }) => kind === 'accepted');
    if (taken.length > 0) await needs.forwardMessages(tx, taken);
  }
  const messages = batch.received.flatMap((received, i) => {
    const mark = batch.marks[i];
    if (!mark || received.kind !== 'accepted') return [];
    const { exchangeId, messageType, receipt } = received;
    const sha256 = hashOf(batch.raw[i]?.bytes ?? new Uint8Array());
    const answer = { receiptId: receipt.exchangeId, receiptType: receipt.type };
    return [{ ...mark, sha256, exchangeId, messageType, ...answer }];
  });
  if (messages.length === 0) return;
  const isFirst = await insertTaken(tx, needs.zoneCode, { messages, now: needs.clock.now() });
  if (!isFirst) throw new TakenMeanwhile();
}

/** Notes where what was taken came from, for the receipts that customs will send. */
async function noteOrigins(
  needs: ReceiveMessagesNeeds,
  tx: Tx,
  batch: Pick<OpenedBatch, 'raw' | 'opened'> & { received: readonly Received[] },
): Promise<void> {
  const origins = batch.received.flatMap(({ kind, exchangeId }, i): Origin[] => {
    const [message, opened] = [batch.raw[i], batch.opened[i]];
    const channel = message?.transport === 'http' ? HTTP_CHANNEL : message?.channel;
    const participantCode = message?.caller?.participantCode;
    if (kind !== 'accepted' || channel === undefined || participantCode === undefined) return [];
    const senderId = (opened?.kind === 'message' && opened.envelope?.senderId) || null;
    return [{ exchangeId, participantCode, channel, senderId }];
  });
  await insertOrigins(tx, needs.zoneCode, { origins, now: needs.clock.now() });
}

const UNREAD = {
  direction: 'in',
  messageType: 'Unknown',
  counterparty: '',
  refused: false,
} as const;

function codesOf(opened: readonly OpenedMessage[]): Set<string> {
  const codes = new Set<string>();
  for (const message of opened) {
    if (message.kind === 'refused') continue;
    codes.add(message.transferCode);
    for (const filing of message.filings) {
      for (const named of companiesOf(filing)) codes.add(named.code);
    }
  }
  return codes;
}

async function fileAndAnswer(
  needs: ReceiveMessagesNeeds,
  tx: Tx,
  batch: { judged: readonly JudgedMessage[]; records: readonly PreparedExchange[] },
): Promise<Received[]> {
  const answered = await fileJudged(needs, tx, batch.judged);
  const context = await createContext(needs, tx, answered);
  const receipts = answered.map(({ message, documents }) =>
    composeAnswer(message, documents, { ...context, records: batch.records }),
  );
  const outbound = await prepareExchanges(
    needs,
    receipts.map((receipt, i) => ({
      direction: 'out',
      messageType: receipt.type,
      counterparty: answered[i]?.message.description.counterparty ?? '',
      body: receipt.bytes,
      refused: false,
    })),
  );
  // Last, because the chain's head stays locked until the commit.
  await appendPrepared(tx, [...batch.records, ...outbound]);
  return answered.map(({ message, documents }, i) => ({
    kind: message.kind,
    exchangeId: message.exchangeId,
    messageType: message.opened.messageType,
    receipt: {
      type: receipts[i]?.type ?? '',
      bytes: receipts[i]?.bytes ?? Buffer.alloc(0),
      exchangeId: outbound[i]?.exchangeId ?? '',
    },
    documents,
    findings: message.findings,
    signature: message.signature,
  }));
}

type Answered = { readonly message: JudgedMessage; readonly documents: readonly JudgedFiling[] };

/** Files what passed the company check, all messages at once. */
async function fileJudged(
  needs: ReceiveMessagesNeeds,
  tx: Tx,
  judged: readonly JudgedMessage[],
): Promise<Answered[]> {
  const filings = judged.flatMap((message) =>
    message.documents.filter(({ refused }) => !refused).map(({ filing }) => filing),
  );
  const outcomes = filings.length === 0 ? [] : await needs.fileDocuments(tx, filings);
  assert(outcomes.length === filings.length, 'fileDocuments must answer every filing');
  let next = 0;
  return judged.map((message) => ({
    message,
    documents: message.documents.map(({ filing, refused }) => {
      if (refused) return { filing, outcome: refused };
      const outcome = outcomes[next];
      next += 1;
      assert(outcome, 'an outcome per filing');
      return { filing, outcome };
    }),
  }));
}

async function createContext(
  needs: ReceiveMessagesNeeds,
  tx: Tx,
  answered: readonly Answered[],
): Promise<ReceiptContext> {
  const unnumbered = answered
    .flatMap(({ documents }) => documents)
    .filter(({ filing, outcome }) => isNumbered(filing.type) && !outcome.preNo);
  const numbers = await nextIntakeNumbers(tx, unnumbered.length);
  let used = 0;
  return {
    at: needs.clock.now(),
    newId: () => needs.ids.newId(),
    nextIntakeNo: () => {
      const number = numbers[used];
      used += 1;
      assert(number !== undefined, 'an intake number per list without preNo');
      return number;
    },
  };
}

function composeAnswer(
  message: JudgedMessage,
  documents: readonly JudgedFiling[],
  context: ReceiptContext & { readonly records: readonly PreparedExchange[] },
): Encoded {
  const { opened, exchangeId } = message;
  if (opened.kind === 'message')
    return encoded(composeReceipt(opened.messageType, documents, context));
  if (opened.notPassedOn) {
    const times = { day: dayOf(context.at), localTime: formatLocalTime(context.at) };
    return { type: 'DxpRep', bytes: writeDxpRefusal(opened.notPassedOn, times) };
  }
  const record = context.records.find((known) => known.exchangeId === exchangeId);
  const sha256 = record?.sha256.toString('hex') ?? '';
  const { messageType, copMsgId, text, refusal } = opened;
  const original = { messageType, copMsgId, text, sha256 };
  return encoded(composeFormatReceipt(refusal, original, context));
}

/** A receipt as it goes out. */
type Encoded = { readonly type: string; readonly bytes: Buffer };

function encoded(message: OutgoingMessage): Encoded {
  return { type: message.type, bytes: encodeCeb(message) };
}

export type { Filing, FilingOutcome, FilingType, JudgedFiling };
