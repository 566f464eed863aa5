/**
 * The facts that windows answer about one list, itself included in every count. Two layers are
 * asked: what the log tells, and what stands before the list in its own batch. Written straight
 * into the vector: objects of sixty fields cost more than all the counting.
 */

import { UNITS_PER_FEN } from '@pilotzone/kernel/money';
import { positionOf, type RiskFieldName } from './facts.ts';
import { deviationOf, usualOf } from './sketch.ts';
import { countLastHour, countOn, momentOf, valueOn, type Days, type Moment } from './tally.ts';
import type { CountedLine, CountedTrade } from './trade.ts';
import { NEWCOMER_DAYS, type Business, type Person, type Windows } from './trade-windows.ts';

export type Layers = readonly [settled: Windows, batch: Windows];

/** The vector that answers are written into. */
export type OpenVector = unknown[];

type PeopleName = 'buyers' | 'telephones' | 'addresses' | 'payers';
type BusinessName = 'merchants' | 'platforms' | 'carriers' | 'codes' | 'origins';

const SURGE_DAYS = 28;
const SURGE_FROM_DAYS = 7;
/** Before the zone has watched so long, everybody would be new. */
const AGE_FROM_DAYS = 14;
/** A code is the usual one of an article when so many, and so large a share, were under it. */
const CODE_FROM = 20;
const CODE_SHARE = 0.8;

const BUYER_LAST_HOUR = placeOf('buyerLastHour');
const BUYER_WEEK = placeOf('buyerWeek');
const BUYER_MONTH = placeOf('buyerMonth');
const BUYER_VALUE_MONTH = placeOf('buyerValueMonth');
const PAIR_TODAY = placeOf('buyerMerchantToday');
const PAIR_VALUE_TODAY = placeOf('buyerMerchantValueToday');
const ADDRESS_TODAY = placeOf('sameAddressToday');
const ADDRESS_WEEK = placeOf('addressWeek');
const ADDRESS_BUYERS = placeOf('addressBuyers');
const TELEPHONE_TODAY = placeOf('sameTelephoneToday');
const TELEPHONE_BUYERS = placeOf('telephoneBuyers');
const PAYER_BUYERS = placeOf('payerBuyers');
const MERCHANT_TODAY = placeOf('merchantToday');
const MERCHANT_YEAR = placeOf('merchantYear');
const MERCHANT_SURGE = placeOf('merchantSurge');
const MERCHANT_AGE = placeOf('merchantAgeDays');
const NEWCOMERS = placeOf('platformNewcomers');
const PLATFORM_SURGE = placeOf('platformSurge');
const CARRIER_SURGE = placeOf('carrierSurge');
const HS_SURGE = placeOf('hsSurge');
const ORIGIN_SURGE = placeOf('originSurge');
const PRICE_DEVIATION = placeOf('priceDeviation');
const ARTICLE_DEVIATION = placeOf('articleDeviation');
const WEIGHT_SHARE = placeOf('weightShare');
const HS_DRIFT = placeOf('hsDrift');
const BUYER_RETURNS = placeOf('buyerReturnsYear');
const MERCHANT_RETURNS = placeOf('merchantReturnRate');

function placeOf(name: RiskFieldName): number {
  return positionOf(name);
}

type Asking = {
  readonly layers: Layers;
  readonly trade: CountedTrade;
  readonly moment: Moment;
  readonly today: Days;
  readonly week: Days;
  readonly month: Days;
  readonly year: Days;
  /** 1, or 0 for a list that is counted already. */
  readonly own: number;
};

/** Completes a vector by what the windows say about a list that is judged at `instant`. */
export function completeVector(
  vector: OpenVector,
  layers: Layers,
  { trade, instant }: { readonly trade: CountedTrade; readonly instant: number },
): void {
  const moment = momentOf(instant);
  const { day } = moment;
  const asking: Asking = {
    layers,
    trade,
    moment,
    today: { from: day, until: day },
    week: { from: day - 6, until: day },
    month: { from: day - 29, until: day },
    year: { from: day - 364, until: day },
    own: trade[9],
  };
  askBuyer(vector, asking);
  askPlaces(vector, asking);
  askMerchant(vector, asking);
  askSurges(vector, asking);
  askGoods(vector, asking);
  askReturns(vector, asking);
}

