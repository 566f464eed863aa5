import { PilotError } from '@pilotzone/kernel/errors';

/** One end of a line between two threads: a `Worker`, or a worker's `parentPort`. */
export type Port = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
};

/** What the other side may call, by name; what goes in and comes out is copied. */
export type Calls = Readonly<Record<string, (...input: never[]) => unknown>>;

/** Calls a function of the other side, whose failure is thrown here. */
export type Call = <T>(name: string, ...input: readonly unknown[]) => Promise<T>;

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: never[] }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'failure';
      readonly id: number;
      readonly code?: string;
      readonly text: string;
    };

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };

/**
 * Ties both ends of a line together: `own` answers the other side, `call` asks it. After `fail`
 * nothing is waited for any more.
 */
export function connectPort(port: Port, own: Calls): { call: Call; fail(error: Error): void } {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  port.on('message', (message) => {
    receive(message as Message);
  });
  return {
    call: <T>(name: string, ...input: readonly unknown[]) =>
      new Promise<T>((resolve, reject) => {
        last += 1;
        // The caller knows what the function it names returns.
        waiting.set(last, { resolve: resolve, reject });
        port.postMessage({ kind: 'call', id: last, name, input });
      }),
    fail: (error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };

  function receive(message: Message): void {
    if (message.kind === 'call') {
      void answer(message).then((reply) => {
        port.postMessage(reply);
      });
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'result') asked?.resolve(message.value);
    else asked?.reject(errorOf(message));
  }

  async function answer({ id, name, input }: Extract<Message, { kind: 'call' }>): Promise<Message> {
    try {
      const asked = own[name];
      if (!asked) throw new Error(`bug: nothing is called ${name} here`);
      return { kind: 'result', id, value: await asked(...input) };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return error instanceof PilotError
        ? { kind: 'failure', id, text, code: error.code }
        : { kind: 'failure', id, text };
    }
  }
}

function errorOf({ code, text }: Extract<Message, { kind: 'failure' }>): Error {
  return code === undefined ? new Error(text) : new PilotError(code, text);
}
