type Asked<V> = {
  readonly resolve: (answer: V | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Turns a question about many keys into questions about one: what is asked while a question is
 * under way, or in the same turn of the event loop, is asked together, at most `keysMax` at once.
 * Who asks first waits for nobody. A key without an answer gets `undefined`; a question that fails
 * fails for all who asked.
 */
export function askTogether<V>(
  ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  keysMax = 1_000,
): (key: string) => Promise<V | undefined> {
  let waiting = new Map<string, Asked<V>[]>();
  let underWay = false;
  return (key) =>
    new Promise((resolve, reject) => {
      const asked = waiting.get(key) ?? [];
      asked.push({ resolve, reject });
      waiting.set(key, asked);
      if (underWay) return;
      underWay = true;
      setImmediate(() => void askAll());
    });

  async function askAll(): Promise<void> {
    while (waiting.size > 0) {
      const now = [...waiting].slice(0, keysMax);
      waiting = new Map([...waiting].slice(keysMax));
      await askOnce(now);
    }
    underWay = false;
  }

  async function askOnce(now: readonly (readonly [string, readonly Asked<V>[]])[]): Promise<void> {
    try {
      const answers = await ask(now.map(([key]) => key));
      for (const [key, asked] of now) for (const { resolve } of asked) resolve(answers.get(key));
    } catch (error) {
      for (const [, asked] of now) for (const { reject } of asked) reject(error);
    }
  }
}
