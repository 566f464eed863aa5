import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from './server.ts';

const PAUSE_FIRST_MS = 250;
const PAUSE_MAX_MS = 10_000;

/**
 * A server that is started again when it ends without having been told to: killed, out of memory,
 * or for want of a disk that has room. Nobody else would start it, for it is ours. `startAgain`
 * tells what `startServer` does; until it works, whoever asks the database is told why.
 */
export function keepRunning(
  first: Server,
  startAgain: () => Promise<Server | undefined>,
): Pick<Server, 'explainEnd' | 'stop'> {
  let current = first;
  const told = new AbortController();
  const watching = watch();
  return { explainEnd: () => current.explainEnd(), stop };

  async function watch(): Promise<void> {
    while (!isTold()) {
      await Promise.race([current.ended, whenTold(told.signal)]);
      for (let pauseMs = PAUSE_FIRST_MS; !isTold(); pauseMs *= 2) {
        await pause(Math.min(pauseMs, PAUSE_MAX_MS));
        const next = isTold() ? undefined : await startAgain().catch(() => undefined);
        if (!next) continue;
        current = next;
        break;
      }
    }
  }

  function isTold(): boolean {
    return told.signal.aborted;
  }

  /** Does not keep a program alive that has nothing else to do. */
  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { ref: false, signal: told.signal }).catch(() => undefined);
  }

  async function stop(): Promise<void> {
    told.abort();
    await watching;
    await current.stop();
  }
}

function whenTold(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
