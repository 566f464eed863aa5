import { readLastSaved } from '@pilotzone/kernel/backup/note-backup';
import type { Gate } from '@pilotzone/kernel/http';
import type { Metrics } from '@pilotzone/kernel/metrics';
import type { Platform } from './compose.ts';

/**
 * How the platform stands, for whoever watches it by /metrics: the line to customs and what waits
 * before it, and how far events are behind. Asked for at each reading; numbers only, because probes
 * are public.
 */
export function measurePlatform(
  metrics: Metrics,
  { gateway, dispatcher, singleWindow, runtime, replica, ...platform }: Platform,
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
  measureBackup(metrics, runtime);
  measureOthers(metrics, { replica, ...platform });
  return metrics;
}

/** How old the last backup is, for an alarm that wakes somebody. */
function measureBackup(metrics: Metrics, { db, clock }: Platform['runtime']): void {
  const age = metrics.gauge(
    'pilotzone_backup_age_seconds',
    'Age of the last `pilotzone backup`, or of what the server archived since; -1 without any.',
  );
  metrics.collect(async () => {
    const { backupAt, archivedAt } = await readLastSaved(db);
    const last = Math.max(backupAt ?? -Infinity, archivedAt ?? -Infinity);
    age.set(Number.isFinite(last) ? (clock.now() - last) / 1_000 : -1);
  });
}

/** How far the replica is behind, and what waits to be cleared by another process. */
function measureOthers(
  metrics: Metrics,
  {
    replica,
    apart,
    informationSharing,
  }: Pick<Platform, 'replica' | 'apart' | 'informationSharing'>,
): void {
  if (replica) {
    const up = metrics.gauge(
      'pilotzone_replica_up',
      'Whether the replica answers reports, 1 or 0.',
    );
    const lag = metrics.gauge('pilotzone_replica_lag_seconds', 'How far the replica is behind.');
    metrics.collect(async () => {
      const { state, lagMs } = await replica.state();
      up.set(state === 'up' ? 1 : 0);
      if (lagMs !== null) lag.set(lagMs / 1_000);
    });
  }
  if (!apart) return;
  const bus = metrics.gauge('pilotzone_bus_up', 'Whether NATS can be reached, 1 or 0.');
  const waiting = metrics.gauge('pilotzone_handed_in', 'Messages that wait to be cleared.');
  const turn = metrics.gauge('pilotzone_turn', 'Whether the turn is this process’s, 1 or 0.');
  metrics.collect(async () => {
    bus.set(apart.bus.state() === 'up' ? 1 : 0);
    waiting.set((await informationSharing.countHandedIn()).waiting);
    for (const name of ['gateway', 'jobs'] as const)
      turn.set(apart.isMyTurn(name) ? 1 : 0, { turn: name });
  });
}

/** How full the intake of messages by HTTP is, and how many it turned away. */
export function measureGate(metrics: Metrics, gate: Gate): void {
  const waiting = metrics.gauge('pilotzone_intake_waiting', 'Messages by HTTP not yet answered.');
  const bytes = metrics.gauge('pilotzone_intake_waiting_bytes', 'Bytes of them.');
  const refused = metrics.gauge(
    'pilotzone_intake_refused',
    'Messages turned away with 503 because too many waited, since the start.',
  );
  const wait = metrics.gauge(
    'pilotzone_intake_wait_seconds',
    'How long a message that comes now would wait, expected from how fast others left.',
  );
  metrics.collect(() => {
    const load = gate.load();
    wait.set(load.waitMs / 1000);
    waiting.set(load.requests);
    bytes.set(load.bytes);
    refused.set(load.refused);
  });
}
