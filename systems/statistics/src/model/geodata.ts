import { PROVINCES } from '@pilotzone/rules/codes/admin-divisions';

/** A place on earth: longitude and latitude in degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** One shape of a map: a province, or what else an approved map must show. */
export type GeoShape = {
  /** Two digits of GB/T 2260; `null` for lines and islands that are no province. */
  readonly province: string | null;
  readonly name: string;
  readonly isArea: boolean;
  /** Outlines: closed rings of areas, or lines. */
  readonly lines: readonly (readonly Position[])[];
};

/** A map as read, or everything that is against it. */
export type ReadMap =
  | { readonly shapes: readonly GeoShape[]; readonly positions: number }
  | { readonly errors: readonly string[] };

const POSITIONS_MAX = 300_000;
const SHAPES_MAX = 200;
const NAME_MAX = 100;
const ERRORS_MAX = 20;
// China with its sea; what lies outside is another country, or metres instead of degrees.
const EAST = [70, 140] as const;
const NORTH = [0, 57] as const;
// 南海诸岛 reach south of this, and no province's main part does.
const SOUTH_SEA = 12;

/**
 * Reads GeoJSON (RFC 7946) of the provinces. All of them must be there, once each, and the islands
 * of the South China Sea: a map of China that leaves something out is approved by nobody.
 */
export function readGeodata(text: string): ReadMap {
  const errors: string[] = [];
  const tell = (error: string) => {
    if (errors.length < ERRORS_MAX) errors.push(error);
  };
  const features = featuresIn(text, tell);
  const shapes = features.flatMap((feature, at) => {
    const shape = readFeature(feature, (what) => tell(`features[${at}]: ${what}`));
    return shape ? [shape] : [];
  });
  const positions = shapes.reduce((sum, shape) => sum + positionsOf(shape), 0);
  if (errors.length === 0) checkWhole(shapes, positions, tell);
  return errors.length > 0 ? { errors } : { shapes, positions };
}

type Tell = (error: string) => void;

function featuresIn(text: string, tell: Tell): readonly unknown[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    tell('the file is not JSON; export the map as GeoJSON, in UTF-8');
    return [];
  }
  if (!isObject(read) || read['type'] !== 'FeatureCollection' || !Array.isArray(read['features'])) {
    tell('the file is no FeatureCollection; export the map as GeoJSON (RFC 7946)');
    return [];
  }
  if (read['features'].length > SHAPES_MAX) {
    tell(`${read['features'].length} features; at most ${SHAPES_MAX}: provinces, not cities`);
    return [];
  }
  return read['features'];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFeature(feature: unknown, tell: Tell): GeoShape | undefined {
  const geometry = isObject(feature) ? feature['geometry'] : undefined;
  const properties =
    isObject(feature) && isObject(feature['properties']) ? feature['properties'] : {};
  if (!isObject(geometry)) {
    tell('no geometry');
    return undefined;
  }
  const province = provinceIn(properties);
  const known = province === null ? '' : (PROVINCES.get(province) ?? '');
  const named = typeof properties['name'] === 'string' ? properties['name'].slice(0, NAME_MAX) : '';
  const lines = linesOf(geometry, tell);
  if (!lines) return undefined;
  const isArea = String(geometry['type']).endsWith('Polygon');
  if (province !== null && !isArea) tell(`${known} is a line; a province is a Polygon`);
  return { province, name: named || known, isArea, lines };
}

/** `adcode`, `code` or `gb` of the usual files: 44, 440000, 156440000. */
function provinceIn(properties: Record<string, unknown>): string | null {
  for (const name of ['adcode', 'code', 'gb']) {
    const told = properties[name];
    if (typeof told !== 'string' && typeof told !== 'number') continue;
    const digits = /^(?:156)?(\d\d)0000$|^(\d\d)$/.exec(String(told));
    const code = digits?.[1] ?? digits?.[2];
    if (code !== undefined && PROVINCES.has(code)) return code;
  }
  return null;
}

// How deep the outlines lie in the coordinates of each kind.
const DEPTHS: Readonly<Record<string, number>> = {
  LineString: 0,
  MultiLineString: 1,
  Polygon: 1,
  MultiPolygon: 2,
};

