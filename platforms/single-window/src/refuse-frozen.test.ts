import type { Queryable } from '@pilotzone/kernel/db';
import { expect, test } from 'vitest';
import { createFreezeWatch } from './refuse-frozen.ts';

/** A database that answers when it is told to. */
function createSlow() {
  let tell: (rows: object[]) => void = () => undefined;
  const q: Queryable = {
    query: <R>() =>
      new Promise<R[]>(
        (resolve) =>
          (tell = (rows) => {
            resolve(rows as R[]);
          }),
      ),
  };
  return {
    q,
    answer: (rows: object[]) => {
      tell(rows);
    },
  };
}

test('a look that began before a freeze does not make it forgotten', async () => {
  const watch = createFreezeWatch('Z1');
  const slow = createSlow();
  const looking = watch.look(slow.q);
  watch.expect();
  slow.answer([]);
  await looking;
  expect(watch.isNeeded()).toBe(true);
});
