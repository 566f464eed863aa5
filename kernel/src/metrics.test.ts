import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('counters, gauges and histograms are written as Prometheus reads them', async () => {
  const metrics = createMetrics();
  const filed = metrics.counter('filed_total', 'Documents filed.');
  filed.add();
  filed.add(2, { type: 'CEB621' });
  metrics.gauge('lag', 'Events waiting.').set(7, { subscriber: 'a"b\\c\nd' });
  const seconds = metrics.histogram('seconds', 'Time.', [0.1, 1]);
  seconds.observe(0.05);
  seconds.observe(0.5);
  expect(await metrics.render()).toBe(
    [
      '# HELP filed_total Documents filed.',
      '# TYPE filed_total counter',
      'filed_total 1',
      'filed_total{type="CEB621"} 2',
      '# HELP lag Events waiting.',
      '# TYPE lag gauge',
      'lag{subscriber="a\\"b\\\\c\\nd"} 7',
      '# HELP seconds Time.',
      '# TYPE seconds histogram',
      'seconds_bucket{le="0.1"} 1',
      'seconds_bucket{le="1"} 2',
      'seconds_bucket{le="+Inf"} 2',
      'seconds_sum 0.55',
      'seconds_count 2',
      '',
    ].join('\n'),
  );
});

test('values are asked for at each rendering, and one that fails spoils no other', async () => {
  const metrics = createMetrics();
  const lag = metrics.gauge('lag', 'Events waiting.');
  metrics.collect(() => Promise.reject(new Error('no database')));
  metrics.collect(() => {
    lag.set(3);
  });
  expect(await metrics.render()).toContain('lag 3');
});

test('a name is defined once', () => {
  const metrics = createMetrics();
  metrics.counter('a', '');
  expect(() => metrics.gauge('a', '')).toThrow('twice');
});
