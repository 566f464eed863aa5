import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import {
  drawnRows,
  placeAt,
  placeShowing,
  scrolledTo,
  spacerHeight,
  START,
  type Place,
  type Rows,
} from './scroll-window.ts';

type GridProps = {
  readonly label: string;
  readonly total: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly headHeight: number;
  /** Another key is another list: it begins at its top. */
  readonly listKey: string;
  readonly head: ReactNode;
  /** The row at an index, with `data-row` and something to focus in it. */
  readonly row: (index: number) => ReactNode;
  /** Told what is seen, to read it. */
  readonly onSeen: (first: number, last: number) => void;
};

// The scroll bar stands still so long before it is set to where the rows are.
const REST_MS = 120;

/**
 * A table of any length: only the rows that are seen are drawn. Up, down, page, Home and End move
 * the focus from row to row; what is focused opens by Enter.
 */
export function VirtualGrid(props: GridProps) {
  const { label, total, rowHeight, headHeight, head, row, onSeen } = props;
  const box = useRef<HTMLDivElement>(null);
  const viewport = useHeight(box, headHeight);
  const rows: Rows = { total, rowHeight, viewport };
  const { place, show, onScroll } = usePlace(box, rows, props.listKey);
  const { first, last } = drawnRows(place, rows);
  useEffect(() => onSeen(first, last), [first, last, onSeen]);
  const onKeyDown = useRowKeys(box, { rows, place, show });
  const height = spacerHeight(rows);
  return (
    <div
      className="grid-box"
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: height + headHeight }}>
        <div
          role="presentation"
          className="grid-view"
          style={{ height: Math.min(viewport, height) + headHeight }}
        >
          <div role="row" aria-rowindex={1} className="grid-head" style={{ height: headHeight }}>
            {head}
          </div>
          <div
            role="rowgroup"
            style={{ transform: `translateY(${-(place.top - first) * rowHeight}px)` }}
          >
            {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => row(first + at))}
          </div>
        </div>
      </div>
    </div>
  );
}

type Box = { readonly current: HTMLDivElement | null };

function useHeight(box: Box, headHeight: number): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => setHeight(Math.max(40, element.clientHeight - headHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, headHeight]);
  return height;
}

function usePlace(box: Box, rows: Rows, listKey: string) {
  const [place, setPlace] = useState<Place>(START);
  const resting = useRef<number>(undefined);
  const now = useRef({ place, rows });
  useLayoutEffect(() => {
    now.current = { place, rows };
  });
  const put = useCallback(
    (next: Place) => {
      now.current = { ...now.current, place: next };
      setPlace(next);
      if (box.current && box.current.scrollTop !== next.scrollTop)
        box.current.scrollTop = next.scrollTop;
    },
    [box],
  );
  useLayoutEffect(() => put(START), [listKey, put]);
  // A list that became shorter shows its end.
  const { top } = placeAt(place.top, rows);
  useLayoutEffect(() => {
    if (top < now.current.place.top) put(placeAt(top, now.current.rows));
  }, [top, put]);
  useEffect(() => () => window.clearTimeout(resting.current), []);
  const onScroll = () => {
    const to = box.current?.scrollTop ?? 0;
    // What we set ourselves is no movement.
    if (Math.abs(to - now.current.place.scrollTop) < 1) return;
    const next = scrolledTo(to, now.current.place, now.current.rows);
    now.current = { ...now.current, place: next };
    setPlace(next);
    window.clearTimeout(resting.current);
    resting.current = window.setTimeout(() => {
      put(placeAt(now.current.place.top, now.current.rows));
    }, REST_MS);
  };
  return { place, show: put, onScroll };
}

type Moving = { readonly rows: Rows; readonly place: Place; show(place: Place): void };

function useRowKeys(box: Box, { rows, place, show }: Moving) {
  const wanted = useRef<number>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    const target = row?.querySelector<HTMLElement>('a') ?? row;
    if (!target) return;
    target.focus({ preventScroll: true });
    // A row that is still read keeps the focus for its link.
    if (target !== row) wanted.current = undefined;
  });
  return (event: KeyboardEvent<HTMLElement>) => {
    const seen = Math.max(1, Math.floor(rows.viewport / rows.rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: seen, PageUp: -seen },
      ...{ Home: -rows.total, End: rows.total },
    };
    const step = steps[event.key];
    if (step === undefined || rows.total === 0 || event.altKey || event.metaKey) return;
    event.preventDefault();
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    // Coming from the table itself, the first step is onto the first row that is seen.
    const from = row ? Number(row.dataset['row']) : Math.ceil(place.top) - Math.sign(step);
    const to = Math.min(rows.total - 1, Math.max(0, from + step));
    wanted.current = to;
    show({ ...placeShowing(to, place, rows) });
  };
}
