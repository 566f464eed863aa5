import { PROVINCES } from '@pilotzone/rules/codes/admin-divisions';

type Feature = {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
};

/** A square of two degrees with its lower left corner at a place. */
export function squareAt(east: number, north: number): number[][] {
  const [right, top] = [east + 2, north + 2];
  return [
    [east, north],
    [right, north],
    [right, top],
    [east, top],
    [east, north],
  ];
}

/**
 * A map that is none of China: a square for each province in rows of seven, and a line in the
 * south.
 */
export function madeMap(): { type: 'FeatureCollection'; features: Feature[] } {
  const features = [...PROVINCES].map(([code, name], at): Feature => {
    const corner = squareAt(80 + (at % 7) * 6, 50 - Math.floor(at / 7) * 6);
    return {
      type: 'Feature',
      properties: { adcode: Number(`${code}0000`), name },
      geometry: { type: 'MultiPolygon', coordinates: [[corner]] },
    };
  });
  const line = [
    [110, 10],
    [112, 5],
  ];
  const south: Feature = {
    type: 'Feature',
    properties: { adcode: '100000_JD', name: '' },
    geometry: { type: 'MultiLineString', coordinates: [line] },
  };
  return { type: 'FeatureCollection', features: [...features, south] };
}
