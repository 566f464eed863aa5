import type { Log } from '@pilotzone/kernel/log';

// What cannot be reached is tried again after 0.2, 0.4, 0.8 … at most 10 seconds.
const PAUSE_FIRST_MS = 200;
const PAUSE_MAX_MS = 10_000;

export type Loop = { stop(): Promise<void>; readonly isStopped: () => boolean };

/**
 * Runs `turn` again and again until stopped, with a growing pause while it fails. A turn waits for
 * work by itself, at most a few seconds, so that stopping does not take long.
 */
export function startLoop(
  turn: () => Promise<void>,
  { log, what }: { log: Log; what: string },
): Loop {
  let isStopped = false;
  let wake: (() => void) | undefined;
  const running = run();
  return {
    isStopped: () => isStopped,
    stop: async () => {
      isStopped = true;
      wake?.();
      await running;
    },
  };

  async function run(): Promise<void> {
    let failures = 0;
    while (!isStopped) {
      try {
        await turn();
        failures = 0;
      } catch (error) {
        if (failures === 0) log.warn({ err: error }, `${what} failed; tried again`);
        failures += 1;
        await pause(Math.min(PAUSE_FIRST_MS * 2 ** (failures - 1), PAUSE_MAX_MS));
      }
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
