import type { Texts } from '../../text/en.ts';

/** A field of a list (621), by the words the portal has for it. */
export type ListField = keyof Texts['desk']['fields'];

type FieldPlan = {
  readonly name: ListField;
  /** The list cannot be filed without. */
  readonly isRequired: boolean;
  readonly kind: 'text' | 'number' | 'mode' | 'country' | 'unit' | 'idType';
  /** Fills the width of two. */
  readonly isWide?: true;
};

type Section = {
  readonly key: 'numbers' | 'parties' | 'buyer' | 'transport';
  readonly fields: readonly FieldPlan[];
};

function must(name: ListField, kind: FieldPlan['kind'] = 'text'): FieldPlan {
  return { name, kind, isRequired: true };
}

function may(name: ListField, kind: FieldPlan['kind'] = 'text'): FieldPlan {
  return { name, kind, isRequired: false };
}

function wide(plan: FieldPlan): FieldPlan {
  return { ...plan, isWide: true };
}

/** The head of a list in the order in which people think of it. */
export const HEAD_SECTIONS: readonly Section[] = [
  {
    key: 'numbers',
    fields: [
      ...[must('orderNo'), must('tradeMode', 'mode'), may('copNo'), must('customsCode')],
      ...[must('portCode'), may('declTime'), may('ieDate')],
    ],
  },
  {
    key: 'parties',
    fields: [
      ...[must('ebpCode'), wide(must('ebpName')), must('ebcCode'), wide(must('ebcName'))],
      ...[must('agentCode'), wide(must('agentName')), must('logisticsCode')],
      ...[wide(must('logisticsName')), must('logisticsNo'), must('assureCode')],
      ...[may('emsNo'), may('areaCode'), wide(may('areaName'))],
    ],
  },
  {
    key: 'buyer',
    fields: [
      ...[must('buyerIdType', 'idType'), must('buyerIdNumber'), must('buyerName')],
      ...[must('buyerTelephone'), wide(must('consigneeAddress'))],
    ],
  },
  {
    key: 'transport',
    fields: [
      ...[must('trafMode'), may('trafNo'), may('voyageNo'), may('billNo')],
      ...[must('country', 'country'), may('loctNo'), may('licenseNo'), may('wrapType')],
      ...[may('packNo', 'number'), must('grossWeight', 'number'), must('netWeight', 'number')],
      ...[must('freight', 'number'), must('insuredFee', 'number'), wide(may('note'))],
    ],
  },
];

/** A goods line. */
export const LINE_FIELDS: readonly FieldPlan[] = [
  ...[must('gcode'), wide(must('gname')), wide(must('gmodel')), must('country', 'country')],
  ...[must('qty', 'number'), must('unit', 'unit'), must('price', 'number')],
  ...[must('totalPrice', 'number'), must('qty1', 'number'), must('unit1', 'unit')],
  ...[may('qty2', 'number'), may('unit2', 'unit'), may('itemRecordNo'), may('itemNo')],
  ...[may('itemName'), may('barCode'), may('tradeCountry', 'country')],
];

/** Where a field stands: in the head, or in a line counted from 0. */
export type Place = { readonly line: number | null; readonly field: string };

/** A name for a place, for ids and look-ups. */
export function placeKey({ line, field }: Place): string {
  return line === null ? field : `${line}.${field}`;
}

export type { FieldPlan };
