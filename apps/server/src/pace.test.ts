import { expect, test, vi } from 'vitest';
import { pace } from './pace.ts';

test('work is done at once, then once for all who called meanwhile, and never forgotten', () => {
  vi.useFakeTimers();
  let done = 0;
  const call = pace(100, () => (done += 1));
  call();
  expect(done).toBe(1);
  for (let i = 0; i < 50; i += 1) call();
  expect(done).toBe(1);
  vi.advanceTimersByTime(100);
  expect(done).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(done).toBe(2);
  call();
  expect(done).toBe(3);
  vi.useRealTimers();
});
