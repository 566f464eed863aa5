import {
  cancellationOf,
  manifestOf,
  returnOf,
  summaryOf,
  tallyOf,
} from './compose-applications.ts';
import type { ReturnedUnits } from './compose-applications.ts';
import { drawShipment } from './draw-shipment.ts';
import type { ExportMode, Shipment, ShipmentWish, ShipmentWorld } from './draw-shipment.ts';
import { expectedOf, submissionsOf } from './scenario.ts';
import type {
  ExpectedApplication,
  ExpectedExport,
  ExportLife,
  ExportSubmission,
} from './scenario.ts';

/** What a life is made from: the shipments' world, and whether receipts of payment belong. */
export type LifeWorld = ShipmentWorld & {
  readonly modes: readonly ExportMode[];
  readonly withPayment: boolean;
};

type Kind = { readonly name: string; readonly make: (world: LifeWorld) => ExportLife };

/** A list with the number that it names beforehand, so that applications can name it too. */
type Numbered = { readonly shipment: Shipment; readonly invtNo: string };

/**
 * What may follow a list that clears: everything that a declarant asks about it, and what becomes
 * of list and application.
 */
const KINDS: readonly Kind[] = [
  { name: 'summed-up', make: (world) => summedUp(world, 1) },
  { name: 'summed-up-in-parts', make: (world) => summedUp(world, 2) },
  { name: 'summed-up-twice', make: summedUpTwice },
  { name: 'cancelled', make: (world) => cancelled(world, ['CEB507Message', 'CEB509Message']) },
  { name: 'cancelled-after-release', make: (world) => cancelled(world, ['CEB509Message']) },
  { name: 'cancelled-too-late', make: cancelledTooLate },
  { name: 'returned', make: (world) => returned(world, wholeOf) },
  { name: 'returned-in-parts', make: (world) => returned(world, partsOf) },
  { name: 'returned-partly', make: returnedPartly },
  { name: 'returned-too-much', make: returnedTooMuch },
  { name: 'trade-quantity', make: tradeQuantity },
];

/** Kinds that only retail exports have. */
const RETAIL = /^(summed|trade)/;

/** Names of the kinds of lives, in turn. */
export const LIFE_KINDS: readonly string[] = KINDS.map(({ name }) => name);

/** The next kind of life in turn, of those that the modes allow. */
export function makeLife(world: LifeWorld, turn: number): ExportLife & { readonly name: string } {
  const hasRetail = retailOf(world) !== undefined;
  const kinds = KINDS.filter(({ name }) => hasRetail || !RETAIL.test(name));
  const kind = kinds[turn % kinds.length];
  if (!kind) throw new RangeError('no life is possible');
  return { name: kind.name, ...kind.make(world) };
}

/** A mode in which lists are summed up, if the day has one. */
function retailOf({ modes }: LifeWorld): ExportMode | undefined {
  return modes.find((mode) => mode === '9610' || mode === '1210');
}

function draw(world: LifeWorld, wish: ShipmentWish): Numbered {
  const drawn = drawShipment(world, wish);
  const { customsCode, appTime } = drawn.list.head;
  const serial = String(world.nextSerial() % 100_000_000).padStart(8, '0');
  const invtNo = `${customsCode}${appTime.slice(0, 4)}E9${serial}`;
  const list = { ...drawn.list, head: { ...drawn.list.head, invtNo } };
  return { shipment: { ...drawn, list }, invtNo };
}

function drawAny(world: LifeWorld): Numbered {
  return draw(world, { mode: world.random.pick(world.modes) });
}

function closed({ shipment }: Numbered): ExpectedExport {
  return expectedOf(shipment, 'released', []);
}

/** A number of the application's own: that of the list with another letter. */
function numberOf({ shipment }: Numbered, letter: string): string {
  return `${letter}${shipment.list.head.copNo.slice(1)}`;
}

const ACCEPTED = {
  cancellation: '399',
  manifest: '120',
  summary: '399',
  return: '800',
  tally: '399',
} as const;

type Applied = Pick<ExpectedApplication, 'application' | 'copNo'> & { readonly code?: string };

function applied({ shipment }: Numbered, { application, copNo, code }: Applied) {
  const { parties, list } = shipment;
  const agentCode = application === 'tally' ? parties.operator.code : list.head.agentCode;
  const own = { direction: 'export' as const, application, agentCode, copNo };
  if (code === undefined)
    return {
      ...own,
      ...{ outcome: 'released' as const, returnStatus: ACCEPTED[application], reasons: [] },
    };
  const returnStatus = code.startsWith('-') ? code : '100';
  return { ...own, outcome: 'rejected' as const, returnStatus, reasons: [{ code }] };
}

