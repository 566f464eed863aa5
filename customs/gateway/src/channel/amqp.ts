import { connect } from 'amqplib';
import type { ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Log } from '@pilotzone/kernel/log';
import { BATCH_PARCELS_MAX, directionsOf } from './channel.ts';
import type { Channel, ChannelRole, ParcelHandler } from './channel.ts';
import { startLoop } from './loop.ts';
import type { Loop } from './loop.ts';

export type AmqpOptions = {
  readonly role: ChannelRole;
  readonly log: Log;
  /** The queues are `<queue>.out` and `<queue>.in`; made, durable, where they are missing. */
  readonly queue: string;
};

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A pair of durable queues in RabbitMQ (AMQP 0-9-1). Messages are persistent and confirmed by the
 * broker; a message received is acknowledged when its handler resolves, and requeued otherwise.
 */
export function openAmqp(url: string, options: AmqpOptions): Channel {
  const { log, queue } = options;
  const { read, write } = directionsOf(options.role);
  const name = `queue ${queue} at ${new URL(url).host}`;
  let sender: Promise<Session> | undefined;
  let receiver: Session | undefined;
  let loop: Loop | undefined;
  return {
    name,
    send: async (parcels) => {
      const { channel } = await openSender();
      for (const { id, body } of parcels)
        channel.sendToQueue(`${queue}.${write}`, Buffer.from(body), {
          ...(id === '' ? {} : { messageId: id }),
          persistent: true,
          contentType: 'application/xml',
        });
      await channel.waitForConfirms();
    },
    receive: (handler) => {
      loop = startLoop(() => consume(handler), { log, what: `reading ${name}` });
    },
    close: async () => {
      await Promise.all([loop?.stop(), receiver?.close()]);
      const session = await sender?.catch(() => undefined);
      await session?.close();
    },
  };

  function openSender(): Promise<Session> {
    sender ??= openSession(url, `${queue}.${write}`).then((session) => {
      void session.closed.then(() => {
        sender = undefined;
      });
      return session;
    });
    sender.catch(() => {
      sender = undefined;
    });
    return sender;
  }

  /** Consumes until the connection is lost or closed. */
  async function consume(handler: ParcelHandler): Promise<void> {
    const session = await openSession(url, `${queue}.${read}`);
    receiver = session;
    if (loop?.isStopped()) await session.close();
    await session.channel.prefetch(BATCH_PARCELS_MAX);
    const batches = gather(session, handler);
    await session.channel.consume(`${queue}.${read}`, batches.add);
    await session.closed;
    await batches.settled();
    if (!loop?.isStopped()) throw new Error(`the connection to ${name} was lost`);
  }
}

type Session = {
  readonly channel: ConfirmChannel;
  /** Resolves when the connection is gone, whoever closed it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
};

async function openSession(url: string, queue: string): Promise<Session> {
  const connection: ChannelModel = await connect(url, { timeout: CONNECT_TIMEOUT_MS });
  const closed = new Promise<void>((resolve) => {
    connection.on('close', () => {
      resolve();
    });
  });
  // 'close' follows and tells what is to be done.
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  channel.on('close', () => {
    connection.close().catch(() => undefined);
  });
  await channel.assertQueue(queue, { durable: true });
  return {
    channel,
    closed,
    close: async () => {
      await connection.close().catch(() => undefined);
      await closed;
    },
  };
}

// A batch that failed goes back into the queue after this, so that an outage does not spin.
const REQUEUE_AFTER_MS = 500;

/** Makes batches of what the broker pushes: one at work, the rest gathered for the next. */
function gather({ channel }: Session, handler: ParcelHandler) {
  const waiting: ConsumeMessage[] = [];
  let working: Promise<void> | undefined;
  return {
    add: (message: ConsumeMessage | null) => {
      if (message) waiting.push(message);
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    settled: async () => {
      await working;
    },
  };

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH_PARCELS_MAX);
      try {
        await handler(batch.map(({ properties, content }) => parcelOf(properties, content)));
        for (const message of batch) attempt(() => channel.ack(message));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, REQUEUE_AFTER_MS));
        for (const message of batch) attempt(() => channel.nack(message, false, true));
      }
    }
  }
}

function parcelOf({ messageId }: { messageId?: unknown }, content: Buffer) {
  return { id: typeof messageId === 'string' ? messageId : '', body: content };
}

/** On a channel that was closed meanwhile: the broker delivers what was not acknowledged again. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The loop opens a new connection.
  }
}
