import { schemaErrorInChinese } from '@pilotzone/ceb/schema-errors-zh';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
import type { DxpEnvelope } from '@pilotzone/ceb/dxp';
import type { DxpRefusal } from '@pilotzone/ceb/dxp-reply';
import type { CebMessage, SchemaError } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { SignedMessage } from '@pilotzone/signatures/signed-message';
import type { FormatRefusal } from './model/compose-receipts.ts';
import { exportFilingsOf } from './model/export-filing.ts';
import { isFilingType, type FilingType, type UnfiledDocument } from './model/filing.ts';

/** A message taken out of its envelope and decoded, or why it was not. */
export type OpenedMessage =
  | {
      readonly kind: 'message';
      readonly messageType: FilingType;
      /** BaseTransfer.copCode: who transmits. */
      readonly transferCode: string;
      /** Whose envelope it came in, and by which id; `undefined` without one. */
      readonly envelope: { readonly senderId: string; readonly copMsgId: string } | undefined;
      readonly filings: readonly UnfiledDocument[];
      /** The message out of its envelope, with the place of its signature. */
      readonly signed: SignedMessage;
    }
  | {
      readonly kind: 'refused';
      /** "Unknown" when it could not be told. */
      readonly messageType: string;
      /** DXP's CopMsgId; "" without an envelope. */
      readonly copMsgId: string;
      /** The message as text, `undefined` when it is too large or no text. */
      readonly text: string | undefined;
      readonly refusal: FormatRefusal;
      /** The exchange does not pass it on: answered with DxpRep instead of CEB900. */
      readonly notPassedOn?: DxpRefusal;
      readonly findings: readonly Finding[];
    };

/**
 * Opens the DXP envelope, if there is one, and decodes the message; with `receivers` an envelope
 * must name one of them. Never throws, whatever the bytes are.
 */
export function openMessage(bytes: Uint8Array, receivers?: readonly string[]): OpenedMessage {
  const unwrapped = unwrapDxp(bytes);
  switch (unwrapped.kind) {
    case 'dxp':
      if (receivers && !unwrapped.receiverIds.some((id) => receivers.includes(id)))
        return refuseReceiver(bytes, unwrapped, receivers);
      return openCeb(unwrapped.payload, unwrapped);
    case 'not-dxp':
      return openCeb(bytes, undefined);
    case 'invalid':
      return refuseEnvelope(bytes, unwrapped.errors);
  }
}

/** Codes 0001 and 0002 of the exchange. Source: specification 202205, table 7-1. */
function refuseEnvelope(bytes: Uint8Array, errors: readonly SchemaError[]): OpenedMessage {
  const lines = errors.map(lineOf);
  const code = errors.some((error) => error.code === 'not-well-formed') ? '0001' : '0002';
  return {
    ...refused(bytes, '', 'DxpMsg'),
    refusal: { status: '-4', lines },
    notPassedOn: { code, info: lines[0] ?? '', envelope: undefined },
    findings: errors.map((error) => ({ ...findingOfSchema(error), code: 'PZ-FORMAT-ENVELOPE' })),
  };
}

/** Code 2002: it reached us, and names others. */
function refuseReceiver(
  bytes: Uint8Array,
  envelope: DxpEnvelope,
  receivers: readonly string[],
): OpenedMessage {
  const { receiverIds, copMsgId, msgType } = envelope;
  const [named, ours] = [receiverIds.join(', '), receivers.join(', ')];
  const message = `The envelope is for ${named}; this is ${ours}.`;
  const messageZh = `报文接收方为[${named}]，本平台为[${ours}]`;
  return {
    ...refused(bytes, copMsgId, msgType),
    refusal: { status: '-4', lines: [messageZh, message] },
    notPassedOn: { code: '2002', info: messageZh, envelope, receivers: receiverIds },
    findings: [
      formatFinding(message, {
        code: 'PZ-ENVELOPE-RECEIVER',
        messageZh,
        values: [...receiverIds],
        fix: 'Name the platform or customs in ReceiverIds, and send it again.',
        fixZh: '请将ReceiverIds改为本平台或海关的接收方编号后重新发送。',
      }),
    ],
  };
}

type Envelope = { readonly senderId: string; readonly copMsgId: string };

