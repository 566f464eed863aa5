import type { CebMessage } from '@pilotzone/ceb/message';
import { exportFilingsOf } from '@pilotzone/information-sharing/model/export-filing';
import type { UnfiledExport } from '@pilotzone/information-sharing/model/export-filing';
import { EXPORT_MESSAGES } from '@pilotzone/single-window/model/export-case';
import type { ExportCase } from '@pilotzone/single-window/model/export-case';
import type { Filing } from '../filing-types.ts';

/** A document's number, and when it was submitted. */
export type Submission = { readonly key: string; readonly appTime: string };

/** Knows the numbers that several documents compete for, and the numbers of all lists. */
export class CompetingKeys {
  readonly #appTimes = new Map<string, string | string[]>();
  readonly #orders = new Set<string>();

  note(message: CebMessage): void {
    for (const { key, appTime } of submissionsOf(message)) {
      const known = this.#appTimes.get(key);
      if (known === undefined) this.#appTimes.set(key, appTime);
      else this.#appTimes.set(key, [...(Array.isArray(known) ? known : [known]), appTime]);
    }
    for (const order of ordersOf(message)) this.#orders.add(order);
  }

  /** Whether more than one document has this number. */
  isCompeting(key: string): boolean {
    return Array.isArray(this.#appTimes.get(key));
  }

  /** The earliest appTime of a competing number. */
  firstAppTime(key: string): string {
    const times = this.#appTimes.get(key);
    if (!Array.isArray(times)) return times ?? '';
    return times.reduce((first, time) => (time < first ? time : first));
  }

  /** Whether the input has a document of this export case. */
  mentionsExport({ kind, declarantCode, copNo, part, subjectKey }: ExportCase): boolean {
    const type = EXPORT_MESSAGES[kind];
    const isSplit = kind === 'manifest' || kind === 'summary';
    const number = `${declarantCode}|${copNo}` + (isSplit ? `|${part}` : '');
    return this.#appTimes.has(`${type}|${kind === 'list' ? subjectKey : number}`);
  }

  /** Whether the input speaks of this order: then its declaration is part of the answer. */
  mentions(ebpCode: string, orderNo: string): boolean {
    return this.#orders.has(`${ebpCode}|${orderNo}`);
  }
}

/** The numbers under which a message's documents are filed. */
export function submissionsOf(message: CebMessage): Submission[] {
  switch (message.type) {
    case 'CEB311Message':
      return message.documents.map(({ head }) => ({
        key: `${message.type}|${head.ebpCode}|${head.orderNo}`,
        appTime: head.appTime,
      }));
    // A request about a list competes with the list: it means something only after it.
    case 'CEB621Message':
    case 'CEB623Message':
    case 'CEB625Message':
      return message.documents.map(({ head }) => ({
        key: `CEB621Message|${head.ebpCode}|${head.orderNo}`,
        appTime: head.appTime,
      }));
    case 'CEB411Message':
      return message.documents.map(({ head }) => ({
        key: `${message.type}|${head.payCode}|${head.payTransactionId}`,
        appTime: head.appTime,
      }));
    case 'CEB511Message':
    case 'CEB513Message':
      return message.documents.map(({ head }) => ({
        key: `${message.type}|${head.logisticsCode}|${head.logisticsNo}`,
        appTime: head.appTime,
      }));
    case 'CEB711Message':
      return message.documents.map(({ head }) => ({
        key: `${message.type}|${head.operatorCode}|${head.copNo ?? head.guid}`,
        appTime: head.appTime,
      }));
    default:
      return exportFilingsOf(message).map((filing) => ({
        key: exportKeyOf(filing),
        appTime: filing.document.head.appTime,
      }));
  }
}

/** The number under which a document about exports is filed. */
function exportKeyOf({ type, document }: UnfiledExport): string {
  switch (type) {
    case 'CEB303Message':
    case 'CEB403Message':
    case 'CEB603Message': {
      const { ebpCode, ebcCode, orderNo } = document.head;
      return `${type}|${ebpCode}|${ebcCode}|${orderNo}`;
    }
    case 'CEB505Message': {
      const { logisticsCode, logisticsNo } = document.head;
      return `${type}|${logisticsCode}|${logisticsNo}`;
    }
    case 'CEB507Message':
    case 'CEB509Message': {
      const { logisticsCode, copNo, msgSeqNo } = document.head;
      return `${type}|${logisticsCode}|${copNo}|${msgSeqNo}`;
    }
    case 'CEB605Message':
      return `${type}|${document.head.agentCode}|${document.head.copNo}`;
    case 'CEB607Message':
    case 'CEB701Message': {
      const { agentCode, copNo, msgSeqNo } = document.head;
      return `${type}|${agentCode}|${copNo}|${msgSeqNo}`;
    }
    case 'CEB213Message':
      return `${type}|${document.head.agentCode}|${document.head.coElNo}`;
    case 'CEB215Message':
      return `${type}|${document.head.operatorCode}|${document.head.coElNo}`;
  }
}

/** The number under which one document is filed. */
export function keyOfFiling(filing: Filing): string {
  const { type, document } = filing;
  switch (type) {
    case 'CEB311Message':
      return `${type}|${document.head.ebpCode}|${document.head.orderNo}`;
    case 'CEB621Message':
    case 'CEB623Message':
    case 'CEB625Message':
      return `CEB621Message|${document.head.ebpCode}|${document.head.orderNo}`;
    case 'CEB411Message':
      return `${type}|${document.head.payCode}|${document.head.payTransactionId}`;
    case 'CEB511Message':
    case 'CEB513Message':
      return `${type}|${document.head.logisticsCode}|${document.head.logisticsNo}`;
    case 'CEB711Message':
      return `${type}|${document.head.operatorCode}|${document.head.copNo ?? document.head.guid}`;
    default:
      return exportKeyOf(filing);
  }
}

function ordersOf(message: CebMessage): string[] {
  switch (message.type) {
    case 'CEB311Message':
    case 'CEB411Message':
    case 'CEB621Message':
    case 'CEB623Message':
    case 'CEB625Message':
      return message.documents.map(({ head }) => `${head.ebpCode}|${head.orderNo}`);
    default:
      return [];
  }
}
