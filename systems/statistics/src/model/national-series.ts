/**
 * National figures of cross-border e-commerce as customs and others published them, as reference
 * beside the zone's own numbers. Facts, not sentences; each with where it was seen. Units of 100
 * million CNY (亿元), shares in tenths of a percent. The two series must never be mixed: the platform
 * series counts lists of the unified system only and ended with 2019.
 */
export type NationalSeries = 'full-caliber' | 'platform';

export type NationalFigure = {
  readonly series: NationalSeries;
  readonly year: number;
  /** January's estimate, or the survey's result that replaced it. */
  readonly kind: 'preliminary' | 'final';
  readonly total: number;
  /** Growth as printed, tenths of a percent. */
  readonly growth: number | undefined;
  /** `found`: seen on a public page; `memory`: from recollection, to be checked before use. */
  readonly seen: 'found' | 'derived' | 'memory';
  readonly source: string;
};

type Row = readonly [
  year: number,
  kind: NationalFigure['kind'],
  total: number,
  growth: number | undefined,
  seen: NationalFigure['seen'],
  source: string,
];

const FULL: readonly Row[] = [
  [2018, 'final', 10_600, undefined, 'found', 'panexwd.com 2024'],
  [2019, 'final', 12_900, undefined, 'memory', ''],
  [2020, 'preliminary', 16_900, 311, 'found', 'globaltimes.cn/page/202101/1212876.shtml'],
  [2020, 'final', 16_200, 257, 'derived', 'en.56ok.com/topic/detail-899436'],
  [2021, 'preliminary', 19_800, 150, 'found', 'chinaservicesinfo.com/s/202203/09'],
  [2021, 'final', 19_200, 186, 'memory', ''],
  [2022, 'preliminary', 21_100, 98, 'found', 'en.people.cn/n3/2023/0224/c90000-10212380.html'],
  [2022, 'final', 20_578, 71, 'found', 'ssopdot.com/blog/6363.html'],
  [2023, 'preliminary', 23_800, 156, 'found', 'equalocean.com/news/2024011320441'],
  [2023, 'final', 23_700, 153, 'memory', ''],
  [2024, 'preliminary', 26_300, 108, 'memory', ''],
  [2024, 'final', 27_100, 140, 'memory', ''],
  [2025, 'preliminary', 27_500, undefined, 'found', 'en.56ok.com/topic/detail-899436'],
];

const PLATFORM: readonly Row[] = [
  [2017, 'final', 902.4, 806, 'memory', ''],
  [2018, 'final', 1347, 500, 'memory', ''],
  [2019, 'final', 1862.1, 383, 'memory', ''],
];

function rows(series: NationalSeries, all: readonly Row[]): NationalFigure[] {
  return all.map(([year, kind, total, growth, seen, source]) => ({
    ...{ series, year, kind, total, growth, seen, source },
  }));
}

/** All reference figures. */
export const NATIONAL_FIGURES: readonly NationalFigure[] = [
  ...rows('full-caliber', FULL),
  ...rows('platform', PLATFORM),
];

/** A printed growth held against the totals that are printed beside it. */
export type GrowthCheck = NationalFigure & {
  /** Growth on each total of the year before, tenths of a percent. */
  readonly computed: readonly { readonly on: NationalFigure['kind']; readonly growth: number }[];
  /**
   * `agrees` with one of them within what rounding of the totals allows; `contradicts` all of them;
   * `unchecked` where nothing was printed or no year stands before.
   */
  readonly verdict: 'agrees' | 'contradicts' | 'unchecked';
};

/** Totals are printed to three digits: half of the last one, of the year and of the one before. */
function roundingOf(total: number): number {
  return total >= 10_000 ? 50 : total >= 1000 ? 0.5 : 0.05;
}

/** Every figure with its growth computed again; contradictions of the sources stay visible. */
export function checkGrowth(figures: readonly NationalFigure[] = NATIONAL_FIGURES): GrowthCheck[] {
  return figures.map((figure) => {
    const before = figures.filter(
      ({ series, year }) => series === figure.series && year === figure.year - 1,
    );
    const computed = before.map(({ kind, total }) => ({
      ...{ on: kind, growth: Math.round((figure.total / total - 1) * 1000) },
    }));
    const { growth } = figure;
    if (growth === undefined || before.length === 0)
      return { ...figure, computed, verdict: 'unchecked' };
    const agrees = before.some(({ total }) => {
      const [up, down] = [roundingOf(figure.total), roundingOf(total)];
      const most = ((figure.total + up) / (total - down) - 1) * 1000 + 0.5;
      const least = ((figure.total - up) / (total + down) - 1) * 1000 - 0.5;
      return growth >= least && growth <= most;
    });
    return { ...figure, computed, verdict: agrees ? 'agrees' : 'contradicts' };
  });
}
