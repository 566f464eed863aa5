import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { drawShipment } from '@pilotzone/generator/exports/draw-shipment';
import type { Shipment, ShipmentWish } from '@pilotzone/generator/exports/draw-shipment';
import { createRandom } from '@pilotzone/generator/random';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { TEST_DAY } from './testing-platform.ts';

/** Messages about exports that companies send. */
export type SentExport = {
  [T in keyof DocumentByType]: { readonly type: T; readonly document: DocumentByType[T] };
}[keyof DocumentByType];

/** Shipments of TEST_DAY (or another day), the same for the same seed. */
export function shipmentsOf(seed: number, day = TEST_DAY): (wish?: ShipmentWish) => Shipment {
  let serial = seed * 1_000;
  const world = { random: createRandom(seed), day, nextSerial: () => (serial += 1) };
  return (wish = {}) => drawShipment(world, wish);
}

/** The documents of a shipment by the name of what they are. */
export const EXPORT_PAPERS = {
  order: ({ order }: Shipment): SentExport => ({ type: 'CEB303Message', document: order }),
  payment: ({ payment }: Shipment): SentExport => ({ type: 'CEB403Message', document: payment }),
  waybill: ({ waybill }: Shipment): SentExport => ({ type: 'CEB505Message', document: waybill }),
  list: ({ list }: Shipment): SentExport => ({ type: 'CEB603Message', document: list }),
  arrival: ({ arrival }: Shipment): SentExport => ({ type: 'CEB507Message', document: arrival }),
  departure: ({ departure }: Shipment): SentExport => {
    return { type: 'CEB509Message', document: departure };
  },
};

/** What of a receipt the tests look at. */
export type Answer = {
  readonly type: string;
  readonly returnStatus: string;
  readonly returnInfo: string;
};

/**
 * Sends documents through the intake, each as a message of its own by `sender`, and tells what the
 * receipts say.
 */
export async function sendExport(
  platform: Platform,
  sender: { code: string; name: string },
  sent: readonly SentExport[],
): Promise<Answer[]> {
  const received = await platform.informationSharing.receiveMessages(
    messagesOf(sender, sent).map((bytes) => ({ bytes, transport: 'file' as const })),
  );
  await settle(platform);
  return received.map(({ receipt }) => answerOf(receipt.bytes));
}

/** Each document as a message of its own, transmitted by `sender`. */
export function messagesOf(
  sender: { code: string; name: string },
  sent: readonly SentExport[],
): Uint8Array[] {
  return sent.map(({ type, document }, index) => {
    const guid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const transfer = {
      copCode: sender.code,
      copName: sender.name,
      dxpMode: 'DXP',
      dxpId: `DXPENT${sender.code}`,
      note: undefined,
    };
    // Type and document of what is sent belong together.
    const message = { type, guid, version: '1.0', transfer, documents: [document] };
    return encodeCeb(message as unknown as OutgoingMessage);
  });
}

function answerOf(bytes: Buffer): Answer {
  const decoded = decodeCeb(bytes);
  if (decoded.kind !== 'message')
    throw new PilotError('TEST_RECEIPT', `a receipt of ours is ${JSON.stringify(decoded)}`);
  const [document] = decoded.message.documents;
  const { returnStatus, returnInfo } = document?.head as {
    returnStatus: string;
    returnInfo: string;
  };
  return { type: decoded.message.type, returnStatus, returnInfo };
}

type ListRow = Awaited<ReturnType<Platform['singleWindow']['listExportResults']>>[number];

/** Every export case of the platform. */
export async function exportCases(platform: Platform): Promise<ListRow[]> {
  return platform.singleWindow.listExportResults('00000000-0000-0000-0000-000000000000', 1_000);
}

/** The list of a shipment; throws when there is none. */
export async function exportOf(platform: Platform, { list }: Shipment): Promise<ListRow> {
  const rows = await exportCases(platform);
  const row = rows.find((one) => one.kind === 'list' && one.copNo === list.head.copNo);
  if (row) return row;
  throw new PilotError('TEST_NO_EXPORT', `list ${list.head.copNo} was never declared`);
}

/** Codes of a case's reasons, each once, sorted. */
export function reasonCodes({ reasons }: ListRow): string[] {
  return [...new Set((reasons ?? []).map(({ code }) => code))].sort();
}

const MERCHANT_FIELDS = ['ebcCode', 'ebcName', 'agentCode', 'agentName'] as const;

function fromList<K extends keyof Shipment['list']['head']>(
  { list }: Shipment,
  fields: readonly K[],
): Pick<Shipment['list']['head'], K> {
  const entries = fields.map((field) => [field, list.head[field]]);
  // The fields are those of the head.
  return Object.fromEntries(entries) as Pick<Shipment['list']['head'], K>;
}

