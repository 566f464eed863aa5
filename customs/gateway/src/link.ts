import type { Mark } from './take-once.ts';

/** A message on the wire: whole CEB or DXP message, UTF-8 bytes. */
export type WireMessage = {
  readonly messageType: string;
  readonly body: Uint8Array;
  /** The exchange record it is; the other side knows a repeat by it. */
  readonly id?: string;
};

/**
 * Takes messages from customs; with `marks`, one for each, what was taken before is left out. A
 * rejection has them delivered again, where the link can.
 */
export type InboundHandler = (
  bodies: readonly Uint8Array[],
  marks?: readonly Mark[],
) => Promise<void>;

/**
 * The way to customs: the simulator in this process, or HTTP, folders, queues (channel-link.ts).
 * `send` resolves when the other side has taken the messages, rejects with `ParcelsRefused` when it
 * will never take some of them, and with another error when it cannot be reached; answers come by
 * `onMessages`, in any order and more than once.
 */
export type CustomsLink = {
  readonly name: string;
  send(messages: readonly WireMessage[]): Promise<void>;
  onMessages(handler: InboundHandler): void;
  /** Resolves when every answer on its way here has been handed over. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** How the link stands, for people and probes. */
export type LinkState = {
  readonly link: string;
  readonly state: 'up' | 'down';
  /** Milliseconds since 1970 when this state began. */
  readonly since: number;
  readonly lastError: string | undefined;
};
