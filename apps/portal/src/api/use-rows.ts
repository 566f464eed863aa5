import { systemClock } from '@pilotzone/kernel/time';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../session.tsx';
import type { Api } from './client.ts';
import { problemIn, type Problem } from './client.ts';
import type { Page } from './shapes.ts';

/** A list of any length, of which only the part that is looked at is read. */
export type RowsRead<T> = {
  /** `undefined` until the first rows are there. */
  readonly total: number | undefined;
  /** Whether `total` is the whole length already, not only what was read first. */
  readonly isMeasured: boolean;
  readonly problem: Problem | undefined;
  /** The row at an index; `undefined` while it is read. */
  at(index: number): T | undefined;
  /** Says what is looked at; what is missing of it is read. */
  look(first: number, last: number): void;
  /** Changes rows that are here; whether any became another. */
  patch(change: (item: T) => T): boolean;
  reload(): void;
};

type Ruler = { readonly total: number; readonly every: number; readonly marks: readonly string[] };

const PAGE = 100;
// Some six thousand rows, a few megabytes; what was seen longest ago is read again when needed.
const PAGES_KEPT = 60;
// Who draws the scroll bar past a hundred thousand rows wants none of them.
const PAUSE_MS = 60;

/**
 * Reads a list by its ruler: the first rows at once, then its length, then whatever is looked at.
 * `filters` is a query string; another one is another list.
 */
export function useRows<T>(path: string, filters: string): RowsRead<T> {
  const { api, cache } = useSession();
  const [, redraw] = useState(0);
  const list = useRef<List<T>>(undefined);
  if (list.current?.key !== `${path}?${filters}`) list.current = newList(path, filters, cache);
  const [round, setRound] = useState(0);
  const draw = useCallback(() => redraw((before) => before + 1), []);
  const key = list.current.key;
  useEffect(() => {
    const fresh = newList<T>(path, filters);
    // What is shown stays until the first rows of the new reading are there.
    const isAgain = list.current?.key === fresh.key && list.current.total !== undefined;
    void begin(api, fresh, () => {
      keepFirst(fresh, cache);
      list.current = fresh;
      draw();
    });
    if (!isAgain) list.current = fresh;
    return () => {
      fresh.isOver = true;
    };
  }, [api, cache, path, filters, round, draw, key]);
  const pause = useRef<number>(undefined);
  const look = useCallback(
    (first: number, last: number) => {
      const read = () => {
        if (list.current) void readMissing(api, list.current, { first, last, draw });
      };
      // The first look after a rest is read at once; those of a moving scroll bar when it pauses.
      if (pause.current === undefined) read();
      window.clearTimeout(pause.current);
      pause.current = window.setTimeout(() => {
        pause.current = undefined;
        read();
      }, PAUSE_MS);
    },
    [api, draw],
  );
  const patch = useCallback(
    (change: (item: T) => T) => {
      const { pages } = list.current ?? { pages: new Map<number, readonly T[]>() };
      let count = 0;
      for (const [no, items] of pages) {
        const changed = items.map(change);
        count += changed.filter((item, at) => item !== items[at]).length;
        pages.set(no, changed);
      }
      if (count > 0) draw();
      return count > 0;
    },
    [draw],
  );
  const now = list.current;
  return {
    total: now.total,
    isMeasured: now.ruler !== undefined,
    problem: now.problem,
    at: useCallback(
      (index) => list.current?.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
      [],
    ),
    ...{ look, patch, reload: useCallback(() => setRound((before) => before + 1), []) },
  };
}

type List<T> = {
  readonly key: string;
  readonly path: string;
  readonly filters: string;
  readonly pages: Map<number, readonly T[]>;
  readonly asked: Set<number>;
  total: number | undefined;
  ruler: Ruler | undefined;
  problem: Problem | undefined;
  isOver: boolean;
};

type Cache = Map<string, unknown>;

/** A list with nothing in it, or with the first rows that were seen of it before. */
function newList<T>(path: string, filters: string, cache?: Cache): List<T> {
  // Written by `keepFirst` and by who prefetches the same path.
  const seen = cache?.get(firstOf(path, filters)) as { data: Page<T> } | undefined;
  const pages = new Map<number, readonly T[]>(seen ? [[0, seen.data.items]] : []);
  const total = seen?.data.items.length;
  const state = { total, ruler: undefined, problem: undefined, isOver: false };
  return { key: `${path}?${filters}`, path, filters, pages, asked: new Set(), ...state };
}

/** Where the first rows of a list are read. */
export function firstOf(path: string, filters: string): string {
  return `${path}?limit=${PAGE}${and(filters)}`;
}

function keepFirst<T>({ path, filters, pages }: List<T>, cache: Cache): void {
  const items = pages.get(0);
  if (!items) return;
  cache.set(firstOf(path, filters), { data: { items, next: null }, at: systemClock.now() });
}

async function begin<T>(api: Api, list: List<T>, draw: () => void): Promise<void> {
  const { path, filters } = list;
  const told = () => {
    if (!list.isOver) draw();
  };
  try {
    const page = await api.get<Page<T>>(firstOf(path, filters));
    list.pages.set(0, page.items);
    list.total = page.items.length;
    if (page.next === null) list.ruler = { total: page.items.length, every: PAGE, marks: [] };
    told();
    if (list.ruler) return;
    const ruler = await api.get<Ruler>(`${path}/ruler?${filters}`);
    list.ruler = ruler;
    list.total = ruler.total;
    // Rows came in between: the first page is read again by the ruler, so that nothing is double.
    if (list.isOver) return;
    await readPage(api, list, 0);
  } catch (error) {
    list.problem = problemIn(error);
  }
  told();
}

type Looking = { readonly first: number; readonly last: number; draw(): void };

async function readMissing<T>(api: Api, list: List<T>, looking: Looking): Promise<void> {
  if (!list.ruler || list.ruler.marks.length === 0) return;
  // One page on either side comes along, so that the wheel waits for nothing.
  const from = Math.max(0, Math.floor(looking.first / PAGE) - 1);
  const until = Math.min(
    Math.floor((list.ruler.total - 1) / PAGE),
    Math.floor(looking.last / PAGE) + 1,
  );
  const near = Array.from({ length: until - from + 1 }, (_, at) => from + at);
  const missing = near.filter((no) => !list.pages.has(no) && !list.asked.has(no));
  await Promise.all(
    missing.map(async (no) => {
      list.asked.add(no);
      try {
        await readPage(api, list, no);
        list.problem = undefined;
      } catch (error) {
        list.problem = problemIn(error);
      }
      list.asked.delete(no);
      if (!list.isOver) looking.draw();
    }),
  );
}

async function readPage<T>(api: Api, list: List<T>, no: number): Promise<void> {
  const { every = 1, marks = [] } = list.ruler ?? {};
  const at = no * PAGE;
  const mark = marks[Math.floor(at / every)];
  if (mark === undefined) return;
  const place = `from=${mark}&skip=${at % every}`;
  const { items } = await api.get<Page<T>>(
    `${list.path}?limit=${PAGE}&${place}${and(list.filters)}`,
  );
  list.pages.delete(no);
  list.pages.set(no, items);
  const oldest = [...list.pages.keys()].find((one) => one !== 0);
  if (list.pages.size > PAGES_KEPT && oldest !== undefined) list.pages.delete(oldest);
}

function and(filters: string): string {
  return filters === '' ? '' : `&${filters}`;
}
