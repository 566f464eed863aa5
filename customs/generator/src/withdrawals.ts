import { UNITS_PER_ONE } from '@pilotzone/kernel/money';
import { cancellationOf, returnOf } from './compose-withdrawal.ts';
import type { RequestDetails, ReturnedLines } from './compose-withdrawal.ts';
import { drawPurchase } from './draw-purchase.ts';
import { cancelled, refusedMessage, released } from './expected.ts';
import type { ExpectedDeclaration } from './expected.ts';
import type { Purchase } from './purchase.ts';
import { withHead } from './purchase.ts';
import type { Scenario, Submission } from './scenario.ts';
import { submissionsOf } from './scenario.ts';
import type { World } from './world.ts';

type Kind = {
  readonly name: string;
  readonly make: (world: World, purchase: Purchase) => Scenario;
};

const HALF_HOUR = 1_800_000;

/**
 * What may follow a list that clears: requests to return goods of it or to cancel it, and what
 * becomes of list and request. Customs releases within seconds, so a cancellation is late unless
 * the number of its list says that customs holds it.
 */
const KINDS: readonly Kind[] = [
  { name: 'returned', make: (world, purchase) => comeBack(world, purchase, [undefined]) },
  { name: 'returned-in-parts', make: makeParts },
  {
    name: 'returned-partly',
    make: (world, purchase) => {
      const [part, rest] = partsOf(purchase);
      return comeBack(world, purchase, [part], rest === undefined ? 'returned' : 'released');
    },
  },
  {
    name: 'returned-too-much',
    make: (world, purchase) => {
      const all = purchase.list.lines.map(({ gnum, qty }) => [gnum, qty] as const);
      const more = new Map(all.map(([gnum, qty]) => [gnum, qty + UNITS_PER_ONE]));
      return refuse(world, purchase, [returnWith(world, purchase, [more]), '-625001']);
    },
  },
  {
    name: 'returned-wrong-line',
    make: (world, purchase) => {
      const request = returnWith(world, purchase, [undefined]);
      const { head, lines } = request.document;
      const wrong = lines.map((line) => ({ ...line, gcode: '9999999999' }));
      const document = { head, lines: wrong };
      return refuse(world, purchase, [{ ...request, document }, '-625209']);
    },
  },
  {
    name: 'cancelled',
    make: (world, purchase) => {
      const held = withNumber(world, purchase, HELD);
      const details = detailsOf(held, '买家取消订单');
      const request = cancellationOf(world.random, held, details);
      return {
        submissions: [...submissionsOf(held), request],
        expected: [cancelled(held)],
      };
    },
  },
  {
    name: 'cancelled-too-late',
    make: (world, purchase) => {
      const details = detailsOf(purchase, '买家取消订单');
      const request = cancellationOf(world.random, purchase, details);
      return refuse(world, purchase, [request, '-623005']);
    },
  },
];

/** Names of the kinds of requests, in the order in which they are drawn from. */
export const WITHDRAWAL_KINDS: readonly string[] = KINDS.map(({ name }) => name);

/** A purchase that clears and is then taken back, or is asked to be. */
export function makeWithdrawn(world: World): Scenario & { readonly name: string } {
  const { name, make } = world.random.pick(KINDS);
  return { name, ...make(world, numbered(world, drawPurchase(world, {}, world.newBuyer()))) };
}

/** Serials of lists that customs lets go, and of lists that it holds for inspection. */
const FREE = '90';
const HELD = '98';

/**
 * The list names its number beforehand, from the range that the simulator keeps for test sets: only
 * so can a request about it be written before customs has seen it.
 */
function numbered(world: World, purchase: Purchase): Purchase {
  return withNumber(world, purchase, FREE);
}

function withNumber(world: World, purchase: Purchase, range: string): Purchase {
  const serial = String(world.nextSerial() % 10_000_000).padStart(7, '0');
  const { customsCode } = purchase.list.head;
  return withHead(purchase, 'list', {
    invtNo: `${customsCode}${world.day.slice(0, 4)}I${range}${serial}`,
  });
}

function makeParts(world: World, purchase: Purchase): Scenario {
  const [part, rest] = partsOf(purchase);
  return comeBack(world, purchase, rest === undefined ? [part] : [part, rest]);
}

/** A part of the goods and the rest; one piece alone has no parts. */
function partsOf({ list: { lines } }: Purchase): [ReturnedLines | undefined, ReturnedLines?] {
  const [first, ...others] = lines;
  if (first && others.length > 0) {
    const rest = new Map(others.map(({ gnum, qty }) => [gnum, qty] as const));
    return [new Map([[first.gnum, first.qty]]), rest];
  }
  if (!first || first.qty <= UNITS_PER_ONE) return [undefined];
  const rest = new Map([[first.gnum, first.qty - UNITS_PER_ONE]]);
  return [new Map([[first.gnum, UNITS_PER_ONE]]), rest];
}

/** A list that clears, and whose goods all come back. */
export function makeReturned(world: World, purchase: Purchase): Scenario {
  return comeBack(world, numbered(world, purchase), [undefined]);
}

function comeBack(
  world: World,
  purchase: Purchase,
  ...[parts, outcome = 'returned']: [
    readonly (ReturnedLines | undefined)[],
    ExpectedDeclaration['outcome']?,
  ]
): Scenario {
  const requests = parts.map((lines, index) => returnWith(world, purchase, [lines, index]));
  return {
    submissions: [...submissionsOf(purchase), ...requests],
    expected: [{ ...released(world, purchase), outcome }],
  };
}

/** The request is refused; the list stays released. */
function refuse(
  world: World,
  purchase: Purchase,
  [request, code]: readonly [Submission, string],
): Scenario {
  return {
    submissions: [...submissionsOf(purchase), request],
    expected: [released(world, purchase), refusedMessage(request.type, code)],
  };
}

function returnWith(
  world: World,
  purchase: Purchase,
  [lines, index = 0]: readonly [ReturnedLines | undefined, number?],
) {
  const details = detailsOf(purchase, '七天无理由退货', index);
  return returnOf(world.random, purchase, { ...details, ...(lines && { lines }) });
}

function detailsOf({ list: { head } }: Purchase, reason: string, index = 0): RequestDetails {
  const copNo = `${String.fromCharCode(82 + index)}${(head.copNo ?? '').slice(1)}`;
  return { invtNo: head.invtNo ?? '', reason, copNo, afterMs: HALF_HOUR * (index + 1) };
}
