import type { MapAnswer, ZoneMap } from '@pilotzone/statistics/contract/map';
import { useGet } from '../api/use-get.ts';
import { showCount } from '../format.ts';
import { useText } from '../text/text.ts';
import { stepOf, TileMap, type ByProvince } from './tile-map.tsx';

/**
 * Released lists by the province they go to: on the approved map that the operator supplied, else
 * as tiles.
 */
export function ProvinceMap({ provinces }: ByProvince) {
  const { data, problem } = useGet<MapAnswer>('/map');
  if (!data && !problem) return <svg className="tile-map" aria-hidden="true" />;
  const map = data?.map;
  return map ? <GeoMap {...{ map, provinces }} /> : <TileMap provinces={provinces} />;
}

type GeoProps = ByProvince & { readonly map: ZoneMap };

/** The map as approved, with whose it is and by which number. */
function GeoMap({ map, provinces }: GeoProps) {
  const t = useText().cockpit;
  const counts = new Map(provinces.map(({ province, count }) => [province, count]));
  const names: Readonly<Record<string, string>> = t.provinces;
  const most = Math.max(1, ...counts.values());
  const { width, height, shapes } = map;
  const known = shapes.flatMap(({ province, label }) =>
    province !== null && label ? [{ ...label, province, count: counts.get(province) ?? 0 }] : [],
  );
  return (
    <figure className="geo-map">
      <svg
        className="tile-map"
        viewBox={`-4 -4 ${width + 8} ${height + 8}`}
        role="img"
        aria-label={t.map}
      >
        {shapes.map(({ province, path }, index) => (
          <path
            key={index}
            d={path}
            className={
              province === null ? 'geo-line' : `geo-step geo-${stepOf(counts.get(province), most)}`
            }
          />
        ))}
        {/* Names last, so that no neighbour covers them; without a number none is needed. */}
        {known
          .filter(({ count }) => count !== 0)
          .map(({ province, x, y, count }) => (
            <text key={province} x={x} y={y} className="geo-name">
              {names[province]}
              <tspan x={x} dy="1.2em" className="geo-count">
                {showCount(count)}
              </tspan>
            </text>
          ))}
      </svg>
      <figcaption className="quiet">{t.approval(map.approvalNo, map.source)}</figcaption>
    </figure>
  );
}
