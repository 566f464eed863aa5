import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { decodeCeb } from '@pilotzone/ceb/decode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import * as compose from '@pilotzone/generator/exports/compose-applications';
import type { SummaryWish } from '@pilotzone/generator/exports/compose-applications';
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

const random = createRandom(1);

/** A cancellation (605) of the list of that number. */
export function cancellationOf(shipment: Shipment, invtNo: string, suffix = ''): SentExport {
  const copNo = `CAN${shipment.list.head.copNo}${suffix}`;
  const document = compose.cancellationOf(shipment, invtNo, { ...LATE, copNo });
  return { type: 'CEB605Message', document };
}

/** A manifest (607) that ties shipments of one carrier to a bill of lading. */
export function manifestOf(
  shipments: readonly [Shipment, ...Shipment[]],
  billNo: string,
): SentExport {
  const document = compose.manifestOf(shipments, billNo, { ...LATE, copNo: `MAN${billNo}` });
  return { type: 'CEB607Message', document };
}

/** A summary application (701) by list numbers, or by time. */
export function summaryOf(
  shipment: Shipment,
  { copNo, ...wish }: SummaryWish & { copNo: string },
): SentExport {
  const document = compose.summaryOf(shipment, wish, { ...LATE, copNo });
  return { type: 'CEB701Message', document };
}

/** A return (213) of so many pieces of each line. */
export function returnOf(
  shipment: Shipment,
  invtNo: string,
  { no, qty }: { no: string; qty: bigint },
): SentExport {
  const document = compose.returnOf(shipment, { invtNo, units: qty }, { ...LATE, copNo: no });
  return { type: 'CEB213Message', document };
}

/** A tally (215) of what a return brought back. */
export function tallyOf(shipment: Shipment, invtNo: string, no: string): SentExport {
  return {
    type: 'CEB215Message',
    document: compose.tallyOf(shipment, invtNo, { ...LATE, copNo: no }),
  };
}

const LATE = { random, time: '233000' };
