/** How long somebody who comes now would wait, from how fast others left of late. */
export type ExpectedWait = {
  /** One more waits. */
  begin(): void;
  /** One waits no longer. */
  end(): void;
  ms(): number;
};

/** What is believed before anybody has left. */
export type BelievedPace = { readonly requests: number; readonly inMs: number };

// What was seen two seconds of work ago counts a third.
const MEMORY_MS = 2_000;

/**
 * Those who wait, times the time that passed for each who left. Only time in which somebody waits
 * counts: a quiet night is not slowness. Where nothing leaves any more it grows within a second or
 * two, and falls as soon as something does. `now` in milliseconds.
 */
export function createExpectedWait(believed: BelievedPace, now: () => number): ExpectedWait {
  let [waiting, left, busyMs, at] = [0, believed.requests, believed.inMs, now()];
  const look = () => {
    const passed = waiting > 0 ? now() - at : 0;
    at = now();
    const kept = Math.exp(-passed / MEMORY_MS);
    left *= kept;
    busyMs = busyMs * kept + passed;
  };
  return {
    begin: () => {
      look();
      waiting += 1;
    },
    end: () => {
      look();
      waiting -= 1;
      left += 1;
    },
    ms: () => {
      look();
      return waiting === 0 ? 0 : (waiting * busyMs) / left;
    },
  };
}
