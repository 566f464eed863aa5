import { describe, expect, it } from 'vitest';
import { disturb } from './disturb.ts';

const bodies = Array.from({ length: 100 }, (_, index) => Uint8Array.of(index));
const calm = { repeatShare: 0, reorder: false, delayMsMax: 0 };

function orderOf(how: Parameters<typeof disturb>[1], seed = 1): number[] {
  return disturb(bodies, how, seed).flatMap((delivery) =>
    delivery.bodies.map(([first = -1]) => first),
  );
}

describe('disturbed receipts', () => {
  const inOrder = bodies.map(([first]) => first);

  it('stay as they are when nothing is asked for', () => {
    expect(orderOf(calm)).toEqual(inOrder);
    expect(disturb(bodies, calm, 1).every(({ afterMs }) => afterMs === 0)).toBe(true);
  });

  it('are repeated by share, each at most once more, and none is lost', () => {
    const order = orderOf({ ...calm, repeatShare: 0.3 });
    expect([...new Set(order)]).toEqual(inOrder);
    expect(order.length).toBeGreaterThan(110);
    expect(order.length).toBeLessThan(150);
    expect(orderOf({ ...calm, repeatShare: 1 })).toHaveLength(200);
  });

  it('are reordered and none is lost', () => {
    const order = orderOf({ ...calm, reorder: true });
    expect(order).not.toEqual(inOrder);
    expect(order.toSorted((a, b) => a - b)).toEqual(inOrder);
  });

  it('are delayed by less than the longest delay', () => {
    const delays = disturb(bodies, { ...calm, delayMsMax: 50 }, 1).map(({ afterMs }) => afterMs);
    expect(Math.max(...delays)).toBeLessThan(50);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it('are disturbed the same way for the same seed and another for another', () => {
    const how = { repeatShare: 0.3, reorder: true, delayMsMax: 10 };
    expect(disturb(bodies, how, 7)).toEqual(disturb(bodies, how, 7));
    expect(orderOf(how, 8)).not.toEqual(orderOf(how, 7));
  });
});
