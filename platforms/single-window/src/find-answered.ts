import type { CebMessage } from '@pilotzone/ceb/message';
import type { Queryable } from '@pilotzone/kernel/db';
import { addressOf } from './apply-export-receipts.ts';
import type { ArrivedExportReceipt } from './model/export-receipt.ts';
import {
  findAnsweredExports,
  findAnsweredLists,
  findAnsweredOrders,
  findAnsweredWithdrawals,
} from './store/answered.ts';

/**
 * For each document of a message of customs the trader's message that it answers: of orders, lists,
 * requests about lists and exports. Others are left `undefined`.
 */
export async function findAnswered(
  needs: { readonly zoneCode: string },
  q: Queryable,
  message: CebMessage,
): Promise<(string | undefined)[]> {
  const found = await find(needs.zoneCode, q, message);
  const byPlace = new Map(found.map(({ place, exchangeId }) => [place, exchangeId]));
  // Places count from 1, as the database does.
  return message.documents.map((_, index) => byPlace.get(index + 1));
}

async function find(zoneCode: string, q: Queryable, message: CebMessage) {
  switch (message.type) {
    case 'CEB312Message':
      return findAnsweredOrders(q, zoneCode, headsOf(message.documents));
    case 'CEB622Message':
      return findAnsweredLists(q, zoneCode, numbersOf(message.documents));
    case 'CEB624Message':
    case 'CEB626Message': {
      const kind = message.type === 'CEB624Message' ? 'cancellation' : 'return';
      const keys = numbersOf(message.documents);
      return findAnsweredWithdrawals(q, zoneCode, { kind, keys });
    }
    case 'CEB604Message':
    case 'CEB606Message':
    case 'CEB608Message':
    case 'CEB702Message':
    case 'CEB214Message':
    case 'CEB216Message':
      return findAnsweredExports(q, zoneCode, exportNumbersOf(message));
    default:
      return [];
  }
}

function headsOf<H>(documents: readonly { readonly head: H }[]): H[] {
  return documents.map(({ head }) => head);
}

type Numbers = { readonly copNo?: string | undefined; readonly agentCode?: string | undefined };

function numbersOf(documents: readonly { readonly head: Numbers }[]) {
  return headsOf(documents).map(({ copNo = '', agentCode = '' }) => ({ copNo, agentCode }));
}

function exportNumbersOf(message: CebMessage) {
  const { type, documents } = message;
  return documents.map((document) => {
    // Type and document of one message belong together.
    const arrived = { type, document, exchangeId: '' } as unknown as ArrivedExportReceipt;
    const [addressed] = addressOf(arrived);
    const none = { declarantCode: '', copNo: '', part: 0 };
    return { kind: addressed?.kind ?? ('list' as const), ...(addressed?.number ?? none) };
  });
}
