import { describe, expect, test } from 'vitest';
import { madeMap, squareAt } from '../testing/made-map.ts';
import { drawMap, project } from './draw-map.ts';
import { diffMaps, isApprovalNo, readGeodata, type GeoShape } from './geodata.ts';

type Made = ReturnType<typeof madeMap>;

function errorsOf(change: (map: Made) => unknown): readonly string[] {
  const map = madeMap();
  const changed = change(map);
  const read = readGeodata(typeof changed === 'string' ? changed : JSON.stringify(map));
  return 'errors' in read ? read.errors : [];
}

function shapesOf(change: (map: Made) => unknown = () => undefined): readonly GeoShape[] {
  const map = madeMap();
  change(map);
  const read = readGeodata(JSON.stringify(map));
  if ('errors' in read) throw new Error(read.errors.join('; '));
  return read.shapes;
}

function setGeometry(type: string, coordinates: unknown) {
  return ({ features: [first] }: Made) => {
    if (first) first.geometry = { type, coordinates };
  };
}

test('a whole map is read with its codes, whatever they are called', () => {
  const named = shapesOf(({ features: [first, second] }) => {
    if (first) first.properties = { gb: '156110000', name: '北京市' };
    if (second) second.properties = { code: '12' };
  });
  expect(named.slice(0, 2)).toMatchObject([
    { province: '11', name: '北京市', isArea: true },
    { province: '12', name: '天津' },
  ]);
  expect(named.at(-1)).toMatchObject({ province: null, isArea: false });
  expect(named).toHaveLength(35);
});

describe('what is against a map is said with its place:', () => {
  test.each([
    ['no JSON', () => '{', /not JSON/],
    ['another object', () => '{"type":"Topology"}', /no FeatureCollection/],
    ['a province left out', ({ features }: Made) => features.splice(0, 1), /missing: 11 北京/],
    ['Taiwan left out', ({ features }: Made) => features.splice(-4, 1), /missing: 71 台湾/],
    ['the sea left out', ({ features }: Made) => features.pop(), /南海诸岛/],
    [
      'a province twice',
      (map: Made) => map.features.push(...map.features.slice(0, 1)),
      /twice: 11/,
    ],
    ['a point', setGeometry('Point', [110, 30]), /features\[0\]: geometry Point/],
    ['metres', setGeometry('Polygon', [[[1.2e7, 4e6]]]), /features\[0\]: a position is no pair/],
    ['an open ring', setGeometry('Polygon', [squareAt(90, 30).slice(0, 4)]), /not closed/],
    ['no numbers', setGeometry('Polygon', [[['a', 'b']]]), /no pair of degrees/],
    ['nothing', setGeometry('Polygon', null), /no coordinates/],
    [
      'too many features',
      (map: Made) => map.features.push(...Array.from({ length: 6 }, () => map.features).flat()),
      /at most 200/,
    ],
    [
      'too many positions',
      setGeometry('Polygon', [
        [...Array.from({ length: 300_000 }, (_, at) => [90 + at / 1e6, 30]), [90, 30]],
      ]),
      /at most 300000/,
    ],
  ])('%s', (_, change, expected) => {
    expect(errorsOf(change).join('\n')).toMatch(expected);
  });
});

test('the difference names shapes that came, changed and went', () => {
  const moved = shapesOf(setGeometry('Polygon', [squareAt(81, 49)]));
  expect(diffMaps([], shapesOf()).added).toHaveLength(35);
  expect(diffMaps(shapesOf(), shapesOf())).toEqual({ added: [], changed: [], removed: [] });
  expect(diffMaps(shapesOf(), moved).changed).toEqual(['北京']);
  expect(diffMaps(shapesOf(), shapesOf().slice(1)).removed).toEqual(['北京']);
});

test('a map fills its picture, north is up, and a name stands inside of its province', () => {
  const drawn = drawMap(shapesOf());
  const numbers = drawn.shapes.flatMap(({ path }) => path.match(/\d+/g)?.map(Number) ?? []);
  const xs = numbers.filter((_, at) => at % 2 === 0);
  const ys = numbers.filter((_, at) => at % 2 === 1);
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([0, drawn.width]);
  expect(Math.min(...ys)).toBe(0);
  expect(Math.max(...ys)).toBeLessThanOrEqual(drawn.height);
  const [beijing] = drawn.shapes;
  const corners = beijing?.path.match(/\d+/g)?.map(Number) ?? [];
  const { x = -1, y = -1 } = beijing?.label ?? {};
  expect(x).toBeGreaterThan(Math.min(...corners.filter((_, at) => at % 2 === 0)));
  expect(x).toBeLessThan(Math.max(...corners.filter((_, at) => at % 2 === 0)));
  expect(y).toBeLessThan(Math.max(...corners.filter((_, at) => at % 2 === 1)));
  expect(drawn.shapes.at(-1)).toMatchObject({
    label: null,
    path: expect.not.stringContaining('Z'),
  });
});

test('the projection keeps areas: a degree square shrinks as the cosine of its latitude', () => {
  const areaAt = (north: number) => {
    const [a, b, c] = [
      [110, north],
      [110.1, north],
      [110, north + 0.1],
    ] as const;
    const [[ax, ay], [bx, by], [cx, cy]] = [project(a), project(b), project(c)];
    return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay));
  };
  const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  expect(areaAt(50) / areaAt(20)).toBeCloseTo(cosine(50.05) / cosine(20.05), 3);
});

test.each([
  ['GS(2024)0650号', true],
  ['GS京（2023）1234号', true],
  ['粤S(2022)062号', true],
  ['GS(2024)0650', false],
  ['none', false],
  ['', false],
])('“%s” as number of an approval: %s', (text, expected) => {
  expect(isApprovalNo(text)).toBe(expected);
});
