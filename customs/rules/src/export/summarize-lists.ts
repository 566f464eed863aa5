import type { ExportList, SummaryApplication } from './documents.ts';

/** A closed list to be summed up; `invtNo` is customs' number of it. */
export type SummedList = { readonly invtNo: string; readonly list: ExportList };

/** Where a goods line of a list went: which line of the form. */
export type SummaryEntry = {
  readonly invtNo: string;
  readonly logisticsNo: string;
  /** Line of the declaration form, from 1. */
  readonly gseqno: number;
  readonly gnum: number;
  readonly gcode: string;
};

/** One declaration form (报关单) to be made of lists. */
export type SummaryForm = {
  readonly invtNos: readonly string[];
  readonly entries: readonly SummaryEntry[];
  readonly grossWeight: bigint;
  readonly netWeight: bigint;
};

/** A declaration form has at most so many lines. Source: 报关单填制规范, from memory. */
export const FORM_LINES_MAX = 50;

type Flags = Pick<SummaryApplication['head'], 'summaryFlag' | 'itemNameFlag'>;

/**
 * Sums lists up into declaration forms. Lists of one form have the same consignor, producer (where
 * summaryFlag is 2), office, port, mode, transport, and country of destination; lines of one form
 * line the same code, name, unit, currency and final destination. Source: GACC 2018 no. 194 (同一收
 * 发货人、运输方式、生产销售单位、运抵国、出境关别; 同一最终目的国、商品编码、币制), specification
 * 202205, CEB701 summaryFlag and itemNameFlag. Deterministic: lists are taken by number.
 */
export function summarizeLists(lists: readonly SummedList[], flags: Flags): SummaryForm[] {
  const groups = new Map<string, SummedList[]>();
  for (const summed of lists.toSorted((a, b) => (a.invtNo < b.invtNo ? -1 : 1))) {
    const key = headKey(summed.list.head, flags);
    const group = groups.get(key);
    if (group) group.push(summed);
    else groups.set(key, [summed]);
  }
  return [...groups.values()].flatMap((group) => formsOf(group, flags));
}

function headKey(head: ExportList['head'], { summaryFlag }: Flags): string {
  const { ebcCode, ownerCode, customsCode, portCode, tradeMode, trafMode, country } = head;
  const producer = summaryFlag === '2' ? ownerCode : '';
  return [ebcCode, producer, customsCode, portCode, tradeMode, trafMode, country].join('|');
}

function lineKey(line: ExportList['lines'][number], { itemNameFlag }: Flags): string {
  const name = itemNameFlag === '1' ? (line.itemName ?? line.gname) : line.gname;
  return [line.gcode, name, line.unit, line.currency, line.country].join('|');
}

type Draft = {
  readonly rows: Map<string, number>;
  readonly invtNos: string[];
  readonly entries: SummaryEntry[];
  grossWeight: bigint;
  netWeight: bigint;
};

/** Fills forms list by list; a list that would make a form too long begins the next one. */
function formsOf(group: readonly SummedList[], flags: Flags): SummaryForm[] {
  const forms: Draft[] = [];
  let form: Draft | undefined;
  for (const { invtNo, list } of group) {
    const keys = list.lines.map((line) => lineKey(line, flags));
    if (!form || form.rows.size + newOf(keys, form) > FORM_LINES_MAX) {
      form = { rows: new Map(), invtNos: [], entries: [], grossWeight: 0n, netWeight: 0n };
      forms.push(form);
    }
    const { logisticsNo } = list.head;
    for (const [index, { gnum, gcode }] of list.lines.entries()) {
      const key = keys[index] ?? '';
      const gseqno = form.rows.get(key) ?? form.rows.size + 1;
      form.rows.set(key, gseqno);
      form.entries.push({ invtNo, logisticsNo, gseqno, gnum, gcode });
    }
    form.invtNos.push(invtNo);
    form.grossWeight += list.head.grossWeight;
    form.netWeight += list.head.netWeight;
  }
  return forms;
}

function newOf(keys: readonly string[], { rows }: Draft): number {
  return new Set(keys.filter((key) => !rows.has(key))).size;
}
