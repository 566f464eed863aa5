import { useText } from '../text/text.ts';
import { BEATS_SHOWN, type Beat } from './use-cockpit.ts';

const WIDTH = 600;
const HEIGHT = 160;

/** Lists filed and released in each of the last 120 seconds; the axis begins at nothing. */
export function Heartbeat({ beats }: { readonly beats: readonly Beat[] }) {
  const t = useText().cockpit;
  const most = Math.max(5, ...beats.map(({ filed, released }) => Math.max(filed, released)));
  const line = (of: (beat: Beat) => number) =>
    beats
      .map((beat, index) => {
        const x = ((BEATS_SHOWN - beats.length + index) / (BEATS_SHOWN - 1)) * WIDTH;
        return `${x.toFixed(1)},${(HEIGHT - (of(beat) / most) * (HEIGHT - 8)).toFixed(1)}`;
      })
      .join(' ');
  return (
    <svg
      className="heartbeat"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t.heartbeat}
    >
      <line x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} className="heartbeat-axis" />
      <polyline points={line((beat) => beat.filed)} className="heartbeat-filed" />
      <polyline points={line((beat) => beat.released)} className="heartbeat-released" />
    </svg>
  );
}
