import type { Gateway } from '@pilotzone/gateway/gateway';
import type { Dispatcher } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Apart } from './apart.ts';
import { shareLine } from './shared-line.ts';

/** What is set in motion by a kick, so that a kick here reaches the process that moves it. */
export type Moving = { readonly gateway: Gateway; readonly dispatcher: Dispatcher };

/** Gateway and dispatcher as a process among others sees them; `kickHere` reaches nobody else. */
export function tellOthers(
  { runtime, gateway, dispatcher }: Moving & { readonly runtime: Runtime },
  apart: Apart | undefined,
): Moving & { kickHere(): void } {
  const kickHere = dispatcher.kick;
  if (!apart) return { gateway, dispatcher, kickHere };
  const kick = () => {
    if (apart.roles.has('jobs')) kickHere();
    apart.bus.tell('events');
  };
  return {
    gateway: shareLine(runtime, gateway, apart),
    dispatcher: { ...dispatcher, kick },
    kickHere,
  };
}
