import { decodeCeb } from '@pilotzone/ceb/decode';
import { unwrapDxp } from '@pilotzone/ceb/dxp';
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
      readonly findings: readonly Finding[];
    };

/**
 * Opens the DXP envelope, if there is one, and decodes the message. Never throws, whatever the
 * bytes are.
 */
export function openMessage(bytes: Uint8Array): OpenedMessage {
  const unwrapped = unwrapDxp(bytes);
  switch (unwrapped.kind) {
    case 'dxp':
      return openCeb(unwrapped.payload, unwrapped);
    case 'not-dxp':
      return openCeb(bytes, undefined);
    case 'invalid':
      return {
        ...refused(bytes, '', 'DxpMsg'),
        refusal: { status: '-4', lines: unwrapped.errors.map(lineOf) },
        findings: unwrapped.errors.map((error) => ({
          ...findingOfSchema(error),
          code: 'PZ-FORMAT-ENVELOPE',
        })),
      };
  }
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
  return error.path ? `${error.path}: ${error.message}` : error.message;
}

function findingOfSchema(error: SchemaError): Finding {
  const finding = formatFinding(error.message, {
    code: 'PZ-FORMAT-SCHEMA',
    messageZh: `报文格式校验不通过：${error.path || '报文'}`,
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
