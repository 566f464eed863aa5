import type { Route } from './routing.tsx';
import type { Session } from './session.tsx';

/** A page that the rail leads to; without `scope` anybody who is signed in may see it. */
export type DeskPage = {
  readonly key: string;
  readonly to: string;
  readonly scope?: string;
  /** Only for whom the right reaches the whole zone. */
  readonly needsZone?: boolean;
};

/**
 * The rail: at most seven desks for anybody, each with the pages of one kind of work. A desk of
 * which somebody may see one page only goes by that page's name.
 */
export const DESKS = [
  {
    key: 'overview',
    pages: [
      { key: 'overview', to: '/' },
      { key: 'statistics', to: '/statistics', scope: 'statistics:read' },
      { key: 'glance', to: '/glance', scope: 'statistics:read', needsZone: true },
      { key: 'publications', to: '/publications', scope: 'statistics:read' },
    ],
  },
  {
    key: 'declarations',
    pages: [
      { key: 'declarations', to: '/declarations', scope: 'declarations:read' },
      { key: 'exports', to: '/exports', scope: 'declarations:read' },
    ],
  },
  {
    key: 'filing',
    pages: [
      { key: 'filing', to: '/filing', scope: 'ceb:send' },
      { key: 'goods', to: '/goods', scope: 'ceb:send' },
    ],
  },
  {
    key: 'review',
    pages: [
      { key: 'holds', to: '/holds', scope: 'holds:read' },
      { key: 'disputes', to: '/disputes', scope: 'holds:read' },
      { key: 'cases', to: '/cases', scope: 'holds:read' },
      { key: 'rules', to: '/rules', scope: 'risk:read' },
      { key: 'yield', to: '/yield', scope: 'risk:read' },
    ],
  },
  {
    key: 'exchanges',
    pages: [{ key: 'exchanges', to: '/exchanges', scope: 'evidence:read' }],
  },
  {
    key: 'finance',
    pages: [
      { key: 'finance', to: '/finance', scope: 'finance:read' },
      { key: 'credit', to: '/credit', scope: 'credit:read' },
    ],
  },
  {
    key: 'parks',
    pages: [
      { key: 'stock', to: '/stock', scope: 'declarations:read' },
      { key: 'gates', to: '/gates', scope: 'parks:read' },
    ],
  },
  {
    key: 'operator',
    pages: [{ key: 'operator', to: '/operator', scope: 'admin' }],
  },
] as const satisfies readonly { readonly key: string; readonly pages: readonly DeskPage[] }[];

export type DeskKey = (typeof DESKS)[number]['key'];
export type PageKey = (typeof DESKS)[number]['pages'][number]['key'];

export type Desk = {
  readonly key: DeskKey;
  readonly pages: readonly { readonly key: PageKey; readonly to: string }[];
};

/** Whoever runs the zone may file too, but has other things in the rail. */
const TRADERS: ReadonlySet<string> = new Set<DeskKey>(['filing']);

/** The desks of a person with the pages that she may see. */
export function desksFor({ me, may }: Pick<Session, 'me' | 'may'>): readonly Desk[] {
  const isTrader = !me.zoneWide.includes('ceb:send');
  return DESKS.filter(({ key }) => isTrader || !TRADERS.has(key))
    .map(({ key, pages }) => ({
      key,
      pages: pages.filter(
        (page) =>
          !('scope' in page) ||
          (may(page.scope) && (!('needsZone' in page) || me.zoneWide.includes(page.scope))),
      ),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** Objects and where in the rail they belong. */
const PAGE_OF: Readonly<Partial<Record<Route['page'], PageKey>>> = {
  declaration: 'declarations',
  draft: 'filing',
  parcel: 'declarations',
  export: 'exports',
  exchange: 'exchanges',
  case: 'cases',
};

/** The page of the rail that stands for what is shown; `undefined` for none of it. */
export function railPageOf(page: Route['page']): string {
  return PAGE_OF[page] ?? page;
}
