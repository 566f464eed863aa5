/**
 * Median and spread of a stream of positive numbers in little room: a histogram of logarithms,
 * sixteen bins to the doubling, so that any quantile is right within 2.2 %.
 */
export type Sketch = {
  readonly bins: Map<number, number>;
  count: number;
  /** Of the bins; known from `KNOWN_FROM` values on. */
  median: number;
  /** Median of the distances from the median, in bins. */
  spread: number;
  /** The count at which median and spread are computed next. */
  due: number;
};

const BINS_A_DOUBLING = 16;
/** With fewer values nothing is said. */
export const KNOWN_FROM = 30;
/** Makes the median distance comparable with a standard deviation. */
const NORMAL = 1.4826;
/** What is always of one price still deviates by a tenth without meaning anything. */
const SPREAD_MIN = 2;

/** A sketch of nothing. */
export function emptySketch(): Sketch {
  return { bins: new Map(), count: 0, median: 0, spread: 0, due: KNOWN_FROM };
}

/**
 * Takes one value. Median and spread are computed anew each time the count has grown by a
 * sixteenth: they follow from the values and their order, not from when somebody asks.
 */
export function addValue(sketch: Sketch, value: number): void {
  if (!(value > 0)) return;
  const bin = binOf(value);
  sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + 1);
  sketch.count += 1;
  if (sketch.count < sketch.due) return;
  sketch.due = sketch.count + (sketch.count >> 4) + 1;
  const bins = [...sketch.bins].sort(([a], [b]) => a - b);
  sketch.median = middleOf(bins, sketch.count);
  const distances = bins
    .map(([at, count]): [number, number] => [Math.abs(at - sketch.median), count])
    .sort(([a], [b]) => a - b);
  sketch.spread = middleOf(distances, sketch.count);
}

function middleOf(bins: readonly (readonly [number, number])[], count: number): number {
  let left = count / 2;
  for (const [bin, here] of bins) {
    left -= here;
    if (left <= 0) return bin;
  }
  return 0;
}

function binOf(value: number): number {
  return Math.round(Math.log2(value) * BINS_A_DOUBLING);
}

/**
 * The robust z-score of the value's logarithm in hundredths: below -300 it is far below what is
 * usual. Unknown before there is a history.
 */
export function deviationOf(sketch: Sketch | undefined, value: number): number | undefined {
  if (!sketch || sketch.count < KNOWN_FROM || !(value > 0)) return undefined;
  const spread = Math.max(sketch.spread, SPREAD_MIN) * NORMAL;
  return Math.round(((binOf(value) - sketch.median) / spread) * 100);
}

/** The usual value; unknown before there is a history. */
export function usualOf(sketch: Sketch | undefined): number | undefined {
  if (!sketch || sketch.count < KNOWN_FROM) return undefined;
  return 2 ** (sketch.median / BINS_A_DOUBLING);
}
