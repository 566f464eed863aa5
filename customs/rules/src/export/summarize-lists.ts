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

/**
 * Fills forms list by list. A list that would make a form too long begins the next one; one that is
 * too long by itself goes on in further forms, its weight divided by its lines.
 */
function formsOf(group: readonly SummedList[], flags: Flags): SummaryForm[] {
  const forms: Draft[] = [];
  for (const summed of group) {
    const keys = summed.list.lines.map((line) => lineKey(line, flags));
    let form = forms.at(-1);
    if (!form || form.rows.size + newOf(keys, form) > FORM_LINES_MAX) form = begin(forms);
    let from = 0;
    for (const [index, key] of keys.entries()) {
      if (form.rows.has(key) || form.rows.size < FORM_LINES_MAX) {
        form.rows.set(key, form.rows.get(key) ?? form.rows.size + 1);
        continue;
      }
      addLines(form, summed, { keys, from, until: index });
      form = begin(forms);
      form.rows.set(key, 1);
      from = index;
    }
    addLines(form, summed, { keys, from, until: keys.length });
  }
  return forms;
}

function begin(forms: Draft[]): Draft {
  const form = { rows: new Map(), invtNos: [], entries: [], grossWeight: 0n, netWeight: 0n };
  forms.push(form);
  return form;
}

type Piece = { readonly keys: readonly string[]; readonly from: number; readonly until: number };

/** Puts lines of a list, whose rows the form has, into it, with their share of the weight. */
function addLines(form: Draft, { invtNo, list }: SummedList, { keys, from, until }: Piece): void {
  const { logisticsNo, grossWeight, netWeight } = list.head;
  for (const [index, { gnum, gcode }] of list.lines.slice(from, until).entries()) {
    const gseqno = form.rows.get(keys[from + index] ?? '') ?? 0;
    form.entries.push({ invtNo, logisticsNo, gseqno, gnum, gcode });
  }
  form.invtNos.push(invtNo);
  const count = BigInt(list.lines.length);
  // Shares up to a line, cut so that all pieces of a list add up to its weight.
  const share = (weight: bigint) =>
    (weight * BigInt(until)) / count - (weight * BigInt(from)) / count;
  form.grossWeight += share(grossWeight);
  form.netWeight += share(netWeight);
}

function newOf(keys: readonly string[], { rows }: Draft): number {
  return new Set(keys.filter((key) => !rows.has(key))).size;
}
