import { expect, it } from 'vitest';
import { readCpuTime } from './cpu-time.ts';

it('counts work and not waiting', async () => {
  const before = readCpuTime();
  await new Promise((resolve) => setTimeout(resolve, 60));
  const waited = readCpuTime() - before;
  let sum = 0;
  for (let i = 0; i < 5e7; i++) sum += i % 7;
  const worked = readCpuTime() - before - waited;
  expect(sum).toBeGreaterThan(0);
  expect(worked).toBeGreaterThan(waited);
});
