import type { ExportMode, Shipment, ShipmentWish } from './draw-shipment.ts';
import { expectedOf, submissionsOf } from './scenario.ts';
import type {
  ExpectedExport,
  ExportScenario,
  ExportSubmission,
  SoundShipment,
} from './scenario.ts';

/** One kind of fault in an export. */
export type ExportFault = {
  readonly name: string;
  /** The only mode in which it makes sense. */
  readonly mode?: ExportMode;
  readonly wish?: ShipmentWish;
  readonly make: (sound: SoundShipment) => ExportScenario;
};

const SIMPLE = { mode: '9610', wish: { statisticsFlag: 'A' } } as const;
// 1,000 US dollars: above 5,000 CNY at any rate that ever was.
const DEAR = 1_000n * 100_000n;

/** Every kind of fault, in turn. Codes are those of docs/protocols/checks.md. */
export const EXPORT_FAULTS: readonly ExportFault[] = [
  { name: 'order-missing', make: without('CEB303Message', 'waiting', 'PZ-MISSING-ORDER') },
  { name: 'waybill-missing', make: without('CEB505Message', 'waiting', 'PZ-MISSING-WAYBILL') },
  { name: 'never-arrived', make: neverArrived },
  { name: 'staged', make: staged },
  { name: 'import-flag', make: withHead({ ieFlag: 'I' }, '-621001') },
  { name: 'unknown-country', make: withHead({ country: 'ZZZ' }, '-621001') },
  { name: 'line-total', make: lineTotal },
  { name: 'price-differs', make: priceDiffers },
  { name: 'wrong-order-type', make: wrongOrderType },
  { name: 'simplified-above-limit', ...SIMPLE, make: dear('PZ-EXPORT-VALUE') },
  { name: 'simplified-licence', ...SIMPLE, make: withCode('8806210000', 'PZ-EXPORT-SIMPLIFIED') },
  { name: 'b2b-above-limit', mode: '9710', make: dear('PZ-EXPORT-FORM-VALUE') },
  { name: 'b2b-inspection', mode: '9710', make: withCode('0902109000', 'PZ-EXPORT-FORM-GOODS') },
  {
    name: 'b2b-refund',
    mode: '9810',
    make: withHead({ statisticsFlag: 'B' }, 'PZ-EXPORT-FORM-REFUND'),
  },
  { name: 'zone-without-book', mode: '1210', make: withHead({ emsNo: undefined }, '-621001') },
];

function rejected(sound: SoundShipment, shipment: Shipment, code: string): ExportScenario {
  const submissions = submissionsOf(shipment, sound.withPayment);
  return { submissions, expected: expectedOf(shipment, 'rejected', [code]) };
}

function without(type: ExportSubmission['type'], outcome: ExpectedExport['outcome'], code: string) {
  return ({ shipment, withPayment }: SoundShipment): ExportScenario => ({
    submissions: submissionsOf(shipment, withPayment).filter((sent) => sent.type !== type),
    expected: expectedOf(shipment, outcome, [code]),
  });
}

function neverArrived({ shipment, withPayment }: SoundShipment): ExportScenario {
  const moved = new Set(['CEB507Message', 'CEB509Message']);
  const submissions = submissionsOf(shipment, withPayment).filter(({ type }) => !moved.has(type));
  return { submissions, expected: expectedOf(shipment, 'waiting', ['PZ-EXPORT-ARRIVAL']) };
}

function changeHead(shipment: Shipment, change: Partial<Shipment['list']['head']>): Shipment {
  return { ...shipment, list: { ...shipment.list, head: { ...shipment.list.head, ...change } } };
}

function staged({ shipment, withPayment }: SoundShipment): ExportScenario {
  const kept = changeHead(shipment, { appStatus: '1' });
  const submissions = submissionsOf(kept, withPayment);
  return { submissions, expected: expectedOf(kept, 'staged', []) };
}

function withHead(change: Partial<Shipment['list']['head']>, code: string) {
  return (sound: SoundShipment) => rejected(sound, changeHead(sound.shipment, change), code);
}

type LineChange = Partial<Pick<Shipment['list']['lines'][number], 'gcode' | 'totalPrice'>>;

function changeFirst(shipment: Shipment, change: LineChange): Shipment {
  const [first, ...rest] = shipment.list.lines;
  if (!first) return shipment;
  return { ...shipment, list: { ...shipment.list, lines: [{ ...first, ...change }, ...rest] } };
}

function withCode(gcode: string, code: string) {
  return (sound: SoundShipment) => rejected(sound, changeFirst(sound.shipment, { gcode }), code);
}

function lineTotal(sound: SoundShipment): ExportScenario {
  const [first] = sound.shipment.list.lines;
  const totalPrice = (first?.totalPrice ?? 0n) + 1_000n;
  return rejected(sound, changeFirst(sound.shipment, { totalPrice }), '-621001');
}

/** The same goods at another price in the order. */
function priceDiffers(sound: SoundShipment): ExportScenario {
  const { order } = sound.shipment;
  const [first, ...rest] = order.lines;
  if (!first) throw new RangeError('an order has lines');
  const price = first.price + 1_000n;
  const totalPrice = (first.qty * price) / 100_000n;
  const goodsValue = order.head.goodsValue;
  const lines = [{ ...first, price, totalPrice }, ...rest];
  const wrong = { ...sound.shipment, order: { head: { ...order.head, goodsValue }, lines } };
  return rejected(sound, wrong, '1322');
}

function wrongOrderType(sound: SoundShipment): ExportScenario {
  const { order } = sound.shipment;
  const orderType = order.head.orderType === 'E' ? 'B' : 'E';
  const wrong = { ...sound.shipment, order: { ...order, head: { ...order.head, orderType } } };
  return rejected(sound, wrong, 'PZ-EXPORT-ORDER-TYPE');
}

/** One dear article, in order, receipt of payment and list alike. */
function dear(code: string) {
  return (sound: SoundShipment): ExportScenario => {
    const { shipment } = sound;
    const [ordered] = shipment.order.lines;
    const [declared] = shipment.list.lines;
    if (!ordered || !declared) throw new RangeError('a shipment has lines');
    const priced = { qty: 100_000n, price: DEAR, totalPrice: DEAR };
    const qty1 = declared.unit === declared.unit1 ? { qty1: 100_000n } : {};
    const head = { ...shipment.order.head, goodsValue: DEAR };
    const dearer = {
      ...shipment,
      order: { head, lines: [{ ...ordered, ...priced }] },
      payment: { ...shipment.payment, head: { ...shipment.payment.head, charge: DEAR } },
      list: { ...shipment.list, lines: [{ ...declared, ...priced, ...qty1 }] },
    };
    return rejected(sound, dearer, code);
  };
}
