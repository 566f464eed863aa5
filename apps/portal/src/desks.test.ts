import { expect, it } from 'vitest';
import { DESKS, desksFor } from './desks.ts';
import type { Me } from './api/shapes.ts';

const RAIL_MAX = 7;

function deskKeys(scopes: readonly string[] | 'all', zoneWide: readonly string[]) {
  // Only these of all that is known of a person decide about the rail.
  const me = { zoneWide } as unknown as Me;
  const may = (scope: string) => scopes === 'all' || scopes.includes(scope);
  return desksFor({ me, may }).map(({ key }) => key);
}

it('has at most seven entries for who may do everything', () => {
  const keys = deskKeys('all', ['ceb:send', 'admin']);
  expect(keys.length).toBeLessThanOrEqual(RAIL_MAX);
  expect(keys).not.toContain('filing');
});

it('shows a trader its own desks, and nobody a desk without a page', () => {
  const trader = ['ceb:send', 'declarations:read', 'finance:read'];
  expect(deskKeys(trader, [])).toEqual(['overview', 'declarations', 'filing', 'finance', 'parks']);
  expect(deskKeys([], [])).toEqual(['overview']);
});

it('leads to every page once', () => {
  const pages = DESKS.flatMap((desk) => desk.pages.map(({ to }) => to));
  expect(new Set(pages).size).toBe(pages.length);
});
