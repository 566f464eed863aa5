import type { PlainDate } from '@pilotzone/kernel/time';
import type { Regime } from '@pilotzone/tariff/limits';
import { regimeOn } from '@pilotzone/tariff/limits';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { Person } from './people.ts';
import { drawPerson } from './people.ts';
import type { Product } from './products.ts';
import type { Random } from './random.ts';

/** Everything a generated day draws from; changes as it goes on. */
export type World = {
  readonly random: Random;
  /** The day on which customs receives the lists. */
  readonly day: PlainDate;
  readonly tariff: Tariff;
  readonly regime: Regime;
  /** Of these products the ones that the tariff knows on the day. */
  onOffer(products: readonly Product[]): readonly Product[];
  /** The next number of the day: orders, waybills and lists never repeat one. */
  nextSerial(): number;
  /** Goes on to a later day, with the same buyers. */
  moveTo(day: PlainDate): void;
  /** A buyer with nothing bought yet. */
  newBuyer(): Person;
  /** A buyer who may buy for so much more without coming near the annual limit; often a new one. */
  buyerFor(units: bigint): Person;
};

/** Regular buyers stop here, so that no order of clearing can bring them to the limit. */
const REGULAR_SHARE = { numerator: 3n, denominator: 4n };

/** How many regular buyers are remembered at a time. */
const REGULARS_MAX = 200;

/** A world of one day, the same for the same chance; rates are those of the demo tariff. */
export function createWorld(random: Random, day: PlainDate): World {
  const regime = regimeOn(day);
  const cap = (regime.annualLimit.units * REGULAR_SHARE.numerator) / REGULAR_SHARE.denominator;
  const regulars: { person: Person; bought: bigint }[] = [];
  const idNumbers = new Set<string>();
  const tariff = createDemoTariff();
  const offers = new Map<readonly Product[], readonly Product[]>();
  let serial = 0;
  let today = day;
  const newBuyer = () => {
    let person = drawPerson(random, today);
    while (idNumbers.has(person.idNumber)) person = drawPerson(random, today);
    idNumbers.add(person.idNumber);
    return person;
  };
  return {
    random,
    get day() {
      return today;
    },
    moveTo: (next) => {
      today = next;
    },
    tariff,
    regime,
    onOffer: (products) => {
      const isKnown = ({ hsCode }: Product) => tariff.ratesOf(hsCode, day).length > 0;
      const offered = offers.get(products) ?? products.filter(isKnown);
      offers.set(products, offered);
      return offered;
    },
    nextSerial: () => (serial += 1),
    newBuyer,
    buyerFor: (units) => {
      const known = random.chance(0.15) && regulars.length > 0 ? random.pick(regulars) : undefined;
      if (known && known.bought + units <= cap) {
        known.bought += units;
        return known.person;
      }
      const person = newBuyer();
      if (regulars.length >= REGULARS_MAX) regulars.shift();
      regulars.push({ person, bought: units });
      return person;
    },
  };
}