function linesOf(geometry: Record<string, unknown>, tell: Tell): Position[][] | undefined {
  const kind = String(geometry['type']);
  const depth = DEPTHS[kind];
  if (depth === undefined) {
    tell(`geometry ${kind}; write Polygon, MultiPolygon, LineString or MultiLineString`);
    return undefined;
  }
  const coordinates = geometry['coordinates'];
  if (!Array.isArray(coordinates)) {
    tell('no coordinates');
    return undefined;
  }
  const outlines: unknown[] = depth === 0 ? [coordinates] : coordinates.flat(depth - 1);
  const lines = outlines.map((outline) => lineOf(outline, kind.endsWith('Polygon'), tell));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

function lineOf(outline: unknown, isRing: boolean, tell: Tell): Position[] | undefined {
  if (!Array.isArray(outline) || !outline.every(isPosition)) {
    tell(
      `a position is no pair of degrees within ${EAST.join('–')}° E and ${NORTH.join('–')}° N;` +
        ' export the map in WGS 84 or CGCS2000',
    );
    return undefined;
  }
  const [first, last] = [outline[0], outline.at(-1)];
  const isClosed = first && last && first[0] === last[0] && first[1] === last[1];
  if (outline.length < (isRing ? 4 : 2) || (isRing && !isClosed)) {
    tell('an outline is not closed or has too few positions');
    return undefined;
  }
  return outline;
}

function isPosition(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length < 2) return false;
  const [longitude, latitude] = value as unknown[];
  return isWithin(longitude, EAST) && isWithin(latitude, NORTH);
}

function isWithin(value: unknown, [least, most]: readonly [number, number]): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function positionsOf({ lines }: GeoShape): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function checkWhole(shapes: readonly GeoShape[], positions: number, tell: Tell): void {
  const found = shapes.flatMap(({ province }) => (province === null ? [] : [province]));
  const missing = [...PROVINCES].filter(([code]) => !found.includes(code));
  if (missing.length > 0)
    tell(
      `missing: ${missing.map(([code, name]) => `${code} ${name}`).join(', ')};` +
        ' each needs its code in adcode, code or gb',
    );
  const double = found.filter((code, at) => found.indexOf(code) !== at);
  if (double.length > 0) tell(`twice: ${[...new Set(double)].join(', ')}; one feature each`);
  if (positions > POSITIONS_MAX)
    tell(`${positions} positions; at most ${POSITIONS_MAX}: take the map at a smaller scale`);
  const isWhole = shapes.some(({ lines }) =>
    lines.some((line) => line.some(([, latitude]) => latitude < SOUTH_SEA)),
  );
  if (!isWhole) tell('the islands of the South China Sea (南海诸岛) are missing');
}

/** What a map changes against the one before, by the names of its shapes. */
export function diffMaps(before: readonly GeoShape[], after: readonly GeoShape[]) {
  const [old, fresh] = [byKey(before), byKey(after)];
  const namesOf = (from: ReadonlyMap<string, GeoShape>, isIt: (key: string) => boolean) =>
    [...from].filter(([key]) => isIt(key)).map(([key, { name }]) => name || key);
  return {
    added: namesOf(fresh, (key) => !old.has(key)),
    changed: namesOf(fresh, (key) => {
      const one = old.get(key);
      return one !== undefined && JSON.stringify(one) !== JSON.stringify(fresh.get(key));
    }),
    removed: namesOf(old, (key) => !fresh.has(key)),
  };
}

function byKey(shapes: readonly GeoShape[]): ReadonlyMap<string, GeoShape> {
  const unnamed = shapes.filter(({ province, name }) => province === null && name === '');
  const keyOf = (shape: GeoShape) =>
    shape.province ?? (shape.name || `#${unnamed.indexOf(shape) + 1}`);
  return new Map(shapes.map((shape) => [keyOf(shape), shape]));
}

/** 审图号 as printed: GS(2024)0650号, GS京(2023)1234号, 粤S(2022)062号, brackets of either kind. */
export function isApprovalNo(text: string): boolean {
  return /^(GS\p{Script=Han}?|\p{Script=Han}{1,2}S)[(（[〔]\d{4}[)）\]〕]\d{1,6}号$/u.test(text);
}
