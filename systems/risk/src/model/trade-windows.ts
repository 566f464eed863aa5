/**
 * What the zone remembers of lists so far: counts, sums and distinct buyers per person in windows
 * up to a month, per enterprise and kind of goods up to a year, and what each article usually
 * costs, weighs and is declared as.
 */

import { addValue, emptySketch, type Sketch } from './sketch.ts';
import {
  addTo,
  emptyHourTally,
  emptyTally,
  forgetBefore,
  momentOf,
  type Moment,
  type Tally,
} from './tally.ts';
import type { CountedLine, CountedTrade } from './trade.ts';

/** A person, telephone or address, with the buyers seen with it and the day each was seen last. */
export type Person = {
  readonly tally: Tally;
  buyers: Map<string, number> | undefined;
  /** The one buyer, as long as there is only one. */
  onlyBuyer: string | undefined;
  returns: Tally | undefined;
};

export type Business = {
  readonly tally: Tally;
  readonly firstDay: number;
  returns: Tally | undefined;
};

/** What is known of one article. */
export type Article = {
  readonly price: Sketch;
  /** Grams of one, from lists of this article alone. */
  readonly weight: Sketch;
  /** How often it was declared under each code, and at which rate last. */
  readonly codes: Map<string, { count: number; rate: number | null }>;
  count: number;
};

export type Windows = {
  readonly buyers: Map<string, Person>;
  readonly telephones: Map<string, Person>;
  readonly addresses: Map<string, Person>;
  readonly payers: Map<string, Person>;
  readonly merchants: Map<string, Business>;
  readonly platforms: Map<string, Business>;
  readonly carriers: Map<string, Business>;
  readonly codes: Map<string, Business>;
  readonly origins: Map<string, Business>;
  /** Lists of a buyer at a merchant. */
  readonly pairs: Map<string, Tally>;
  /** Merchants of each platform that were first seen lately, with the day. */
  readonly newcomers: Map<string, Map<string, number>>;
  readonly articles: Map<string, Article>;
  /** Prices by code and unit. */
  readonly prices: Map<string, Sketch>;
  /** False for a batch in hand: what goods usually are is asked of the log only. */
  readonly keepsGoods: boolean;
  firstDay: number;
  lastDay: number;
};

export const PERSON_DAYS = 31;
export const BUSINESS_DAYS = 366;
/** How long a merchant is a newcomer on its platform. */
export const NEWCOMER_DAYS = 14;

/** Windows over nothing: absent is unknown, not zero. */
export function emptyWindows({ keepsGoods = true } = {}): Windows {
  return {
    buyers: new Map(),
    telephones: new Map(),
    addresses: new Map(),
    payers: new Map(),
    merchants: new Map(),
    platforms: new Map(),
    carriers: new Map(),
    codes: new Map(),
    origins: new Map(),
    pairs: new Map(),
    newcomers: new Map(),
    articles: new Map(),
    prices: new Map(),
    keepsGoods,
    firstDay: Number.POSITIVE_INFINITY,
    lastDay: 0,
  };
}

/** Takes one list into account that was judged at `at`. */
export function countTrade(windows: Windows, trade: CountedTrade, at: number): void {
  const moment = momentOf(at);
  const [buyer, telephone, address, payer, merchant, platform, carrier, value] = trade;
  const [, , , , , , , , grams, counts, lines] = trade;
  if (counts === 0) return;
  startDay(windows, moment.day);
  const seen: Seen = { buyer, moment, value };
  addTo(entryOf(windows.buyers, buyer, emptyBuyer).tally, moment, value);
  seePerson(windows.telephones, telephone, seen);
  seePerson(windows.addresses, address, seen);
  seePerson(windows.payers, payer, seen);
  if (!windows.merchants.has(merchant)) {
    entryOf(windows.newcomers, platform, newMap).set(merchant, moment.day);
  }
  seeBusiness(windows.merchants, merchant, seen);
  seeBusiness(windows.platforms, platform, seen);
  seeBusiness(windows.carriers, carrier, seen);
  addTo(entryOf(windows.pairs, `${buyer} ${merchant}`, emptyTally), moment, value);
  for (const line of lines) {
    seeBusiness(windows.codes, line[1], seen);
    seeBusiness(windows.origins, line[3], seen);
    if (windows.keepsGoods) seeArticle(windows, line, lines.length === 1 ? grams : 0);
  }
}

