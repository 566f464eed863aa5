import { showCount } from '../format.ts';
import { useText } from '../text/text.ts';

/**
 * Where each province stands in a grid of tiles: neighbours of the map are neighbours here where
 * they can be. A drawing of our own, no geodata.
 */
const TILES = [
  [23, 8, 0],
  [15, 6, 1],
  [22, 8, 1],
  [65, 0, 2],
  [11, 6, 2],
  [12, 7, 2],
  [21, 8, 2],
  [63, 1, 3],
  [62, 2, 3],
  [64, 3, 3],
  [61, 4, 3],
  [14, 5, 3],
  [13, 6, 3],
  [37, 7, 3],
  [54, 0, 4],
  [51, 2, 4],
  [50, 3, 4],
  [42, 4, 4],
  [41, 5, 4],
  [34, 6, 4],
  [32, 7, 4],
  [31, 8, 4],
  [53, 2, 5],
  [52, 3, 5],
  [43, 4, 5],
  [36, 5, 5],
  [33, 6, 5],
  [45, 3, 6],
  [44, 4, 6],
  [35, 5, 6],
  [71, 7, 6],
  [46, 3, 7],
  [82, 4, 7],
  [81, 5, 7],
] as const;

const TILE = 100;
const GAP = 6;
const STEPS = 5;

export type ByProvince = {
  readonly provinces: readonly { readonly province: string; readonly count: number }[];
};

/** How dark a province is; many have few lists, and the root keeps them apart. */
export function stepOf(count = 0, most: number): number {
  return count <= 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(count / most) * STEPS));
}

/** Released lists by the province they go to; darker is more, and the number says how many. */
export function TileMap({ provinces }: ByProvince) {
  const t = useText().cockpit;
  const counts = new Map(provinces.map(({ province, count }) => [province, count]));
  const most = Math.max(1, ...counts.values());
  return (
    <svg className="tile-map" viewBox={`0 0 ${9 * TILE} ${8 * TILE}`} role="img" aria-label={t.map}>
      {TILES.map(([code, column, row]) => {
        const count = counts.get(String(code)) ?? 0;
        const [x, y] = [column * TILE, row * TILE];
        return (
          <g key={code} className={`tile tile-${stepOf(count, most)}`}>
            <rect x={x + GAP / 2} y={y + GAP / 2} width={TILE - GAP} height={TILE - GAP} rx="6" />
            <text x={x + TILE / 2} y={y + 44} className="tile-name">
              {t.provinces[code]}
            </text>
            <text x={x + TILE / 2} y={y + 76} className="tile-count">
              {count === 0 ? '' : showCount(count)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
