import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError } from '../errors.ts';
import type { HttpServer } from './http-server.ts';

/**
 * Starts to listen and returns the address, `http://127.0.0.1:8080`. Throws PORT_TAKEN,
 * PORT_DENIED, HOST_INVALID.
 */
export async function listen(
  server: HttpServer,
  at: { host: string; port: number },
): Promise<string> {
  try {
    return await server.listen(at);
  } catch (error) {
    throw explain(error as { code?: string }, at);
  }
}

function explain(error: { code?: string }, at: { host: string; port: number }): unknown {
  const place = `${at.host}:${at.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new PilotError(
        'PORT_TAKEN',
        `port ${at.port} on ${at.host} is taken by another program; stop it, or choose another ` +
          `with --port ${at.port + 1}`,
      );
    case 'EACCES':
      return new PilotError(
        'PORT_DENIED',
        `this user may not listen on ${place}; choose a port from 1024 on with --port`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new PilotError(
        'HOST_INVALID',
        `this machine has no address ${at.host}; choose another with --host`,
      );
    default:
      return error;
  }
}

/**
 * Lets requests at work end for `graceMs`, then cuts what is left (event streams never end by
 * themselves).
 */
export async function closeGracefully(server: HttpServer, graceMs = 10_000): Promise<void> {
  const cut = new AbortController();
  const closing = server.close().finally(() => {
    cut.abort();
  });
  await sleep(graceMs, undefined, { signal: cut.signal }).then(
    () => {
      server.server.closeAllConnections();
    },
    () => undefined,
  );
  await closing;
}
