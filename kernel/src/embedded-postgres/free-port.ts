import { createServer } from 'node:net';

/** A free port of 127.0.0.1: `wanted`, or any when it is 0; `undefined` when it is taken. */
export function findFreePort(wanted: number): Promise<number | undefined> {
  return new Promise((found) => {
    const probe = createServer();
    probe.once('error', () => {
      found(undefined);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      probe.close(() => {
        found(port);
      });
    });
  });
}
