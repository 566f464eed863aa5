import type { MapShape } from '../contract/map.ts';
import type { GeoShape, Position } from './geodata.ts';

/** A map as shapes of one picture. */
export type DrawnMap = {
  readonly width: number;
  readonly height: number;
  readonly shapes: MapShape[];
};

// A unit is less than a pixel of a wall screen, so that nothing of the approved map is lost.
const WIDTH = 2_400;

const RADIANS = Math.PI / 180;

/**
 * Albers' equal-area conic projection with the parallels and the meridian that maps of China use
 * (25° and 47° N, 105° E), on a sphere: areas compare as they are.
 */
const CONE = coneOf(25, 47);
const MERIDIAN = 105;

function coneOf(south: number, north: number) {
  const [a, b] = [Math.sin(south * RADIANS), Math.sin(north * RADIANS)];
  const n = (a + b) / 2;
  return { n, c: Math.cos(south * RADIANS) ** 2 + 2 * n * a };
}

/** Where a position lies on the projection's plane, in radii of the earth; y grows to the south. */
export function project([longitude, latitude]: Position): Position {
  const { n, c } = CONE;
  const rho = Math.sqrt(c - 2 * n * Math.sin(latitude * RADIANS)) / n;
  const theta = n * (longitude - MERIDIAN) * RADIANS;
  return [rho * Math.sin(theta), rho * Math.cos(theta)];
}

/** Projects shapes into one picture that they fill. */
export function drawMap(shapes: readonly GeoShape[]): DrawnMap {
  const flat = shapes.map((shape) => ({
    ...shape,
    lines: shape.lines.map((one) => one.map(project)),
  }));
  const [left, right] = rangeOf(flat, 0);
  const [top, bottom] = rangeOf(flat, 1);
  const scale = WIDTH / (right - left);
  const place = ([x, y]: Position): Position => [
    Math.round((x - left) * scale),
    Math.round((y - top) * scale),
  ];
  return {
    ...{ width: WIDTH, height: Math.ceil((bottom - top) * scale) },
    shapes: flat.map(({ province, name, isArea, lines }) => {
      const placed = lines.map((line) => line.map(place));
      return {
        ...{ province, name },
        path: placed.map((line) => pathOf(line, isArea)).join(''),
        label: province === null ? null : middleOf(placed),
      };
    }),
  };
}

function rangeOf(shapes: readonly Pick<GeoShape, 'lines'>[], axis: 0 | 1): Position {
  let [least, most] = [Infinity, -Infinity];
  for (const { lines } of shapes)
    for (const line of lines)
      for (const position of line) {
        least = Math.min(least, position[axis]);
        most = Math.max(most, position[axis]);
      }
  return [least, most];
}

function pathOf(line: readonly Position[], isArea: boolean): string {
  const seen = line.filter(([x, y], at) => {
    const before = line[at - 1];
    return before?.[0] !== x || before[1] !== y;
  });
  return `M${seen.map((position) => position.join(' ')).join('L')}${isArea ? 'Z' : ''}`;
}

/** The centre of gravity of the largest ring, where the province's name stands. */
function middleOf(lines: readonly (readonly Position[])[]) {
  const weighed = lines.map(weigh).sort((a, b) => b.area - a.area);
  const [first] = weighed;
  return first ? { x: Math.round(first.x), y: Math.round(first.y) } : null;
}

function weigh(ring: readonly Position[]) {
  let [area, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    area += cross / 2;
    x += ((x1 + x2) * cross) / 6;
    y += ((y1 + y2) * cross) / 6;
  });
  // A ring smaller than a unit has no middle but itself.
  const [[firstX, firstY] = [0, 0]] = ring;
  return area === 0
    ? { area: 0, x: firstX, y: firstY }
    : { area: Math.abs(area), x: x / area, y: y / area };
}
