import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { Field, MessageTable } from '@pilotzone/ceb/fields';
import type { CebMessage, MessageType } from '@pilotzone/ceb/message';
import type { AnyRecord, Value } from '@pilotzone/ceb/records';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';

/** Values by field name that no check has anything to say about. */
const VALUES: Readonly<Record<string, Value>> = {
  guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
  appType: '1',
  appTime: '20261120100000',
  appStatus: '2',
  customsCode: '2244',
  portCode: '2244',
  declTime: '20261120',
  ieDate: '20261120',
  accountingDate: '20261120100000',
  leaveTime: '20261120100000',
  startTime: undefined,
  endTime: undefined,
  returnTime: '20261120100000123',
  opDate: '20261120100000123',
  returnStatus: '120',
  returnInfo: '入库',
  orderNo: 'DD20261120001',
  invtNo: '22442026I123456789',
  buyerIdType: '1',
  buyerIdNumber: '110101199003070134',
  buyerName: '张三',
  buyerTelephone: '13800138000',
  payerIdType: '1',
  payerIdNumber: '110101199003070134',
  currency: '142',
  fCurrency: '142',
  iCurrency: '142',
  fFlag: '3',
  iFlag: '3',
  country: '502',
  tradeCountry: '502',
  POD: '3001',
  unit: '011',
  unit1: '011',
  unit2: undefined,
  qty: 200_000n,
  qty1: 200_000n,
  qty2: undefined,
  price: 1_000_000n,
  totalPrice: 2_000_000n,
  goodsValue: 2_000_000n,
  charge: 2_000_000n,
  freight: 0n,
  insuredFee: 0n,
  taxPrice: 2_000_000n,
  customsTax: 0n,
  valueAddedTax: 182_000n,
  consumptionTax: 0n,
  grossWeight: 120_000n,
  netWeight: 100_000n,
  gcode: '6109100010',
  gnum: 1,
  packNo: 1,
  msgCount: 1,
  msgSeqNo: 1,
  trafMode: '5',
  wrapType: '2',
  ieFlag: 'I',
  orderType: 'B',
  statisticsFlag: 'B',
  tradeMode: '9710',
  summaryFlag: '1',
  itemNameFlag: '1',
  status: '1',
  licenseNo: undefined,
};

/** What a message wants otherwise than most. */
const OTHERWISE: Partial<Record<MessageType, AnyRecord>> = {
  CEB603Message: { ieFlag: 'E', invtNo: undefined },
  CEB213Message: { tradeMode: '9661', invtNo: '22442026E123456789' },
};

/** A message with one document of which nothing is to be said, but for what `change` changes. */
export function plausibleMessage(
  type: MessageType,
  change: AnyRecord = {},
  lineCount = 1,
): CebMessage {
  const table: MessageTable = MESSAGE_TABLES[type];
  const { head, lines } = table.document;
  const values = { ...VALUES, ...OTHERWISE[type], ...change };
  const document = {
    head: recordOf(head.fields, values),
    lines: lines ? Array.from({ length: lineCount }, () => recordOf(lines.fields, values)) : [],
  };
  const transfer = { copCode: '1', copName: '企业', dxpMode: 'DXP', dxpId: '1', note: undefined };
  const message = {
    type,
    guid: String(VALUES['guid']),
    version: '1.0',
    transfer: table.frame === 'declaration' ? transfer : undefined,
    documents: [document],
  };
  // The records were made from the table of this very type.
  const outgoing = message as unknown as OutgoingMessage;
  const bytes = encodeCeb(outgoing, table.signature === 'none' ? '' : unsignedSignature('1'));
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message') throw new Error(`${type}: ${JSON.stringify(decoded)}`);
  return decoded.message;
}

function recordOf(fields: readonly Field[], values: AnyRecord): AnyRecord {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, values)]));
}

function valueOf(field: Field, values: AnyRecord): Value {
  if (Object.hasOwn(values, field.name)) {
    const value = values[field.name];
    // An empty text becomes a blank one where the schema wants characters.
    return field.kind === 'text' && typeof value === 'string' ? value.padEnd(field.min) : value;
  }
  if (field.kind === 'decimal') return 100_000n;
  if (field.kind === 'integer') return 1;
  return field.fixed ?? 'A1'.padEnd(Math.max(2, field.min), '0').slice(0, field.max);
}
