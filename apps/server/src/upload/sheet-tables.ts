import type { Field, MessageTable } from '@pilotzone/ceb/fields';
import { ceb311 } from '@pilotzone/ceb/tables/ceb311';
import { ceb411 } from '@pilotzone/ceb/tables/ceb411';
import { ceb511 } from '@pilotzone/ceb/tables/ceb511';
import { ceb621 } from '@pilotzone/ceb/tables/ceb621';
import type { WrittenSheet } from '@pilotzone/kernel/sheets/write-xlsx';

/** A kind of document that may come as a table. */
export type SheetTable = {
  readonly name: SheetName;
  readonly table: MessageTable;
  /** The fields by which rows belong to one document. */
  readonly key: readonly string[];
};

export const SHEET_NAMES = ['311', '411', '511', '621'] as const;

export type SheetName = (typeof SHEET_NAMES)[number];

/** Orders, payments, waybills and lists. */
export const SHEET_TABLES: readonly SheetTable[] = [
  { name: '621', table: ceb621, key: ['ebpCode', 'orderNo'] },
  { name: '311', table: ceb311, key: ['ebpCode', 'orderNo'] },
  { name: '411', table: ceb411, key: ['payCode', 'payTransactionId'] },
  { name: '511', table: ceb511, key: ['logisticsCode', 'logisticsNo'] },
];

/** What the platform writes itself, or what has one legal value: no column of a template. */
const WRITTEN_HERE: ReadonlySet<string> = new Set([
  ...['guid', 'appType', 'appTime', 'appStatus', 'preNo', 'invtNo', 'currency', 'ieFlag', 'gnum'],
]);

/** A column: its field, and whether that stands in the goods lines. */
export type Column = { readonly field: string; readonly isLine: boolean };

/** The columns of a template in the order of the message. */
export function columnsOf({ table }: SheetTable): (Column & { readonly about: Field })[] {
  const { head, lines } = table.document;
  const take = (fields: readonly Field[], isLine: boolean) =>
    fields
      .filter(({ name }) => !WRITTEN_HERE.has(name))
      .map((about) => ({ field: about.name, isLine, about }));
  return [...take(head.fields, false), ...take(lines?.fields ?? [], true)];
}

/** "orderNo 订单编号 *"; a field of the goods lines begins with "L.". */
export function headingOf({ field, isLine, about }: Column & { readonly about: Field }): string {
  return `${isLine ? 'L.' : ''}${field} ${about.zh}${about.optional ? '' : ' *'}`;
}

/** Which column a heading means: the technical name, else the Chinese one. */
export function columnOfHeading(table: SheetTable, heading: string): Column | undefined {
  const text = heading.replace(/\s*\*\s*$/, '').trim();
  const columns = columnsOf(table);
  const [, dot, name] = /^(L\.)?([A-Za-z][A-Za-z0-9]*)(?=\s|$)/.exec(text) ?? [];
  if (name !== undefined) {
    const fits = columns.filter(({ field }) => field === name);
    return dot
      ? fits.find(({ isLine }) => isLine)
      : (fits.find(({ isLine }) => !isLine) ?? fits[0]);
  }
  return columns.find(({ about }) => about.zh === text);
}

/** The template of a kind of document: a table to fill, and what each column means. */
export function templateOf(table: SheetTable): WrittenSheet[] {
  const columns = columnsOf(table);
  const headings = columns.map(headingOf);
  const widths = headings.map((heading) => Math.min(40, Math.max(12, heading.length + 6)));
  const explained = columns.map(({ field, isLine, about }) => [
    ...[`${isLine ? 'L.' : ''}${field}`, about.zh, about.optional ? '' : '必填 required'],
    ...[formatOf(about), isLine ? '表体：每项商品一行 one row per goods line' : '表头 head'],
  ]);
  return [
    { name: `${table.name} ${table.table.zh}`, rows: [headings], widths },
    {
      name: '说明 help',
      rows: [
        ['栏目 column', '名称 name', '必填', '格式 format', '位置 place'],
        ...explained,
        ...NOTES,
      ],
      widths: [24, 28, 16, 32, 40],
    },
  ];
}

const NOTES: readonly (readonly string[])[] = [
  [],
  ['同一单证的多项商品分行填写，表头各栏可只填首行。'],
  ['Several goods of one document take several rows; its head need stand in the first only.'],
];

function formatOf(field: Field): string {
  if (field.kind === 'decimal') return '数字，至多5位小数 number';
  if (field.kind === 'integer') return '整数 whole number';
  const { min, max } = field;
  return min === max ? `${max}位 characters` : `${min}–${max}位 characters`;
}
