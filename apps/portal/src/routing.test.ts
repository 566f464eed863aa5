import { expect, it } from 'vitest';
import { parcelAddress, parseRoute } from './routing.tsx';

it('finds the page of each address', () => {
  expect(parseRoute('/')).toEqual({ page: 'overview' });
  expect(parseRoute('/declarations')).toEqual({ page: 'declarations' });
  expect(parseRoute('/declarations/7f')).toEqual({ page: 'declaration', declarationId: '7f' });
  expect(parseRoute('/holds')).toEqual({ page: 'holds', declarationId: undefined });
  expect(parseRoute('/holds/7f')).toEqual({ page: 'holds', declarationId: '7f' });
});

it('reads a parcel number with any signs in it', () => {
  const route = { page: 'parcel', logisticsCode: 'A/1', logisticsNo: '运单 1?' };
  expect(parseRoute(parcelAddress('A/1', '运单 1?'))).toEqual(route);
});

it('does not guess', () => {
  for (const path of ['/nothing', '/declarations/1/2', '/statistics/1', '/parcels/1', '/a/b/c/d'])
    expect(parseRoute(path)).toEqual({ page: 'unknown' });
});
