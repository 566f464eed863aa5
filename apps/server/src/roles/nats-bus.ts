import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Log } from '@pilotzone/kernel/log';
import type { Bus, Topic } from './bus.ts';
import { createHints, reasonOf } from './work-hints.ts';

export type NatsBusNeeds = {
  /** `nats://HOST:PORT` of each server of the cluster. */
  readonly servers: readonly string[];
  readonly zoneCode: string;
  readonly log: Log;
};

const AFTER_FAILURE_MS = 2_000;

/**
 * Wake-ups over NATS: hints about work through a JetStream work queue, so that each goes to one
 * process that is free, everything else to all. Connects in the background and for ever; a broker
 * that is away delays nobody but by the pause between two looks.
 */
export function openNatsBus(needs: NatsBusNeeds): Bus {
  const { zoneCode, log } = needs;
  const prefix = `pilotzone.${zoneCode}`;
  const heard: { subject: string; handler: () => void }[] = [];
  let connection: NatsConnection | undefined;
  let isUp = false;
  let isClosed = false;
  const hints = createHints({ ...needs, connection: () => (isUp ? connection : undefined) });
  void open();
  return { ...hints, tell, hear, state: () => (isUp ? 'up' : 'down'), close };

  async function open(): Promise<void> {
    while (!isClosed) {
      try {
        connection = await connect({ ...serversOf(needs.servers), ...PATIENT });
        isUp = true;
        for (const one of heard) listen(connection, one);
        void watch(connection);
        return;
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'NATS cannot be reached; looking by turns');
        await sleep(AFTER_FAILURE_MS, undefined, { ref: false });
      }
    }
  }

  async function watch(open: NatsConnection): Promise<void> {
    for await (const { type } of open.status()) {
      if (type === 'disconnect') {
        isUp = false;
        log.warn('NATS went away; looking by turns');
      }
      if (type === 'reconnect') {
        isUp = true;
        log.info('NATS is back');
      }
    }
    isUp = false;
  }

  function tell(topic: Topic, id?: string): void {
    if (!connection || !isUp) return;
    try {
      connection.publish(subjectOf(topic, id));
    } catch (error) {
      log.debug({ reason: reasonOf(error) }, 'a wake-up was not sent');
    }
  }

  function hear(topic: Topic, handler: () => void, id?: string): void {
    const one = { subject: subjectOf(topic, id), handler };
    heard.push(one);
    if (connection) listen(connection, one);
  }

  function subjectOf(topic: Topic, id: string | undefined): string {
    return id === undefined ? `${prefix}.${topic}` : `${prefix}.${topic}.${id}`;
  }

  async function close(): Promise<void> {
    isClosed = true;
    hints.stop();
    await connection?.close().catch(() => undefined);
  }
}

const PATIENT = { maxReconnectAttempts: -1, reconnectTimeWait: 250, timeout: 5_000 } as const;

function listen(open: NatsConnection, one: { subject: string; handler: () => void }): void {
  // Kept over reconnects by the client.
  open.subscribe(one.subject, { callback: () => one.handler() });
}

/** Throws BUS_ADDRESS_INVALID. */
export function parseServers(text: string): readonly string[] {
  const servers = text.split(',').map((part) => part.trim());
  const wrong = servers.find((one) => !URL.canParse(one) || !/^natss?:\/\/[^/]+/.test(one));
  if (wrong === undefined) return servers;
  const message = `"${wrong}" is no address of a NATS server; write nats://HOST:PORT, by commas`;
  throw new PilotError('BUS_ADDRESS_INVALID', message);
}

function serversOf(servers: readonly string[]) {
  const [first] = servers.map((one) => new URL(one));
  const { username = '', password = '', protocol = 'nats:' } = first ?? {};
  return {
    servers: servers.map((one) => new URL(one).host),
    ...(username === '' ? {} : { user: decodeURIComponent(username) }),
    ...(password === '' ? {} : { pass: decodeURIComponent(password) }),
    ...(protocol === 'natss:' ? { tls: {} } : {}),
  };
}
