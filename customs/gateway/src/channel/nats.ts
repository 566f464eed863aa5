import { AckPolicy, jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import type { Consumer, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Log } from '@pilotzone/kernel/log';
import { BATCH_PARCELS_MAX, directionsOf } from './channel.ts';
import type { Channel, ChannelRole, Parcel, ParcelHandler } from './channel.ts';
import { startLoop } from './loop.ts';
import type { Loop } from './loop.ts';

export type NatsOptions = {
  readonly role: ChannelRole;
  readonly log: Log;
  /**
   * The subjects are `<subject>.out` and `<subject>.in`, each a work queue stream on disk; made
   * where they are missing.
   */
  readonly subject: string;
};

const FETCH_WAIT_MS = 1_000;
// A message whose reader says nothing within this is delivered again: soon after it was killed.
const ACK_WAIT_NANOS = 10_000_000_000;
// A reader that is at work says so meanwhile, however long it takes.
const WORKING_EVERY_MS = 3_000;
const REDELIVER_AFTER_MS = 500;

type Session = {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
};

/**
 * A pair of NATS JetStream work queues. What is sent is on the server's disk when `send` resolves;
 * a message received is acknowledged when its handler resolves, and delivered again otherwise. The
 * server's `max_payload`, 1 MB where it was not raised, bounds a message.
 */
export function openNats(url: string, options: NatsOptions): Channel {
  const { log, subject } = options;
  const { read, write } = directionsOf(options.role);
  const name = `subject ${subject} at ${new URL(url).host}`;
  let opening: Promise<Session> | undefined;
  let consumer: Consumer | undefined;
  let loop: Loop | undefined;
  return { name, send, receive, close };

  async function send(parcels: Parameters<Channel['send']>[0]): Promise<void> {
    const { client, connection } = await session();
    checkSizes(parcels, connection.info?.max_payload ?? 0);
    await Promise.all(
      parcels.map(({ id, body }) => {
        const header = headers();
        // JetStream drops what it has seen under this id within its window; so may we ask again.
        if (id !== '') header.set('Nats-Msg-Id', id);
        return client.publish(`${subject}.${write}`, body, { headers: header });
      }),
    );
  }

  function receive(handler: ParcelHandler): void {
    loop = startLoop(() => fetchBatch(handler), { log, what: `reading ${name}` });
  }

  async function close(): Promise<void> {
    await loop?.stop();
    const open = await opening?.catch(() => undefined);
    await open?.connection.close();
  }

  function session(): Promise<Session> {
    opening ??= openSession(url, [`${subject}.in`, `${subject}.out`]).then((opened) => {
      void opened.connection.closed().then(() => {
        opening = undefined;
        consumer = undefined;
      });
      return opened;
    });
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  }

  async function fetchBatch(handler: ParcelHandler): Promise<void> {
    const { client } = await session();
    consumer ??= await client.consumers.get(streamOf(`${subject}.${read}`), CONSUMER);
    await takeBatch(consumer, handler);
  }
}

async function takeBatch(consumer: Consumer, handler: ParcelHandler): Promise<void> {
  const batch: JsMsg[] = [];
  const found = await consumer.fetch({ max_messages: BATCH_PARCELS_MAX, expires: FETCH_WAIT_MS });
  for await (const message of found) batch.push(message);
  if (batch.length === 0) return;
  const working = setInterval(() => {
    for (const message of batch) message.working();
  }, WORKING_EVERY_MS);
  try {
    await handler(
      batch.map(({ headers: head, data }) => ({ id: head?.get('Nats-Msg-Id') ?? '', body: data })),
    );
  } catch (error) {
    for (const message of batch) message.nak(REDELIVER_AFTER_MS);
    throw error;
  } finally {
    clearInterval(working);
  }
  // Confirmed by the server: an acknowledgement that is lost would have it delivered again.
  await Promise.all(batch.map((message) => message.ackAck()));
}

function checkSizes(parcels: readonly Parcel[], largest: number): void {
  const tooLarge = parcels.find(({ body }) => largest > 0 && body.byteLength > largest);
  if (!tooLarge) return;
  const has = `a message has ${String(tooLarge.body.byteLength)} bytes`;
  throw new Error(`${has}; raise max_payload of the NATS server, which is ${String(largest)}`);
}

const CONSUMER = 'pilotzone';

async function openSession(url: string, subjects: readonly string[]): Promise<Session> {
  const { protocol, host, username, password } = new URL(url);
  const connection = await connect({
    servers: host,
    ...(username === '' ? {} : { user: decodeURIComponent(username) }),
    ...(password === '' ? {} : { pass: decodeURIComponent(password) }),
    ...(protocol === 'natss:' ? { tls: {} } : {}),
    maxReconnectAttempts: -1,
    timeout: 5_000,
  });
  try {
    const manager = await jetstreamManager(connection);
    for (const subject of subjects) {
      const stream = streamOf(subject);
      const known = await manager.streams.info(stream).catch(() => undefined);
      if (!known)
        await manager.streams.add({
          name: stream,
          subjects: [subject],
          retention: RetentionPolicy.Workqueue,
        });
      await ensureConsumer(manager, stream);
    }
    return { connection, client: jetstream(connection) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** One that an earlier version made waits longer. */
async function ensureConsumer(manager: JetStreamManager, stream: string): Promise<void> {
  const known = await manager.consumers.info(stream, CONSUMER).catch(() => undefined);
  if (known?.config.ack_wait === ACK_WAIT_NANOS) return;
  if (known) await manager.consumers.update(stream, CONSUMER, { ack_wait: ACK_WAIT_NANOS });
  else
    await manager.consumers.add(stream, {
      durable_name: CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ACK_WAIT_NANOS,
    });
}

/** The stream that keeps a subject. */
function streamOf(subject: string): string {
  return subject.replace(/[^A-Za-z0-9_-]+/g, '_').toUpperCase();
}
