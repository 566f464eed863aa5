import type { Platform } from '../compose.ts';
import { askAgain } from '../settle.ts';
import { lookAround, startWork } from '../timers.ts';
import type { Apart } from './apart.ts';
import { openClearer } from './open-counter.ts';
import { noteLine } from './shared-line.ts';

// The timer only serves retries and lost leases; new messages kick.
const KICK_EVERY_MS = 1_000;
// A burst of changes is looked at once.
const LOOK_AFTER_MS = 200;

/** Starts what this process's roles do by themselves and returns what stops it. */
export function startRoles(platform: Platform, apart: Apart): () => Promise<void> {
  const { roles } = apart;
  const stops: (() => void | Promise<void>)[] = [
    startWork(platform, (doer) => doer === 'everybody' || apart.isMyTurn(doer)),
    listenForChanges(platform, apart),
    ...(roles.has('clearing') ? [startClearing(platform, apart)] : []),
    ...(roles.has('gateway') ? [startGateway(platform, apart)] : []),
    ...(roles.has('jobs') ? [startJobs(platform, apart)] : []),
  ];
  return async () => {
    for (const stop of stops) await stop();
  };
}

function startClearing(platform: Platform, apart: Apart): () => Promise<void> {
  const kick = () => {
    platform.gateway.kick();
    platform.dispatcher.kick();
  };
  const clearer = openClearer(platform.runtime, platform.informationSharing, {
    ...{ bus: apart.bus, kick },
  });
  clearer.start();
  return clearer.stop;
}

/** Whoever has the turn sends; the others stand by. */
function startGateway(platform: Platform, apart: Apart): () => void {
  const { gateway, runtime } = platform;
  let wasMine = false;
  const kick = () => {
    const isMine = apart.isMyTurn('gateway');
    if (isMine) gateway.kick();
    // What was on its way when the process before us died is asked for at once.
    if (isMine && !wasMine)
      askAgain(platform, 0).catch((error: unknown) => {
        runtime.log.error({ err: error }, 'asking again failed; tried again later');
      });
    wasMine = isMine;
  };
  apart.bus.hear('customs', kick);
  const timer = setInterval(kick, KICK_EVERY_MS);
  const stopNoting = noteLine(runtime, gateway, apart);
  return () => {
    clearInterval(timer);
    stopNoting();
  };
}

/** Every jobs process delivers events and webhooks: locks and leases share them out. */
function startJobs({ dispatcher, webhooks, kickHere }: Platform, { bus }: Apart): () => void {
  dispatcher.start();
  webhooks.start();
  let isRinging = false;
  bus.hear('events', () => {
    if (isRinging) return;
    isRinging = true;
    setImmediate(() => {
      isRinging = false;
      kickHere();
    });
  });
  return () => undefined;
}

function listenForChanges(platform: Platform, { bus }: Apart): () => void {
  let timer: NodeJS.Timeout | undefined;
  bus.hear('changes', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      platform.informationSharing.lookAgain();
      lookAround(platform);
    }, LOOK_AFTER_MS);
  });
  return () => clearTimeout(timer);
}
