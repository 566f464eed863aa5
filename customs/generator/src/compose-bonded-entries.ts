import { decodeCeb } from '@pilotzone/ceb/decode';
import type { ListDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';

/** Bonded goods that enter a warehouse, as `POST /api/v1/bonded-entries` takes them. */
export type BondedEntry = {
  readonly entryNo: string;
  readonly areaCode: string;
  readonly emsNo: string;
  readonly billNo: string;
  readonly lines: {
    readonly ebcCode: string;
    readonly itemRecordNo: string;
    readonly hsCode: string;
    readonly name: string;
    readonly quantity: string;
    readonly unit: string;
  }[];
};

type Sum = Omit<BondedEntry['lines'][number], 'quantity'> & { quantity: bigint };
type Book = { readonly areaCode: string; readonly emsNo: string; readonly sums: Map<string, Sum> };

/** Adds up what bonded lists take of each goods record; memory grows with records, not lists. */
export function createEntryCollector() {
  const books = new Map<string, Book>();
  return { add, addMessage, entries };

  function add({ head, lines }: ListDocument): void {
    const { areaCode = '', emsNo = '', ebcCode } = head;
    if (head.tradeMode === '9610' || areaCode === '' || emsNo === '') return;
    const name = `${areaCode}|${emsNo}`;
    const book = books.get(name) ?? { areaCode, emsNo, sums: new Map<string, Sum>() };
    books.set(name, book);
    for (const { itemRecordNo = '', gcode: hsCode, gname, qty, unit } of lines) {
      if (itemRecordNo === '') continue;
      const key = `${ebcCode}|${itemRecordNo}`;
      const sum = book.sums.get(key) ?? {
        ebcCode,
        itemRecordNo,
        hsCode,
        name: gname,
        unit,
        quantity: 0n,
      };
      sum.quantity += qty;
      book.sums.set(key, sum);
    }
  }

  /** The lists of a message; one that is no list message, or broken on purpose, adds nothing. */
  function addMessage(bytes: Uint8Array): void {
    const decoded = decodeCeb(bytes);
    if (decoded.kind !== 'message' || decoded.message.type !== 'CEB621Message') return;
    decoded.message.documents.forEach(add);
  }

  /** One entry for each area enterprise and book, which covers exactly what was added. */
  function entries(): BondedEntry[] {
    return [...books.values()].map(({ areaCode, emsNo, sums }) => ({
      ...{ entryNo: `QD-${emsNo}`, areaCode, emsNo, billNo: `BL-${emsNo}` },
      lines: [...sums.values()].map((sum) => ({ ...sum, quantity: formatUnits(sum.quantity) })),
    }));
  }
}

/** The entries that cover these lists exactly. */
export function bondedEntriesOf(lists: readonly ListDocument[]): BondedEntry[] {
  const collector = createEntryCollector();
  lists.forEach(collector.add);
  return collector.entries();
}
