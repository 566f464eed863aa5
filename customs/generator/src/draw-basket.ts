import { UNITS_PER_FEN, UNITS_PER_ONE } from '@pilotzone/kernel/money';
import { BONDED_ONLY_PRODUCTS, DEAR_PRODUCTS, PRODUCTS } from './products.ts';
import type { Product } from './products.ts';
import type { Parties } from './parties.ts';
import type { World } from './world.ts';

/** So many of one article at one price (units of 1/100 000 CNY). */
export type Article = {
  readonly product: Product;
  readonly count: number;
  readonly price: bigint;
};

export type Basket = {
  readonly articles: readonly Article[];
  readonly freight: bigint;
  /** Paid by coupon 优惠券: lowers what is paid, not what is taxed. */
  readonly coupon: bigint;
  readonly tradeMode: string;
};

/** What a purchase must be like so that a fault can be put into it. */
export type Wish = {
  readonly tradeMode?: '1210' | '1239' | '9610';
  readonly linesMin?: number;
  /**
   * Fixes the kind of goods: dear single items, bonded-only goods, a purchase near the limit, or
   * one cheap article.
   */
  readonly goods?: 'dear' | 'bonded-only' | 'big' | 'small';
  /** Only goods that satisfy this. */
  readonly only?: (product: Product) => boolean;
  /** One article of these goods, so many of it, at so many percent of its usual price. */
  readonly fixed?: { readonly product: Product; readonly count: number; readonly percent?: number };
  /** A code under which the goods are declared instead of their own. */
  readonly declaredAs?: string;
  /** Companies that take part; the others are drawn. */
  readonly parties?: Partial<Parties>;
};

/** Of the single-transaction limit, in percent: ordinary baskets stay well below it. */
const ORDINARY_MAX = 90n;
const BIG = { min: 80n, max: 98n };

/** Local rules allow 1239 from this day (supervision modes of the demo zone). */
const MODE_1239_FROM = '2016-12-01';

/** Draws a basket of 1 to 6 articles that clears, within `wish`. */
export function drawBasket(world: World, wish: Wish): Basket {
  const { random } = world;
  const tradeMode = wish.tradeMode ?? drawMode(world);
  const articles = drawArticles(world, wish);
  const goods = priceOf(articles);
  const freeShipping = wish.goods === 'big' || random.chance(tradeMode === '9610' ? 0.2 : 0.6);
  const freight = freeShipping
    ? 0n
    : yuan(tradeMode === '9610' ? random.integer(25, 90) : random.integer(6, 18));
  const isCouponed = random.chance(0.15) && goods > yuan(120);
  return {
    articles,
    freight,
    coupon: isCouponed ? yuan(random.integer(1, 10) * 5) : 0n,
    tradeMode,
  };
}

/** What the goods cost, without freight. */
export function priceOf(articles: readonly Article[]): bigint {
  return articles.reduce((sum, { price, count }) => sum + price * BigInt(count), 0n);
}

/** So many percent of the day's single-transaction limit. */
function ofLimit({ regime }: World, percent: bigint): bigint {
  return (regime.singleLimit.units * percent) / 100n;
}

function drawMode({ random, day }: World): string {
  if (random.chance(0.02) && day >= MODE_1239_FROM) return '1239';
  return random.chance(0.7) ? '1210' : '9610';
}

function drawArticles(world: World, wish: Wish): Article[] {
  const { random } = world;
  if (wish.fixed) return [drawFixed(world, wish.fixed)];
  if (wish.goods === 'dear')
    return [drawArticle(world, random.pick(world.onOffer(DEAR_PRODUCTS)), 1)];
  if (wish.goods === 'bonded-only')
    return [drawArticle(world, random.pick(world.onOffer(BONDED_ONLY_PRODUCTS)), 1)];
  if (wish.goods === 'big') return [drawBig(world)];
  if (wish.goods === 'small') return [drawArticle(world, random.pick(cheapGoods(world)), 1)];
  const offered = world.onOffer(PRODUCTS);
  const products = wish.only ? offered.filter(wish.only) : offered;
  const lines = Math.max(wish.linesMin ?? 1, random.pick([1, 1, 1, 2, 2, 3, 3, 4, 5, 6]));
  const articles: Article[] = [];
  const used = new Set<Product>();
  while (articles.length < lines) {
    const product = random.pick(products);
    if (used.has(product) && used.size < products.length) continue;
    used.add(product);
    const article = drawArticle(world, product, random.pick([1, 1, 1, 2, 2, 3, 4]));
    if (priceOf([...articles, article]) <= ofLimit(world, ORDINARY_MAX)) articles.push(article);
    else if (articles.length >= (wish.linesMin ?? 1)) break;
    else articles.length = 0;
  }
  return articles;
}

function drawArticle({ random }: World, product: Product, count: number): Article {
  const whole = yuan(random.integer(product.priceMin, product.priceMax));
  const price = random.chance(0.4) ? whole - 10n * UNITS_PER_FEN : whole;
  return { product, count, price };
}

function drawFixed(world: World, { product, count, percent = 100 }: NonNullable<Wish['fixed']>) {
  const article = drawArticle(world, product, count);
  const price = (article.price * BigInt(percent)) / 100n;
  return { ...article, price: price - (price % UNITS_PER_FEN) };
}

function cheapGoods(world: World): Product[] {
  return world.onOffer(PRODUCTS).filter((product) => product.priceMax < 400);
}

/** One article, as often as comes near the limit. */
function drawBig(world: World): Article {
  const cheap = cheapGoods(world);
  const [min, max] = [ofLimit(world, BIG.min), ofLimit(world, BIG.max)];
  for (;;) {
    const article = drawArticle(world, world.random.pick(cheap), 1);
    const count = Number(max / article.price);
    if (article.price * BigInt(count) >= min) return { ...article, count };
  }
}

function yuan(amount: number): bigint {
  return BigInt(amount) * UNITS_PER_ONE;
}
