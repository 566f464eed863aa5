import { expect, test } from 'vitest';
import { createExpectedWait } from './expected-wait.ts';

function open() {
  let at = 0;
  const wait = createExpectedWait({ requests: 1_000, inMs: 1_000 }, () => at);
  return {
    wait,
    pass: (ms: number) => (at += ms),
    come: (number: number) => Array.from({ length: number }, wait.begin),
    leave: (number: number) => Array.from({ length: number }, wait.end),
  };
}

test('at first the pace is the one believed, and nobody waits behind nobody', () => {
  const { wait, come } = open();
  expect(wait.ms()).toBe(0);
  come(500);
  expect(wait.ms()).toBe(500);
});

test('after seconds of work the pace is the one seen, whatever was believed', () => {
  const { wait, pass, come, leave } = open();
  come(200);
  for (let beat = 0; beat < 100; beat += 1) {
    pass(100);
    leave(20);
    come(20);
  }
  // 200 a second leave: who comes last of 200 waits a second.
  expect(wait.ms()).toBeGreaterThan(900);
  expect(wait.ms()).toBeLessThan(1_100);
});

test('a quiet night is not slowness; where nothing leaves, the wait grows, and falls again', () => {
  const { wait, pass, come, leave } = open();
  come(100);
  pass(100);
  leave(100);
  pass(12 * 3_600_000);
  come(100);
  expect(wait.ms()).toBeLessThan(120);
  pass(10_000);
  expect(wait.ms()).toBeGreaterThan(10_000);
  leave(100);
  come(100);
  for (let beat = 0; beat < 40; beat += 1) {
    pass(100);
    leave(100);
    come(100);
  }
  expect(wait.ms()).toBeLessThan(500);
});
