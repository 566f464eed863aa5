/** A message on the wire: whole CEB or DXP message, UTF-8 bytes. */
export type WireMessage = { readonly messageType: string; readonly body: Uint8Array };

/**
 * The way to customs: the simulator in this process, or (a later issue) HTTP, folders, queues.
 * `send` resolves when the other side has taken the messages and rejects when it cannot be reached;
 * answers come by `onMessages`, in any order and more than once.
 */
export type CustomsLink = {
  readonly name: string;
  send(messages: readonly WireMessage[]): Promise<void>;
  onMessages(handler: (bodies: readonly Uint8Array[]) => Promise<void>): void;
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