function askBuyer(vector: OpenVector, asking: Asking): void {
  const { layers, trade, own, today, week, month, moment } = asking;
  const [settled, batch] = layers;
  const [buyer, , , , merchant] = trade;
  const value = own === 1 ? trade[7] : 0;
  const [before, beside] = [settled.buyers.get(buyer)?.tally, batch.buyers.get(buyer)?.tally];
  const { hour } = moment;
  vector[BUYER_LAST_HOUR] = own + countLastHour(before, hour) + countLastHour(beside, hour);
  vector[BUYER_WEEK] = own + countOn(before, week) + countOn(beside, week);
  vector[BUYER_MONTH] = own + countOn(before, month) + countOn(beside, month);
  const spent = value + valueOn(before, month) + valueOn(beside, month);
  vector[BUYER_VALUE_MONTH] = BigInt(spent) * UNITS_PER_FEN;
  const pair = `${buyer} ${merchant}`;
  const [pairBefore, pairBeside] = [settled.pairs.get(pair), batch.pairs.get(pair)];
  vector[PAIR_TODAY] = own + countOn(pairBefore, today) + countOn(pairBeside, today);
  const paired = value + valueOn(pairBefore, today) + valueOn(pairBeside, today);
  vector[PAIR_VALUE_TODAY] = BigInt(paired) * UNITS_PER_FEN;
}

function askPlaces(vector: OpenVector, asking: Asking): void {
  const [, telephone, address, payer] = asking.trade;
  if (address !== '') {
    vector[ADDRESS_TODAY] = personCount(asking, 'addresses', asking.today);
    vector[ADDRESS_WEEK] = personCount(asking, 'addresses', asking.week);
    vector[ADDRESS_BUYERS] = buyersOf(asking, 'addresses');
  }
  if (telephone !== '') {
    vector[TELEPHONE_TODAY] = personCount(asking, 'telephones', asking.today);
    vector[TELEPHONE_BUYERS] = buyersOf(asking, 'telephones');
  }
  if (payer !== '') vector[PAYER_BUYERS] = buyersOf(asking, 'payers');
}

const KEY_AT = { buyers: 0, telephones: 1, addresses: 2, payers: 3 } as const;

function personCount({ layers, trade, own }: Asking, name: PeopleName, days: Days): number {
  const key = trade[KEY_AT[name]];
  const [before, beside] = [layers[0][name].get(key), layers[1][name].get(key)];
  return own + countOn(before?.tally, days) + countOn(beside?.tally, days);
}

/** Buyers seen with it in a month, this one included. */
function buyersOf({ layers, trade, month }: Asking, name: PeopleName): number {
  const [buyer] = trade;
  const key = trade[KEY_AT[name]];
  const [before, beside] = [layers[0][name].get(key), layers[1][name].get(key)];
  if (isOnly(before, buyer) && isOnly(beside, buyer)) return 1;
  const buyers = new Set([buyer]);
  for (const one of [before, beside]) {
    if (one?.buyers) {
      for (const [other, day] of one.buyers) if (day >= month.from) buyers.add(other);
    } else if (one?.onlyBuyer !== undefined && lastSeen(one) >= month.from) {
      buyers.add(one.onlyBuyer);
    }
  }
  return buyers.size;
}

function isOnly(person: Person | undefined, buyer: string): boolean {
  return !person || (!person.buyers && person.onlyBuyer === buyer);
}

function lastSeen({ tally }: Person): number {
  return tally.days.at(-3) ?? 0;
}

function askMerchant(vector: OpenVector, asking: Asking): void {
  const { layers, trade, moment } = asking;
  const [settled] = layers;
  const merchant = trade[4];
  vector[MERCHANT_TODAY] = businessCount(asking, ['merchants', merchant], asking.today);
  vector[MERCHANT_YEAR] = businessCount(asking, ['merchants', merchant], asking.year);
  if (moment.day - settled.firstDay < AGE_FROM_DAYS) return;
  const first = settled.merchants.get(merchant)?.firstDay ?? moment.day;
  vector[MERCHANT_AGE] = moment.day - first;
  vector[NEWCOMERS] = newcomersOf(asking, first === moment.day);
}

function newcomersOf({ layers, trade, moment }: Asking, isNew: boolean): number {
  const [settled, batch] = layers;
  const [, , , , merchant, platform] = trade;
  const fresh = new Set(isNew ? [merchant] : []);
  for (const [code, since] of settled.newcomers.get(platform) ?? []) {
    if (since > moment.day - NEWCOMER_DAYS) fresh.add(code);
  }
  for (const [code] of batch.newcomers.get(platform) ?? []) {
    if (!settled.merchants.has(code)) fresh.add(code);
  }
  return fresh.size;
}

function businessCount(
  { layers, own }: Asking,
  [name, key]: readonly [BusinessName, string],
  days: Days,
): number {
  const [before, beside] = [layers[0][name].get(key), layers[1][name].get(key)];
  return own + countOn(before?.tally, days) + countOn(beside?.tally, days);
}