function submissionOf({ list }: Shipment) {
  return { guid: list.head.guid, appType: '1', appTime: '20261120233000', appStatus: '2' };
}

/** A cancellation (605) of the list of that number. */
export function cancellationOf(shipment: Shipment, invtNo: string, suffix = ''): SentExport {
  const head = {
    ...submissionOf(shipment),
    ...fromList(shipment, [...MERCHANT_FIELDS, 'customsCode']),
    copNo: `CAN${shipment.list.head.copNo}${suffix}`,
    preNo: undefined,
    invtNo,
    reason: '订单取消',
    note: undefined,
  };
  return { type: 'CEB605Message', document: { head, lines: [] } };
}

/** A manifest (607) that ties shipments of one carrier to a bill of lading. */
export function manifestOf(
  shipments: readonly [Shipment, ...Shipment[]],
  billNo: string,
): SentExport {
  const [first] = shipments;
  const head = {
    ...submissionOf(first),
    ...fromList(first, ['agentCode', 'agentName', 'customsCode', 'trafMode', 'grossWeight']),
    ...fromList(first, ['logisticsCode', 'logisticsName']),
    copNo: `MAN${billNo}`,
    preNo: undefined,
    loctNo: undefined,
    trafName: 'CA8801',
    voyageNo: 'CA8801',
    billNo,
    domesticTrafNo: undefined,
    msgCount: 1,
    msgSeqNo: 1,
    note: undefined,
  };
  const lines = shipments.map(({ list }, index) => ({
    gnum: index + 1,
    totalPackageNo: undefined,
    logisticsNo: list.head.logisticsNo,
    invtNo: undefined,
    note: undefined,
  }));
  return { type: 'CEB607Message', document: { head, lines } };
}

/** A summary application (701) by list numbers, or by time. */
export function summaryOf(
  shipment: Shipment,
  about: { copNo: string; invtNos: readonly string[]; startTime?: string; endTime?: string },
): SentExport {
  const { agentCode, agentName } = shipment.list.head;
  const head = {
    ...submissionOf(shipment),
    ...fromList(shipment, [...MERCHANT_FIELDS, 'customsCode']),
    copNo: about.copNo,
    preNo: undefined,
    sumNo: undefined,
    declAgentCode: agentCode,
    declAgentName: agentName,
    startTime: about.startTime,
    endTime: about.endTime,
    loctNo: undefined,
    summaryFlag: '1',
    itemNameFlag: '1',
    msgCount: 1,
    msgSeqNo: 1,
    note: undefined,
  };
  const lines = about.invtNos.map((invtNo) => ({ invtNo }));
  return { type: 'CEB701Message', document: { head, lines } };
}

/** A return (213) of so many pieces of each line. */
export function returnOf(
  shipment: Shipment,
  invtNo: string,
  { no, qty }: { no: string; qty: bigint },
): SentExport {
  const { list } = shipment;
  const head = {
    ...submissionOf(shipment),
    ...fromList(shipment, [...MERCHANT_FIELDS, 'customsCode', 'ebpCode', 'ebpName']),
    ...fromList(shipment, ['logisticsCode', 'logisticsName', 'trafMode', 'portCode', 'country']),
    loctNo: undefined,
    logisticsNo: `RX${list.head.logisticsNo}`,
    coElNo: no,
    preNo: undefined,
    invtNo,
    tradeMode: list.head.tradeMode === '1210' ? '1261' : '9661',
    billNo: 'RETURN-1',
    ieFlag: 'I',
    trafName: 'CA8802',
    reason: '消费者退货',
    voyageNo: 'CA8802',
    note: undefined,
  };
  const lines = list.lines.map((line) => ({
    gnum: line.gnum,
    gcode: line.gcode,
    gname: line.gname,
    gmodel: line.gmodel,
    qty: qty * 100_000n,
    qty1: (qty * 100_000n * line.qty1) / line.qty,
    unit: line.unit,
    unit1: line.unit1,
    qty2: undefined,
    unit2: undefined,
    note: undefined,
  }));
  return { type: 'CEB213Message', document: { head, lines } };
}

/** A tally (215) of what a return brought back. */
export function tallyOf(shipment: Shipment, invtNo: string, no: string): SentExport {
  const { operator } = shipment.parties;
  const head = {
    ...submissionOf(shipment),
    ...fromList(shipment, ['customsCode', 'logisticsCode', 'logisticsName', 'trafMode']),
    operatorCode: operator.code,
    operatorName: operator.name,
    logisticsNo: `RX${shipment.list.head.logisticsNo}`,
    invtNo,
    coElNo: no,
    preNo: undefined,
    billNo: 'RETURN-1',
    ieFlag: 'I',
    trafName: 'CA8802',
    voyageNo: 'CA8802',
    location: undefined,
    note: undefined,
  };
  return { type: 'CEB215Message', document: { head, lines: [] } };
}
