/**
 * Bodies on their way from the transaction that logs them to the gateway that sends them after its
 * commit.
 */
export type Handover = {
  put(id: string, body: Uint8Array): void;
  /** Takes out what is held of these ids. */
  take(ids: readonly string[]): Map<string, Uint8Array>;
};

/**
 * Spares the gateway reading back what this process has just written. Only a shortcut: what is not
 * held, because it was pushed out, or another process logged it, is read from the exchange log.
 * Holds at most `bytesMax`, oldest out.
 */
export function createHandover(bytesMax: number): Handover {
  const held = new Map<string, Uint8Array>();
  let bytes = 0;
  return { put, take };

  function put(id: string, body: Uint8Array): void {
    held.set(id, body);
    bytes += body.byteLength;
    for (const [oldest, { byteLength }] of held) {
      if (bytes <= bytesMax) return;
      held.delete(oldest);
      bytes -= byteLength;
    }
  }

  function take(ids: readonly string[]): Map<string, Uint8Array> {
    const taken = new Map<string, Uint8Array>();
    for (const id of ids) {
      const body = held.get(id);
      if (!body) continue;
      taken.set(id, body);
      held.delete(id);
      bytes -= body.byteLength;
    }
    return taken;
  }
}