function drawGroup(world: LifeWorld): [Numbered, ...Numbered[]] {
  const wish = { mode: retailOf(world) ?? '9610', statisticsFlag: 'B' } as const;
  const first = draw(world, wish);
  const { parties } = first.shipment;
  const others = Array.from({ length: world.random.integer(1, 3) }, () =>
    draw(world, { ...wish, parties }),
  );
  return [first, ...others];
}

/** Several lists of one merchant under one bill of lading, summed up in so many parts. */
function summedUp(world: LifeWorld, parts: 1 | 2): ExportLife {
  const group = drawGroup(world);
  const [first] = group;
  const { random } = world;
  const { broker } = first.shipment.parties;
  const shipments = group.map(({ shipment }) => shipment) as [Shipment, ...Shipment[]];
  const manifest = { random, time: '180000', copNo: numberOf(first, 'M') };
  const copNo = numberOf(first, 'S');
  const share = Math.ceil(group.length / parts);
  const summaries = Array.from({ length: parts }, (_, index): ExportSubmission => {
    const invtNos = group.slice(index * share, (index + 1) * share).map(({ invtNo }) => invtNo);
    const wish = { invtNos, part: index + 1, parts };
    const document = summaryOf(first.shipment, wish, { random, time: '220000', copNo });
    return { type: 'CEB701Message', document, sender: broker };
  });
  const document = manifestOf(shipments, `B${copNo}`, manifest);
  return {
    submissions: [
      ...shipments.flatMap((shipment) => submissionsOf(shipment, world.withPayment)),
      { type: 'CEB607Message', document, sender: broker },
      ...summaries,
    ],
    expected: [
      ...group.map(closed),
      applied(first, { application: 'manifest', copNo: manifest.copNo }),
      ...summaries.map(() => applied(first, { application: 'summary', copNo })),
    ],
  };
}

function summedUpTwice(world: LifeWorld): ExportLife {
  const once = summedUp(world, 1);
  const [summary] = once.submissions.filter(({ type }) => type === 'CEB701Message');
  const [list] = once.expected;
  if (summary?.type !== 'CEB701Message' || !list) throw new RangeError('a group is summed up');
  const { head, lines } = summary.document;
  const copNo = `Z${head.copNo.slice(1)}`;
  const appTime = `${head.appTime.slice(0, 8)}223000`;
  const again = { head: { ...head, guid: world.random.guid(), copNo, appTime }, lines };
  const refused: ExpectedApplication = {
    ...{ direction: 'export', application: 'summary', agentCode: head.agentCode, copNo },
    ...{ outcome: 'rejected', returnStatus: '100' },
    reasons: [{ code: 'PZ-EXPORT-SUMMARY-LIST' }],
  };
  return {
    submissions: [...once.submissions, { ...summary, document: again }],
    expected: [...once.expected, refused],
  };
}

/** A list that is cancelled before its goods leave; `left` are movements that do not happen. */
function cancelled(world: LifeWorld, left: readonly ExportSubmission['type'][]): ExportLife {
  const own = drawAny(world);
  const { shipment } = own;
  const sent = submissionsOf(shipment, world.withPayment).filter(
    ({ type }) => !left.includes(type),
  );
  const copNo = numberOf(own, 'C');
  return {
    submissions: [...sent, cancellation(world, own, copNo)],
    expected: [
      expectedOf(shipment, 'cancelled', []),
      applied(own, { application: 'cancellation', copNo }),
    ],
  };
}

function cancelledTooLate(world: LifeWorld): ExportLife {
  const own = drawAny(world);
  const copNo = numberOf(own, 'C');
  return {
    submissions: [
      ...submissionsOf(own.shipment, world.withPayment),
      cancellation(world, own, copNo),
    ],
    expected: [closed(own), applied(own, { application: 'cancellation', copNo, code: '-623005' })],
  };
}

function cancellation(
  { random }: LifeWorld,
  { shipment, invtNo }: Numbered,
  copNo: string,
): ExportSubmission {
  const document = cancellationOf(shipment, invtNo, { random, time: '210000', copNo });
  return { type: 'CEB605Message', document, sender: shipment.parties.broker };
}

const ONE = 100_000n;

function countsOf({ shipment }: Numbered): [number, bigint][] {
  return shipment.list.lines.map(({ gnum, qty }) => [gnum, qty / ONE]);
}

