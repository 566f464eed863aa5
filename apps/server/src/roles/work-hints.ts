import { setTimeout as sleep } from 'node:timers/promises';
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Log } from '@pilotzone/kernel/log';
import type { Bus } from './bus.ts';

export type HintNeeds = {
  readonly servers: readonly string[];
  readonly zoneCode: string;
  readonly log: Log;
  /** While there is one. */
  connection(): NatsConnection | undefined;
};

const CONSUMER = 'clearing';
// A hint about work that nobody took for so long helps nobody: everybody has looked since.
const HINT_AGE_MS = 60_000;
const HINTS_MAX = 10_000;
const FETCH_WAIT_MS = 5_000;
const AFTER_FAILURE_MS = 500;
const REPLICAS = 3;
const NANOS_PER_MS = 1_000_000;

/** Hints that a message stands in line, each to one free process: a JetStream work queue. */
export function createHints(
  needs: HintNeeds,
): Pick<Bus, 'offerWork' | 'takeWork'> & { stop(): void } {
  const { zoneCode, log } = needs;
  const subject = `pilotzone.${zoneCode}.work`;
  let known: NatsConnection | undefined;
  let isStopped = false;
  return {
    offerWork,
    takeWork: (handler, isFree) => void takeAll(handler, isFree),
    stop: () => {
      isStopped = true;
    },
  };

  function offerWork(): void {
    const connection = needs.connection();
    if (!connection) return;
    offer(connection).catch((error: unknown) => {
      known = undefined;
      log.debug({ reason: reasonOf(error) }, 'a hint was not taken by NATS');
    });
  }

  async function offer(connection: NatsConnection): Promise<void> {
    await ensureStream(connection);
    await jetstream(connection).publish(subject, undefined, { timeout: 2_000, retries: 1 });
  }

  async function takeAll(handler: () => void, isFree: () => Promise<void>): Promise<void> {
    while (!isStopped) {
      await isFree();
      try {
        await takeOne(handler);
      } catch (error) {
        known = undefined;
        log.debug({ reason: reasonOf(error) }, 'no hints from NATS now');
        await sleep(AFTER_FAILURE_MS, undefined, { ref: false });
      }
    }
  }

  async function takeOne(handler: () => void): Promise<void> {
    const connection = needs.connection();
    if (!connection) throw new Error('not connected');
    await ensureStream(connection);
    const consumer = await jetstream(connection).consumers.get(streamOf(zoneCode), CONSUMER);
    const hints = await consumer.fetch({ max_messages: 1, expires: FETCH_WAIT_MS });
    for await (const hint of hints) {
      handler();
      hint.ack();
    }
  }

  async function ensureStream(connection: NatsConnection): Promise<void> {
    if (known === connection) return;
    await makeStream(connection, { ...needs, subject });
    known = connection;
  }
}

/** Makes stream and consumer where they are missing: in memory, for hints may be lost. */
async function makeStream(
  connection: NatsConnection,
  about: { zoneCode: string; subject: string; servers: readonly string[] },
): Promise<void> {
  const manager = await jetstreamManager(connection);
  const name = streamOf(about.zoneCode);
  const known = await manager.streams.info(name).catch(() => undefined);
  if (!known)
    await manager.streams.add({
      name,
      subjects: [about.subject],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.Memory,
      discard: DiscardPolicy.Old,
      max_age: HINT_AGE_MS * NANOS_PER_MS,
      max_msgs: HINTS_MAX,
      num_replicas: about.servers.length >= REPLICAS ? REPLICAS : 1,
    });
  await manager.consumers.add(name, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: FETCH_WAIT_MS * NANOS_PER_MS,
  });
}

function streamOf(zoneCode: string): string {
  return `PILOTZONE_${zoneCode}`;
}

/** What went wrong, for the log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
