import type { Metrics } from '@pilotzone/kernel/metrics';
import type { Platform } from './compose.ts';

/**
 * How the platform stands, for whoever watches it by /metrics: the line to customs and what waits
 * before it, and how far events are behind. Asked for at each reading; numbers only, because probes
 * are public.
 */
export function measurePlatform(
  metrics: Metrics,
  { gateway, dispatcher, singleWindow, runtime }: Platform,
): Metrics {
  const up = metrics.gauge('pilotzone_customs_link_up', 'Whether customs can be reached, 1 or 0.');
  const queued = metrics.gauge('pilotzone_customs_queued', 'Messages that wait for customs.');
  const age = metrics.gauge(
    'pilotzone_customs_oldest_queued_seconds',
    'How long the oldest of them has waited.',
  );
  const lists = metrics.gauge('pilotzone_customs_lists', 'Lists at customs without an answer.');
  const pending = metrics.gauge('pilotzone_events_pending', 'Events not yet handed over.');
  const failing = metrics.gauge(
    'pilotzone_events_failing',
    'Whether a subscriber fails and is retried, 1 or 0.',
  );
  metrics.collect(async () => {
    const link = await gateway.state();
    up.set(link.state === 'up' ? 1 : 0);
    queued.set(link.waiting);
    age.set(link.oldest === null ? 0 : (runtime.clock.now() - link.oldest) / 1_000);
    lists.set(await singleWindow.countSent());
  });
  metrics.collect(async () => {
    for (const subscriber of await dispatcher.lag()) {
      pending.set(subscriber.pending, { subscriber: subscriber.name });
      failing.set(subscriber.failing ? 1 : 0, { subscriber: subscriber.name });
    }
  });
  return metrics;
}
