import { describe, expect, it } from 'vitest';
import {
  drawnRows,
  lastTop,
  placeAt,
  placeShowing,
  scrolledTo,
  spacerHeight,
  START,
} from './scroll-window.ts';

const SHORT = { total: 100, rowHeight: 40, viewport: 400 };
const MILLION = { total: 1_000_000, rowHeight: 40, viewport: 400 };

describe('a short list', () => {
  it('scrolls by pixels and ends with its last row', () => {
    expect(spacerHeight(SHORT)).toBe(4_000);
    expect(scrolledTo(100, START, SHORT).top).toBe(2.5);
    expect(scrolledTo(3_600, START, SHORT).top).toBe(90);
    expect(drawnRows(scrolledTo(3_600, START, SHORT), SHORT)).toEqual({ first: 90, last: 99 });
  });
});

describe('a list of a million rows', () => {
  it('is pressed into what a browser draws, and both ends are reached', () => {
    expect(spacerHeight(MILLION)).toBe(8_000_000);
    const end = scrolledTo(8_000_000 - 400, START, MILLION);
    expect(drawnRows(end, MILLION).last).toBe(999_999);
    expect(scrolledTo(0, end, MILLION).top).toBe(0);
  });

  it('moves by pixels with the wheel and goes where the bar is drawn', () => {
    const middle = placeAt(500_000, MILLION);
    expect(scrolledTo(middle.scrollTop + 40, middle, MILLION).top).toBeCloseTo(500_001);
    expect(scrolledTo(2_000_000, middle, MILLION).top).toBeCloseTo(lastTop(MILLION) / 4, -3);
  });

  it('rests where its upper row belongs, so that every row is reached by the wheel', () => {
    let place = placeAt(700_000, MILLION);
    for (let turn = 0; turn < 50; turn += 1) {
      place = scrolledTo(place.scrollTop + 120, place, MILLION);
      place = placeAt(place.top, MILLION);
    }
    expect(place.top).toBeCloseTo(700_000 + 50 * 3);
  });

  it('shows a row by the shortest way', () => {
    const place = placeAt(10, MILLION);
    expect(placeShowing(12, place, MILLION)).toBe(place);
    expect(placeShowing(9, place, MILLION).top).toBe(9);
    expect(placeShowing(20, place, MILLION).top).toBe(11);
    expect(drawnRows(placeShowing(999_999, place, MILLION), MILLION).last).toBe(999_999);
  });
});
