import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { DxpRefusal } from '@pilotzone/ceb/dxp-reply';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { DxpEnvelope } from '@pilotzone/ceb/dxp';
import type { Decoded } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Parcel } from '../channel/channel.ts';
import { CUSTOMS_EXPORT_ID, CUSTOMS_IMPORT_ID } from '../channel-link.ts';
import { formatErrorReceipt } from '../simulator/compose-receipts.ts';
import { answerPapers } from './answer-papers.ts';
import { lockMatching } from './document-store.ts';
import { judgeLists } from './judge-lists.ts';
import { judgeSignature } from './judge-signature.ts';
import type { Answer, ReplyTo, StandAloneNeeds } from './needs.ts';
import { refuseMessage } from './refuse-message.ts';
import { scheduleAnswers } from './schedule-answers.ts';
import { insertMessage, noteRepeat } from './stand-alone-store.ts';

type Opened = {
  readonly payload: Uint8Array;
  readonly sender: string;
  readonly messageId: string;
  /** "" without an envelope. */
  readonly copMsgId: string;
  readonly envelope: DxpEnvelope | undefined;
};

/**
 * Takes a message as exchange platform, e-port and customs in one: keeps it, decides, and puts the
 * answers on their way, all in one transaction. Says why when the exchange refuses it; what was
 * taken before is answered again as it was then.
 */
export async function answerParcel(
  needs: StandAloneNeeds,
  channel: string,
  parcel: Parcel,
): Promise<DxpRefusal | undefined> {
  const opened = openParcel(parcel);
  if ('code' in opened) return opened;
  const decoded = decodeCeb(opened.payload);
  const receiver = opened.envelope?.senderId ?? transferIdOf(decoded);
  const reply = { channel, receiver, isEnveloped: opened.envelope !== undefined };
  // Before the transaction: the rules inside the platform write in transactions of their own, by
  // which the same message gets the same answer.
  const others =
    (await refuseUnsigned(needs, decoded, opened)) ?? (await answerOther(needs, decoded, opened));
  return needs.db.transaction(async (tx) => {
    await lockMatching(tx, needs.zoneCode);
    const answers = others ?? (await answer(needs, tx, { opened, decoded, reply }));
    const sha256 = createHash('sha256').update(opened.payload).digest();
    const isNew = await insertMessage(tx, needs.zoneCode, {
      message: {
        ...{ channel, sender: opened.sender, messageId: opened.messageId, sha256 },
        messageType: typeOf(decoded),
        body: opened.payload,
        explanation: answers.flatMap(({ why }) => why).join('\n'),
      },
      now: needs.clock.now(),
    });
    if (!isNew) {
      const known = await noteRepeat(tx, needs.zoneCode, opened);
      if (!known?.equals(sha256)) {
        const info = `报文编号 ${opened.messageId} 已用于内容不同的报文`;
        return { code: '2999', info, envelope: opened.envelope };
      }
    }
    const salt = `${opened.sender}|${opened.messageId}|${String(needs.clock.now())}`;
    await scheduleAnswers(needs, tx, { answers, reply, salt });
    return undefined;
  });
}

function openParcel({ id, body }: Parcel): Opened | DxpRefusal {
  const unwrapped = unwrapDxp(body);
  switch (unwrapped.kind) {
    case 'invalid': {
      const [first] = unwrapped.errors;
      const isWellFormed = unwrapped.errors.every((error) => error.code !== 'not-well-formed');
      const code = isWellFormed ? '0002' : '0001';
      const info = `${first?.path ?? ''} ${first?.message ?? ''}`.trim();
      return { code, info, envelope: undefined };
    }
    case 'dxp': {
      const { payload, senderId, copMsgId, receiverIds } = unwrapped;
      if (!receiverIds.some((known) => known === CUSTOMS_IMPORT_ID || known === CUSTOMS_EXPORT_ID))
        return { code: '2001', info: receiverIds.join(', '), envelope: unwrapped };
      return { payload, sender: senderId, messageId: copMsgId, copMsgId, envelope: unwrapped };
    }
    case 'not-dxp': {
      const hash = createHash('sha256').update(body).digest('hex');
      const messageId = id === '' ? hash : id;
      return { payload: body, sender: '', messageId, copMsgId: '', envelope: undefined };
    }
  }
}

