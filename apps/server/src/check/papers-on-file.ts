import type { CebMessage } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Platform } from '../compose.ts';

/**
 * Whether the paper that each receipt confirms is on file: orders with the single window, payments
 * with finance, waybills with logistics; of a tax bill, whether its list is. `undefined` for other
 * messages.
 */
export async function papersOnFile(
  platform: Platform,
  message: CebMessage,
): Promise<boolean[] | undefined> {
  const { db } = platform.runtime;
  return db.transaction((tx) => askOwner(platform, tx, message));
}

async function askOwner(
  { singleWindow, finance, logistics }: Platform,
  tx: Tx,
  message: CebMessage,
): Promise<boolean[] | undefined> {
  switch (message.type) {
    case 'CEB312Message':
      return singleWindow.hasOrders(tx, message.documents.map(headOf));
    case 'CEB304Message':
      return singleWindow.hasExportOrders(tx, message.documents.map(headOf));
    case 'CEB412Message':
      return finance.hasPayments(tx, message.documents.map(headOf));
    case 'CEB404Message':
      return finance.hasExportPayments(tx, message.documents.map(headOf));
    case 'CEB512Message':
      return areThere(await logistics.findWaybills(tx, message.documents.map(headOf)));
    case 'CEB514Message':
      return areThere(await logistics.findWaybills(tx, message.documents.map(headOf)));
    case 'CEB506Message':
      return areThere(await logistics.findExportWaybills(tx, message.documents.map(headOf)));
    case 'CEB816Message':
      return singleWindow.hasLists(tx, message.documents.map(headOf).map(invtNoOf));
    case 'CEB818Message':
      return singleWindow.hasLists(tx, message.documents.map(headOf).map(invtNoOf));
    default:
      return undefined;
  }
}

function headOf<H>({ head }: { readonly head: H }): H {
  return head;
}

function invtNoOf({ invtNo }: { readonly invtNo: string }): string {
  return invtNo;
}

function areThere(found: readonly unknown[]): boolean[] {
  return found.map((one) => one !== undefined);
}