function askSurges(vector: OpenVector, asking: Asking): void {
  const watched = Math.min(SURGE_DAYS, asking.moment.day - asking.layers[0].firstDay);
  if (!(watched >= SURGE_FROM_DAYS)) return;
  const [, , , , merchant, platform, carrier] = asking.trade;
  vector[MERCHANT_SURGE] = surgeOf(asking, ['merchants', merchant], watched);
  vector[PLATFORM_SURGE] = surgeOf(asking, ['platforms', platform], watched);
  vector[CARRIER_SURGE] = surgeOf(asking, ['carriers', carrier], watched);
  let [hs, origin] = [0, 0];
  for (const [, hsCode, , originCountry] of asking.trade[10]) {
    hs = Math.max(hs, surgeOf(asking, ['codes', hsCode], watched));
    origin = Math.max(origin, surgeOf(asking, ['origins', originCountry], watched));
  }
  vector[HS_SURGE] = hs;
  vector[ORIGIN_SURGE] = origin;
}

/** Lists of today in percent of a usual day's: of the four weeks before, one a day at least. */
function surgeOf(
  { layers, moment, own, today }: Asking,
  [name, key]: readonly [BusinessName, string],
  watched: number,
): number {
  const before: Business | undefined = layers[0][name].get(key);
  const beside = layers[1][name].get(key);
  const earlier = { from: moment.day - watched, until: moment.day - 1 };
  const usual = Math.max(countOn(before?.tally, earlier), watched);
  const now = own + countOn(before?.tally, today) + countOn(beside?.tally, today);
  return Math.round((now * 100 * watched) / usual);
}

function askGoods(vector: OpenVector, { layers: [settled], trade }: Asking): void {
  const { articles, prices } = settled;
  for (const line of trade[10]) {
    const [article, hsCode, unit, , price] = line;
    const among = deviationOf(prices.get(`${hsCode} ${unit}`), price);
    vector[PRICE_DEVIATION] = lower(vector[PRICE_DEVIATION], among);
    const alone = deviationOf(articles.get(article)?.price, price);
    vector[ARTICLE_DEVIATION] = lower(vector[ARTICLE_DEVIATION], alone);
    const drift = driftOf(articles, line);
    const most = vector[HS_DRIFT] as number | undefined;
    if (drift !== undefined && !(most !== undefined && most >= drift)) vector[HS_DRIFT] = drift;
  }
  vector[WEIGHT_SHARE] = weightShareOf(articles, trade[10], trade[8]);
}

function lower(known: unknown, value: number | undefined): unknown {
  if (value === undefined) return known;
  return known === undefined || value < (known as number) ? value : known;
}

/** The weight of the list in percent of what its articles usually weigh together. */
function weightShareOf(
  articles: Windows['articles'],
  lines: readonly CountedLine[],
  grams: number,
): number | undefined {
  let usual = 0;
  for (const [article, , , , , quantity] of lines) {
    const one = usualOf(articles.get(article)?.weight);
    if (one === undefined) return undefined;
    usual += one * quantity;
  }
  return usual > 0 && grams > 0 ? Math.round((grams * 100) / usual) : undefined;
}

/** By how many basis points the code declared is taxed less than the usual one of the article. */
function driftOf(articles: Windows['articles'], line: CountedLine): number | undefined {
  const [key, hsCode, , , , , rate] = line;
  const article = articles.get(key);
  if (!article || article.count < CODE_FROM) return undefined;
  for (const [code, { count, rate: usual }] of article.codes) {
    if (count < article.count * CODE_SHARE) continue;
    if (code === hsCode) return 0;
    return usual === null || rate === null ? undefined : usual - rate;
  }
  return undefined;
}

function askReturns(vector: OpenVector, { layers: [settled], trade, month, year }: Asking): void {
  const [buyer, , , , merchant] = trade;
  vector[BUYER_RETURNS] = countOn(settled.buyers.get(buyer)?.returns, year);
  const business = settled.merchants.get(merchant);
  const sold = countOn(business?.tally, month);
  const back = countOn(business?.returns, month);
  if (sold > 0) vector[MERCHANT_RETURNS] = Math.round((back * 10_000) / sold);
}

/** The carrier's weight in percent of the declared one. */
export function carrierWeightShare(
  carrier: bigint | undefined,
  declared: bigint | undefined,
): number | undefined {
  if (carrier === undefined || declared === undefined || declared <= 0n) return undefined;
  return Number((carrier * 100n) / declared);
}
