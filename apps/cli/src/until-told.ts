/** Resolves when the process is told to end. */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    // Not `once`: Ctrl-C reaches a program of `npm start` twice, and the second must not cut it
    // off.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
