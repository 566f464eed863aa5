import type { Finding } from '@pilotzone/kernel/finding';
import type { Received } from '@pilotzone/information-sharing/receive-messages';
import type { Filing } from '../filing-types.ts';

/** A document, or a whole message, that was refused and became no declaration. */
export type RefusedDocument = {
  readonly message: string;
  readonly file: string | undefined;
  /** The numbers by which its sender knows it: orderNo, payTransactionId … */
  readonly keys: Readonly<Record<string, string>>;
  readonly reasons: readonly Finding[];
};

/** What of a received message was refused: the whole of it, or documents in it. */
export function collectRefused(received: Received, file: string): RefusedDocument[] {
  if (received.kind === 'format-error') {
    return [{ message: received.messageType, file, keys: {}, reasons: received.findings }];
  }
  return received.documents.flatMap(({ filing, outcome }) =>
    outcome.kind === 'refused' ? [{ ...refusedDocument(filing, outcome.findings), file }] : [],
  );
}

/** One refused document. */
export function refusedDocument(filing: Filing, reasons: readonly Finding[]): RefusedDocument {
  return { message: filing.type, file: undefined, keys: keysOf(filing), reasons };
}

function keysOf({ type, document }: Filing): Record<string, string> {
  switch (type) {
    case 'CEB311Message': {
      const { ebpCode, orderNo } = document.head;
      return { ebpCode, orderNo };
    }
    case 'CEB411Message': {
      const { payCode, payTransactionId, ebpCode, orderNo } = document.head;
      return { payCode, payTransactionId, ebpCode, orderNo };
    }
    case 'CEB511Message':
    case 'CEB513Message': {
      const { logisticsCode, logisticsNo } = document.head;
      return { logisticsCode, logisticsNo };
    }
    case 'CEB621Message': {
      const { ebpCode, orderNo, copNo, tradeMode } = document.head;
      return { ebpCode, orderNo, copNo: copNo ?? '', tradeMode };
    }
    case 'CEB623Message':
    case 'CEB625Message': {
      const { ebpCode, orderNo, copNo, invtNo } = document.head;
      return { ebpCode, orderNo, copNo: copNo ?? '', invtNo };
    }
    case 'CEB711Message': {
      const { operatorCode, copNo } = document.head;
      return { operatorCode, copNo: copNo ?? '' };
    }
    default:
      return exportKeysOf(document.head);
  }
}

const EXPORT_KEYS = [
  'ebpCode',
  'ebcCode',
  'orderNo',
  'logisticsCode',
  'logisticsNo',
  'copNo',
  'coElNo',
  'invtNo',
  'tradeMode',
];

/** Whichever of the usual numbers a document about exports has. */
function exportKeysOf(head: object): Record<string, string> {
  const entries = Object.entries(head).filter(
    ([name, value]) => EXPORT_KEYS.includes(name) && typeof value === 'string' && value !== '',
  );
  return Object.fromEntries(entries);
}