function wholeOf(own: Numbered): ReturnedUnits[] {
  return [new Map(countsOf(own))];
}

/** One unit of the first line, and all the rest, if there is a rest. */
function partsOf(own: Numbered): ReturnedUnits[] {
  const [first, ...others] = countsOf(own);
  if (!first) return [];
  const [gnum, count] = first;
  const left: [number, bigint][] = [[gnum, count - 1n], ...others];
  const rest = new Map(left.filter(([, units]) => units > 0n));
  return rest.size === 0 ? [new Map([[gnum, 1n]])] : [new Map([[gnum, 1n]]), rest];
}

/** All goods come back by as many returns, each tallied. */
function returned(
  world: LifeWorld,
  split: (own: Numbered) => readonly ReturnedUnits[],
): ExportLife {
  const own = drawAny(world);
  const parts = split(own).map((units, index) => backOf(world, own, { units, index }));
  return {
    submissions: [
      ...submissionsOf(own.shipment, world.withPayment),
      ...parts.flatMap((part) => part.submissions),
    ],
    expected: [expectedOf(own.shipment, 'returned', []), ...parts.flatMap((part) => part.expected)],
  };
}

/** One piece comes back; of a single piece that is all. */
function returnedPartly(world: LifeWorld): ExportLife {
  const own = drawAny(world);
  const [units = 1n, rest] = partsOf(own);
  const back = backOf(world, own, { units, index: 0 });
  const list = rest === undefined ? expectedOf(own.shipment, 'returned', []) : closed(own);
  return {
    submissions: [...submissionsOf(own.shipment, world.withPayment), ...back.submissions],
    expected: [list, ...back.expected],
  };
}

function returnedTooMuch(world: LifeWorld): ExportLife {
  const own = drawAny(world);
  const units = new Map(countsOf(own).map(([gnum, count]) => [gnum, count + 1n]));
  const { submissions } = backOf(world, own, { units, index: 0 });
  const copNo = numberOf(own, 'R');
  return {
    submissions: [
      ...submissionsOf(own.shipment, world.withPayment),
      ...submissions.filter(({ type }) => type === 'CEB213Message'),
    ],
    expected: [
      closed(own),
      applied(own, { application: 'return', copNo, code: 'PZ-EXPORT-RETURN-QUANTITY' }),
    ],
  };
}

/** A return with its tally. */
function backOf(
  { random }: LifeWorld,
  own: Numbered,
  { units, index }: { readonly units: ReturnedUnits; readonly index: number },
): ExportLife {
  const { shipment, invtNo } = own;
  const [back, tally] = [
    numberOf(own, index === 0 ? 'R' : 'Q'),
    numberOf(own, index === 0 ? 'T' : 'U'),
  ];
  const at = (time: string, copNo: string) => ({ random, time, copNo });
  return {
    submissions: [
      {
        type: 'CEB213Message',
        document: returnOf(shipment, { invtNo, units }, at(`23${index}000`, back)),
        sender: shipment.parties.broker,
      },
      {
        type: 'CEB215Message',
        document: tallyOf(shipment, invtNo, at(`23${index}500`, tally)),
        sender: shipment.parties.operator,
      },
    ],
    expected: [
      applied(own, { application: 'return', copNo: back }),
      applied(own, { application: 'tally', copNo: tally }),
    ],
  };
}

/** Pieces in a retail list that are those of a trader: red in risk control, held where it holds. */
const TRADE_PIECES = 1_200n;

function tradeQuantity(world: LifeWorld): ExportLife {
  const mode = retailOf(world) ?? '9610';
  const { order, payment, list, ...rest } = drawShipment(world, { mode, statisticsFlag: 'A' });
  const [ordered] = order.lines;
  const [declared] = list.lines;
  if (!ordered || !declared) throw new RangeError('a shipment has lines');
  const qty = TRADE_PIECES * ONE;
  // A cent a piece, so that the list stays below the limit of simplified ones.
  const own = { qty, price: ONE / 100n, totalPrice: qty / 100n };
  const qty1 = declared.unit === declared.unit1 ? qty : (qty * declared.qty1) / declared.qty;
  const shipment: Shipment = {
    ...rest,
    order: { head: { ...order.head, goodsValue: own.totalPrice }, lines: [{ ...ordered, ...own }] },
    payment: { ...payment, head: { ...payment.head, charge: own.totalPrice } },
    list: { ...list, lines: [{ ...declared, ...own, qty1 }] },
  };
  return {
    submissions: submissionsOf(shipment, world.withPayment),
    expected: [expectedOf(shipment, 'released', [])],
  };
}