function openCeb(bytes: Uint8Array, envelope: Envelope | undefined): OpenedMessage {
  const copMsgId = envelope?.copMsgId ?? '';
  const decoded = decodeCeb(bytes);
  switch (decoded.kind) {
    case 'message':
      if (!isFilingType(decoded.message.type)) {
        return refuseType(bytes, copMsgId, decoded.message.type);
      }
      return {
        kind: 'message',
        messageType: decoded.message.type,
        transferCode: decoded.message.transfer?.copCode ?? '',
        envelope: envelope && { senderId: envelope.senderId, copMsgId },
        filings: filingsOf(decoded.message),
        signed: {
          bytes: asBuffer(bytes),
          signature: decoded.message.signature,
          path: decoded.path,
        },
      };
    case 'invalid':
      // Whatever is wrong with a message that is not taken anyway does not matter to its sender.
      if (decoded.type && !isFilingType(decoded.type)) {
        return refuseType(bytes, copMsgId, decoded.type);
      }
      return {
        ...refused(bytes, copMsgId, decoded.type),
        refusal: { status: '-1', lines: decoded.errors.map(lineOf) },
        findings: decoded.errors.map(findingOfSchema),
      };
    case 'refused':
      return {
        ...refused(bytes, copMsgId, undefined),
        refusal: { status: '-2', lines: [`报文被拒收：${decoded.message}`] },
        findings: [
          formatFinding(decoded.message, {
            code: 'PZ-FORMAT-GUARD',
            messageZh: '报文超出接收限制，未作解析',
            values: [decoded.guard],
            fix: 'Send UTF-8 XML without DOCTYPE, at most 32 MB, nested no deeper than the schema.',
            fixZh: '请发送UTF-8编码、不含DOCTYPE、不超过32MB、嵌套层次符合规范的XML。',
          }),
        ],
      };
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function filingsOf(message: CebMessage): UnfiledDocument[] {
  const transferCode = message.transfer?.copCode ?? '';
  switch (message.type) {
    case 'CEB311Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB411Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB511Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB513Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB621Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB623Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB625Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    case 'CEB711Message':
      return message.documents.map((document) => ({ type: message.type, document, transferCode }));
    default:
      return exportFilingsOf(message);
  }
}

/** A message whose id stands for other bytes: whoever sent the first one counts. */
export function refuseReusedId(bytes: Uint8Array, messageId: string): OpenedMessage {
  const message = `Another message was taken under the id ${messageId}; this one has other bytes.`;
  const messageZh = `报文编号[${messageId}]已用于内容不同的报文，本报文不予接收`;
  return {
    ...refused(bytes, messageId.split(' ').at(-1) ?? messageId, undefined),
    refusal: { status: '-4', lines: [messageZh, message] },
    findings: [
      formatFinding(message, {
        code: 'PZ-MESSAGE-ID-REUSED',
        messageZh,
        values: [messageId],
        fix: 'Send it under an id of its own (CopMsgId, message id of the queue).',
      }),
    ],
  };
}

function refuseType(bytes: Uint8Array, copMsgId: string, type: string): OpenedMessage {
  const message = `The platform does not take ${type} from companies.`;
  const messageZh = `本平台不接收企业报送的该类型报文[${type}]`;
  return {
    ...refused(bytes, copMsgId, type),
    refusal: { status: '-3', lines: [messageZh, message] },
    findings: [
      formatFinding(message, {
        code: 'PZ-MESSAGE-TYPE',
        messageZh,
        values: [type],
        fix: 'Receipts are issued by customs and the platform only.',
        fixZh: '回执仅由海关和本平台签发。',
      }),
    ],
  };
}

// Above this a CEB900 names the message by its SHA-256 instead of returning it: answers must not
// cost more than what was sent.
const RETURNED_BYTES_MAX = 1 << 20;

function refused(bytes: Uint8Array, copMsgId: string, type: string | undefined) {
  const isSmall = bytes.byteLength <= RETURNED_BYTES_MAX;
  return {
    kind: 'refused' as const,
    messageType: type ?? 'Unknown',
    copMsgId,
    text: isSmall ? new TextDecoder('utf-8').decode(bytes) : undefined,
  };
}

function lineOf(error: SchemaError): string {
  const chinese = schemaErrorInChinese(error);
  return chinese.includes(error.message) ? chinese : `${chinese} (${error.message})`;
}

function findingOfSchema(error: SchemaError): Finding {
  const finding = formatFinding(error.message, {
    code: 'PZ-FORMAT-SCHEMA',
    messageZh: `报文格式校验不通过：${schemaErrorInChinese(error)}`,
    values: [error.code],
    fix: 'Correct the element named and check the file with `pilotzone ceb check FILE`.',
    fixZh: '请更正所指节点，并用 `pilotzone ceb check FILE` 检查文件。',
  });
  return { ...finding, field: error.path };
}

function formatFinding(
  message: string,
  rest: Pick<Finding, 'code' | 'messageZh' | 'values' | 'fix' | 'fixZh'>,
): Finding {
  const basis = '海关跨境统一版系统企业对接报文规范 (202205), XSD';
  return { ...rest, source: 'platform', field: '', message, basis };
}