/** Takes into account that a buyer gave goods of a merchant back on `at`. */
export function countReturn(
  windows: Windows,
  { buyer, merchant }: { buyer: string; merchant: string },
  at: number,
): void {
  const moment = momentOf(at);
  startDay(windows, moment.day);
  const person = entryOf(windows.buyers, buyer, emptyBuyer);
  addTo((person.returns ??= emptyTally()), moment, 0);
  const newBusiness = () => emptyBusiness(moment.day);
  const business = entryOf(windows.merchants, merchant, newBusiness);
  addTo((business.returns ??= emptyTally()), moment, 0);
}

type Seen = { readonly buyer: string; readonly moment: Moment; readonly value: number };

function seePerson(people: Map<string, Person>, key: string, seen: Seen): void {
  if (key === '') return;
  const person = entryOf(people, key, emptyPerson);
  const { buyer, moment } = seen;
  addTo(person.tally, moment, seen.value);
  if (person.buyers) person.buyers.set(buyer, moment.day);
  else if (person.onlyBuyer === undefined) person.onlyBuyer = buyer;
  else if (person.onlyBuyer !== buyer) {
    const [first = moment.day] = person.tally.days;
    person.buyers = new Map([
      [person.onlyBuyer, first],
      [buyer, moment.day],
    ]);
  }
}

function seeBusiness(businesses: Map<string, Business>, key: string, seen: Seen): void {
  if (key === '') return;
  const business = entryOf(businesses, key, () => emptyBusiness(seen.moment.day));
  addTo(business.tally, seen.moment, seen.value);
}

function seeArticle(windows: Windows, line: CountedLine, grams: number): void {
  const [key, hsCode, unit, , price, quantity, rate] = line;
  const article = entryOf(windows.articles, key, emptyArticle);
  addValue(article.price, price);
  if (grams > 0 && quantity > 0) addValue(article.weight, grams / quantity);
  article.count += 1;
  const code = entryOf(article.codes, hsCode, () => ({ count: 0, rate }));
  code.count += 1;
  code.rate = rate ?? code.rate;
  addValue(entryOf(windows.prices, `${hsCode} ${unit}`, emptySketch), price);
}

function emptyPerson(): Person {
  return { tally: emptyTally(), buyers: undefined, onlyBuyer: undefined, returns: undefined };
}

function emptyBuyer(): Person {
  return { tally: emptyHourTally(), buyers: undefined, onlyBuyer: undefined, returns: undefined };
}

function emptyBusiness(firstDay: number): Business {
  return { tally: emptyTally(), firstDay, returns: undefined };
}

function emptyArticle(): Article {
  return { price: emptySketch(), weight: emptySketch(), codes: new Map(), count: 0 };
}

function startDay(windows: Windows, day: number): void {
  if (day < windows.firstDay) windows.firstDay = day;
  if (day <= windows.lastDay) return;
  windows.lastDay = day;
  forgetOld(windows, day);
}

/** Once a day: what is out of every window makes room. */
function forgetOld(windows: Windows, today: number): void {
  const { buyers, telephones, addresses, payers } = windows;
  for (const people of [buyers, telephones, addresses, payers]) {
    for (const [key, { tally, buyers: others, returns }] of people) {
      const isGone = forgetBefore(tally, today - PERSON_DAYS);
      const isKept = returns !== undefined && !forgetBefore(returns, today - BUSINESS_DAYS);
      if (isGone && !isKept) people.delete(key);
      for (const [other, day] of others ?? []) {
        if (day < today - PERSON_DAYS) others?.delete(other);
      }
    }
  }
  for (const [key, tally] of windows.pairs) {
    if (forgetBefore(tally, today - 1)) windows.pairs.delete(key);
  }
  for (const merchants of windows.newcomers.values()) {
    for (const [code, since] of merchants) {
      if (since <= today - NEWCOMER_DAYS) merchants.delete(code);
    }
  }
}

function newMap(): Map<string, number> {
  return new Map();
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
