import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PilotError } from '../errors.ts';
import { createExpectedWait } from './expected-wait.ts';
import { problem, statusOfCode } from './problem.ts';

/** How much may wait behind a gate at once. */
export type GateLimits = {
  readonly requestsMax: number;
  /** Bytes of all bodies together; a larger one alone passes. */
  readonly bytesMax: number;
  /** How long somebody who comes now may have to wait, expected from how fast others left. */
  readonly waitMsMax: number;
};

/** A place behind a gate, from a request's head to the end of the work for it. */
export type Place = {
  /** Gives the place back unless work goes on in it; may be repeated. */
  leave(): void;
  /** Keeps the place until the work has ended, also when the client has gone. */
  hold<T>(work: Promise<T>): Promise<T>;
};

export type GateLoad = {
  readonly requests: number;
  readonly bytes: number;
  /** Refused since the start. */
  readonly refused: number;
  /** How long somebody who comes now would wait. */
  readonly waitMs: number;
};

/**
 * Bounds what waits, by number, by bytes and by expected time, and refuses the rest at once:
 * whoever is refused early loses nothing and can come back, whoever waits without end loses her
 * patience and sends again.
 */
export type Gate = {
  /** Throws INTAKE_UNAVAILABLE when full. `bytes` as the head of the request says. */
  enter(bytes: number): Place;
  isFull(): boolean;
  /** What a refused request is told; counts it. */
  refuse(): { readonly code: string; readonly detail: string; readonly retryAfter: number };
  load(): GateLoad;
};

// Whoever is refused comes back when those inside are done, or one or two seconds later, so that
// not all come at once; and looks again after half a minute at most.
const SPREAD_SECONDS = 3;
const RETRY_AFTER_MAX = 30;
// So many always get in: how fast they leave says when others may come again.
const ALWAYS = 32;

/** A gate with nobody behind it; `now` in milliseconds. */
export function createGate(
  { requestsMax, bytesMax, waitMsMax }: GateLimits,
  now: () => number = () => performance.now(),
): Gate {
  let [requests, bytes, refused] = [0, 0, 0];
  // Bodies under way do not count: who sends slowly makes nobody wait.
  const wait = createExpectedWait({ requests: requestsMax, inMs: waitMsMax }, now);
  const isFull = () =>
    requests >= requestsMax || bytes >= bytesMax || (requests >= ALWAYS && wait.ms() >= waitMsMax);
  const load = () => ({ requests, bytes, refused, waitMs: wait.ms() });
  return { enter, isFull, refuse, load };

  function refuse() {
    refused += 1;
    const seconds = Math.max(1, Math.round(wait.ms() / 1000));
    const retryAfter = Math.min(RETRY_AFTER_MAX, seconds) + (refused % SPREAD_SECONDS);
    const detail =
      `${requests} messages wait to be taken, and no more fit; nothing of this one was taken: ` +
      'send it again, unchanged, after the seconds that Retry-After names';
    return { code: 'INTAKE_UNAVAILABLE', detail, retryAfter };
  }

  function enter(size: number): Place {
    if (isFull() || (requests > 0 && bytes + size > bytesMax)) {
      const { code, detail } = refuse();
      throw new PilotError(code, detail);
    }
    requests += 1;
    bytes += size;
    let [isHeld, isLeft] = [false, false];
    const leave = () => {
      if (isHeld || isLeft) return;
      isLeft = true;
      requests -= 1;
      bytes -= size;
    };
    return {
      leave,
      hold: async (work) => {
        isHeld = true;
        wait.begin();
        try {
          return await work;
        } finally {
          isHeld = false;
          wait.end();
          leave();
        }
      },
    };
  }
}

/** A route that is refused before anything of the server looks at the request. */
export type Door = { readonly method: string; readonly url: string; readonly gate: Gate };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * An HTTP server that turns requests away at full gates before their body is read and before any
 * work is done for them: a refusal costs a fiftieth of a message that is taken. A client that asks
 * first (Expect: 100-continue) does not even send its body.
 */
export function createGuardedServer(
  handler: Handler,
  doors: readonly Door[],
  options: { readonly requestTimeout: number; readonly keepAliveTimeout: number },
): Server {
  const guarded: Handler = (request, response) => {
    if (!turnAway(doors, request, response)) handler(request, response);
  };
  const server = createServer(options, guarded);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (turnAway(doors, request, response)) return;
    response.writeContinue();
    handler(request, response);
  });
  return server;
}

function turnAway(
  doors: readonly Door[],
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const door = doors.find((one) => one.method === method && url.split('?', 1)[0] === one.url);
  if (!door?.gate.isFull()) return false;
  const { code, detail, retryAfter } = door.gate.refuse();
  const body = JSON.stringify(problem(statusOfCode(code), code, detail));
  response
    .writeHead(statusOfCode(code), {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'retry-after': String(retryAfter),
      'x-content-type-options': 'nosniff',
    })
    .end(body);
  return true;
}