async function answer(
  needs: StandAloneNeeds,
  tx: Tx,
  the: { opened: Opened; decoded: Decoded; reply: ReplyTo },
): Promise<Answer[]> {
  const { opened, decoded, reply } = the;
  if (decoded.kind !== 'message') return [refuseFormat(needs, decoded, opened)];
  const { message } = decoded;
  switch (message.type) {
    case 'CEB621Message':
      return judgeLists(needs, tx, { lists: message.documents, reply });
    case 'CEB311Message':
    case 'CEB411Message':
    case 'CEB511Message':
    case 'CEB513Message':
      return answerPapers(needs, tx, message);
    default:
      return [refuseFormat(needs, decoded, opened)];
  }
}

/**
 * What is turned down for its signature. Nothing of it is kept as a decision: the same documents
 * may come again, signed as they must be.
 */
async function refuseUnsigned(
  needs: StandAloneNeeds,
  decoded: Decoded,
  { payload }: Opened,
): Promise<Answer[] | undefined> {
  if (decoded.kind !== 'message') return undefined;
  const faults = judgeSignature(needs, payload, decoded);
  const refusal = faults.length > 0 && (await refuseMessage(needs, decoded.message, faults));
  return refusal ? [refusal] : undefined;
}

/** What is matched here; every other message is judged as inside the platform. */
const OWN: ReadonlySet<string> = new Set([
  ...['CEB311Message', 'CEB411Message', 'CEB511Message', 'CEB513Message', 'CEB621Message'],
]);

/** The answers of the simulator inside the platform; `undefined` where it has none. */
async function answerOther(
  needs: StandAloneNeeds,
  decoded: Decoded,
  opened: Opened,
): Promise<Answer[] | undefined> {
  if (decoded.kind !== 'message' || OWN.has(decoded.message.type)) return undefined;
  const { type } = decoded.message;
  const bodies = await needs.answerOthers([{ messageType: type, body: opened.payload }]);
  const answers = bodies.map((body, step): Answer => {
    const read = decodeCeb(body);
    const heads: readonly { head: object }[] =
      read.kind === 'message' ? read.message.documents : [];
    const why = heads.map(({ head }) => {
      // Every receipt has these two; a result without them (792) shows as it is.
      const { returnStatus = '', returnInfo = '' } = head as Record<string, string | undefined>;
      return `${type}: ${returnStatus} ${returnInfo}`;
    });
    return { body, messageType: typeOf(read), step: Math.min(step, 2), laterMs: 0, why };
  });
  const isRefused = answers.some(({ messageType }) => messageType === 'CEB900Message');
  return answers.length === 0 || isRefused ? undefined : answers;
}

function refuseFormat(needs: StandAloneNeeds, decoded: Decoded, opened: Opened): Answer {
  const text = new TextDecoder().decode(opened.payload);
  const body = formatErrorReceipt(needs, decoded, { copMsgId: opened.copMsgId, text });
  const read = decodeCeb(body);
  const info =
    read.kind === 'message' && read.message.type === 'CEB900Message'
      ? (read.message.documents[0]?.head.returnInfo ?? '')
      : '';
  return { body, messageType: 'CEB900Message', step: 0, laterMs: 0, why: [`CEB900: ${info}`] };
}

function typeOf(decoded: Decoded): string {
  if (decoded.kind === 'message') return decoded.message.type;
  return (decoded.kind === 'invalid' && decoded.type) || 'Unknown';
}

/** Who transmits a bare message; it is fetched under this name. */
function transferIdOf(decoded: Decoded): string {
  if (decoded.kind !== 'message') return 'unknown';
  return decoded.message.transfer?.dxpId ?? 'unknown';
}
