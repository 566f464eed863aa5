/**
 * Counters, gauges and histograms in Prometheus' text format, written by hand because three small
 * types need no library. Source: Prometheus, "Exposition formats", text format 0.0.4.
 */

export type Labels = Readonly<Record<string, string>>;

export type Counter = { add(count?: number, labels?: Labels): void };
export type Gauge = { set(value: number, labels?: Labels): void };
/** Observes values in the metric's own unit (seconds, bytes). */
export type Histogram = { observe(value: number, labels?: Labels): void };

export type Metrics = {
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /**
   * Calls `read` before each rendering: for values that are asked for, such as the lag of a queue.
   */
  collect(read: () => Promise<void> | void): void;
  /**
   * All metrics as text. A `read` that fails is left out, so that monitoring survives a lost
   * database.
   */
  render(): Promise<string>;
};

type Sample = { name: string; labels: Labels; value: number };
type Family = { name: string; help: string; type: string; samples(): Sample[] };

/** An empty registry. A name asked for twice is a bug. */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>();
  const reads: (() => Promise<void> | void)[] = [];
  return {
    counter: (name, help) => {
      const values = createSeries(name);
      register({ name, help, type: 'counter', samples: values.samples });
      return {
        add: (count = 1, labels = {}) => {
          values.change(labels, (old) => old + count);
        },
      };
    },
    gauge: (name, help) => {
      const values = createSeries(name);
      register({ name, help, type: 'gauge', samples: values.samples });
      return {
        set: (value, labels = {}) => {
          values.change(labels, () => value);
        },
      };
    },
    histogram: (name, help, buckets) => {
      const parts = createBuckets(name, buckets);
      register({ name, help, type: 'histogram', samples: parts.samples });
      return { observe: parts.observe };
    },
    collect: (read) => {
      reads.push(read);
    },
    render: async () => {
      await Promise.allSettled(reads.map(async (read) => read()));
      return [...families.values()].map(renderFamily).join('');
    },
  };

  function register(family: Family): void {
    if (families.has(family.name)) throw new Error(`bug: metric ${family.name} is defined twice`);
    families.set(family.name, family);
  }
}

type Series = { change(labels: Labels, next: (old: number) => number): void; samples(): Sample[] };

function createSeries(name: string): Series {
  const kept = new Map<string, Sample>();
  return {
    change: (labels, next) => {
      const key = renderLabels(labels);
      const sample = kept.get(key) ?? { name, labels, value: 0 };
      kept.set(key, { ...sample, value: next(sample.value) });
    },
    samples: () => [...kept.values()],
  };
}

function createBuckets(name: string, buckets: readonly number[]) {
  const counts = createSeries(name + '_bucket');
  const sum = createSeries(name + '_sum');
  const count = createSeries(name + '_count');
  const limits = [...buckets, Infinity];
  return { observe, samples: () => [...counts.samples(), ...sum.samples(), ...count.samples()] };

  function observe(value: number, labels: Labels = {}): void {
    for (const limit of limits) {
      const le = limit === Infinity ? '+Inf' : String(limit);
      counts.change({ ...labels, le }, (old) => old + (value <= limit ? 1 : 0));
    }
    sum.change(labels, (old) => old + value);
    count.change(labels, (old) => old + 1);
  }
}

function renderFamily(family: Family): string {
  const head = `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} ${family.type}\n`;
  const lines = family
    .samples()
    .map(({ name, labels, value }) => `${name}${renderLabels(labels)} ${value}\n`);
  return head + lines.join('');
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
