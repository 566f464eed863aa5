import { UNBOUNDED, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** TaxHeadStatus: fields in schema order. */
export const taxHeadStatusFields = [
  text('guid', '系统唯一序号', 36),
  text('returnTime', '回执时间', 17),
  text('invtNo', '进境清单编号', 1, 18),
  text('taxNo', '电子税单编号', 1, 50),
  text('status', '税单状态', 1),
  optionalText('entDutyNo', '缴款书编号', 0, 50),
  optionalText('assureCode', '担保企业代码', 0, 64),
] as const;

export type TaxHeadStatus = RecordOf<typeof taxHeadStatusFields>;

export const ceb818 = {
  type: 'CEB818Message',
  zh: '电子税单状态',
  en: 'status of an electronic tax bill',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'Tax',
    max: UNBOUNDED,
    head: { element: 'TaxHeadStatus', fields: taxHeadStatusFields },
  },
} as const satisfies MessageTable;
