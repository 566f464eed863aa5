import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Random } from '../random.ts';
import type { Shipment } from './draw-shipment.ts';

/** Who files an application, under which number and at what time of its day (hhmmss). */
export type Filing = {
  readonly random: Random;
  readonly copNo: string;
  readonly time: string;
};

function submission({ list }: Shipment, { random, time }: Filing) {
  const appTime = `${list.head.appTime.slice(0, 8)}${time}`;
  return { guid: random.guid(), appType: '1', appTime, appStatus: '2' };
}

type ListHead = Shipment['list']['head'];

function fromList<K extends keyof ListHead>(
  { list }: Shipment,
  fields: readonly K[],
): Pick<ListHead, K> {
  const entries = fields.map((field) => [field, list.head[field]]);
  // The fields are those of the head.
  return Object.fromEntries(entries) as Pick<ListHead, K>;
}

const DECLARANT = ['ebcCode', 'ebcName', 'agentCode', 'agentName', 'customsCode'] as const;

/** A cancellation (605) of the list of that number. */
export function cancellationOf(
  shipment: Shipment,
  invtNo: string,
  filing: Filing,
): DocumentByType['CEB605Message'] {
  const head = {
    ...submission(shipment, filing),
    ...fromList(shipment, DECLARANT),
    copNo: filing.copNo,
    preNo: undefined,
    invtNo,
    reason: '订单取消',
    note: undefined,
  };
  return { head, lines: [] };
}

/** A manifest (607) that ties shipments of one carrier to a bill of lading. */
export function manifestOf(
  shipments: readonly [Shipment, ...Shipment[]],
  billNo: string,
  filing: Filing,
): DocumentByType['CEB607Message'] {
  const [first] = shipments;
  const grossWeight = shipments.reduce((sum, { list }) => sum + list.head.grossWeight, 0n);
  const head = {
    ...submission(first, filing),
    ...fromList(first, ['agentCode', 'agentName', 'customsCode', 'trafMode']),
    ...fromList(first, ['logisticsCode', 'logisticsName']),
    grossWeight,
    copNo: filing.copNo,
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
  return { head, lines };
}

/** What a summary application names: lists, or a time; and which part of how many it is. */
export type SummaryWish = {
  readonly invtNos: readonly string[];
  readonly startTime?: string;
  readonly endTime?: string;
  readonly part?: number;
  readonly parts?: number;
};

/** A summary application (701) of the merchant and declarant of a shipment. */
export function summaryOf(
  shipment: Shipment,
  wish: SummaryWish,
  filing: Filing,
): DocumentByType['CEB701Message'] {
  const { agentCode, agentName } = shipment.list.head;
  const head = {
    ...submission(shipment, filing),
    ...fromList(shipment, DECLARANT),
    copNo: filing.copNo,
    preNo: undefined,
    sumNo: undefined,
    declAgentCode: agentCode,
    declAgentName: agentName,
    startTime: wish.startTime,
    endTime: wish.endTime,
    loctNo: undefined,
    summaryFlag: '1',
    itemNameFlag: '1',
    msgCount: wish.parts ?? 1,
    msgSeqNo: wish.part ?? 1,
    note: undefined,
  };
  return { head, lines: wish.invtNos.map((invtNo) => ({ invtNo })) };
}

/** How many whole units of a line come back: by its number, or of every line. */
export type ReturnedUnits = bigint | ReadonlyMap<number, bigint>;

/** A return (213) of goods of the list of that number. */
export function returnOf(
  shipment: Shipment,
  { invtNo, units }: { readonly invtNo: string; readonly units: ReturnedUnits },
  filing: Filing,
): DocumentByType['CEB213Message'] {
  const { list } = shipment;
  const head = {
    ...submission(shipment, filing),
    ...fromList(shipment, [...DECLARANT, 'ebpCode', 'ebpName']),
    ...fromList(shipment, ['logisticsCode', 'logisticsName', 'trafMode', 'portCode', 'country']),
    loctNo: undefined,
    logisticsNo: `RX${list.head.logisticsNo}`,
    coElNo: filing.copNo,
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
  return { head, lines: list.lines.flatMap((line) => returnedLine(line, units)) };
}

const ONE = 100_000n;

function returnedLine(
  line: Shipment['list']['lines'][number],
  units: ReturnedUnits,
): DocumentByType['CEB213Message']['lines'] {
  const { gnum, gcode, gname, gmodel, unit, unit1 } = line;
  const count = typeof units === 'bigint' ? units : (units.get(gnum) ?? 0n);
  if (count === 0n) return [];
  const qty = count * ONE;
  const own = { gnum, gcode, gname, gmodel, unit, unit1, qty, qty1: (qty * line.qty1) / line.qty };
  return [{ ...own, qty2: undefined, unit2: undefined, note: undefined }];
}

/** A tally (215) of what a return brought back. */
export function tallyOf(
  shipment: Shipment,
  invtNo: string,
  filing: Filing,
): DocumentByType['CEB215Message'] {
  const { operator } = shipment.parties;
  const head = {
    ...submission(shipment, filing),
    ...fromList(shipment, ['customsCode', 'logisticsCode', 'logisticsName', 'trafMode']),
    operatorCode: operator.code,
    operatorName: operator.name,
    logisticsNo: `RX${shipment.list.head.logisticsNo}`,
    invtNo,
    coElNo: filing.copNo,
    preNo: undefined,
    billNo: 'RETURN-1',
    ieFlag: 'I',
    trafName: 'CA8802',
    voyageNo: 'CA8802',
    location: undefined,
    note: undefined,
  };
  return { head, lines: [] };
}
