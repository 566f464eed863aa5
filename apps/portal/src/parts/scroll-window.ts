/** A list of rows of one height behind a scroll bar. */
export type Rows = {
  readonly total: number;
  /** Pixels of a row, and of what is seen of all. */
  readonly rowHeight: number;
  readonly viewport: number;
};

/** What is seen: the row at the upper edge, with its fraction, and where the scroll bar stands. */
export type Place = { readonly top: number; readonly scrollTop: number };

export const START: Place = { top: 0, scrollTop: 0 };

// Browsers draw nothing beyond 16 to 33 million pixels; longer lists are pressed into this.
const HEIGHT_MAX = 8_000_000;

/** Height of the element that gives the scroll bar its length. */
export function spacerHeight({ total, rowHeight }: Rows): number {
  return Math.min(total * rowHeight, HEIGHT_MAX);
}

/** The last place there is: its rows end where the view ends. */
export function lastTop({ total, rowHeight, viewport }: Rows): number {
  return Math.max(0, total - viewport / rowHeight);
}

/**
 * The place after the scroll bar moved. A short way (wheel, arrow, finger) moves by pixels also in
 * a pressed list, where a pixel of the bar stands for several rows; a long one goes where the bar
 * stands.
 */
export function scrolledTo(scrollTop: number, before: Place, rows: Rows): Place {
  const { rowHeight, viewport } = rows;
  const end = lastTop(rows);
  const way = Math.max(1, spacerHeight(rows) - viewport);
  const isPressed = spacerHeight(rows) < rows.total * rowHeight;
  const at = Math.min(way, Math.max(0, scrollTop));
  if (!isPressed) return { top: Math.min(end, at / rowHeight), scrollTop };
  if (at <= 0) return { top: 0, scrollTop };
  if (at >= way) return { top: end, scrollTop };
  const by = scrollTop - before.scrollTop;
  const isShort = Math.abs(by) < viewport * 2;
  const top = isShort ? before.top + by / rowHeight : (at / way) * end;
  return { top: Math.min(end, Math.max(0, top)), scrollTop };
}

/** A place by its upper row; the scroll bar stands where that row is in the whole. */
export function placeAt(top: number, rows: Rows): Place {
  const end = lastTop(rows);
  const bounded = Math.min(end, Math.max(0, top));
  const way = Math.max(0, spacerHeight(rows) - rows.viewport);
  return { top: bounded, scrollTop: end === 0 ? 0 : Math.round((bounded / end) * way) };
}

/** The nearest place in which a row is seen whole. */
export function placeShowing(row: number, before: Place, rows: Rows): Place {
  const seen = rows.viewport / rows.rowHeight;
  if (row < before.top) return placeAt(row, rows);
  if (row + 1 > before.top + seen) return placeAt(row + 1 - seen, rows);
  return before;
}

/** First and last row to draw, the cut ones included. */
export function drawnRows({ top }: Place, rows: Rows): { first: number; last: number } {
  const first = Math.floor(top);
  const last = Math.min(rows.total - 1, Math.ceil(top + rows.viewport / rows.rowHeight));
  return { first, last };
}
