import { UNBOUNDED, decimal, integer, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** TaxHeadRd: fields in schema order. */
export const taxHeadRdFields = [
  text('guid', '系统唯一序号', 36),
  text('returnTime', '回执时间', 17),
  text('invtNo', '进境清单编号', 1, 18),
  text('taxNo', '电子税单编号', 1, 50),
  decimal('customsTax', '应征关税'),
  decimal('valueAddedTax', '应征增值税'),
  decimal('consumptionTax', '应征消费税'),
  text('status', '税单状态', 1),
  optionalText('entDutyNo', '缴款书编号', 0, 50),
  optionalText('note', '备注', 0, 1000),
  optionalText('assureCode', '担保企业代码', 0, 64),
  optionalText('ebcCode', '电商企业代码', 0, 64),
  optionalText('logisticsCode', '物流企业代码', 0, 64),
  optionalText('agentCode', '申报单位代码', 1, 18),
  optionalText('customsCode', '申报口岸', 4),
] as const;

/** TaxListRd: fields in schema order. */
export const taxListRdFields = [
  integer('gnum', '商品项号'),
  text('gcode', '海关商品编码', 10),
  decimal('taxPrice', '完税总价格'),
  decimal('customsTax', '应征关税'),
  decimal('valueAddedTax', '应征增值税'),
  decimal('consumptionTax', '应征消费税'),
] as const;

export type TaxHeadRd = RecordOf<typeof taxHeadRdFields>;

export type TaxListRd = RecordOf<typeof taxListRdFields>;

export const ceb816 = {
  type: 'CEB816Message',
  zh: '电子税单',
  en: 'electronic tax bill',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'Tax',
    max: UNBOUNDED,
    head: { element: 'TaxHeadRd', fields: taxHeadRdFields },
    lines: {
      element: 'TaxListRd',
      fields: taxListRdFields,
      max: 99,
    },
  },
} as const satisfies MessageTable;
