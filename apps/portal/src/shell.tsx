import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { DeclarationSummary, Page } from './api/shapes.ts';
import { Palette } from './parts/palette.tsx';
import { PersonMenu } from './parts/person-menu.tsx';
import { LanguageSwitch, ThemeSwitch } from './parts/switches.tsx';
import { Link, navigate, parseRoute, useAddress } from './routing.tsx';
import { useSession, type Session } from './session.tsx';
import { useText } from './text/text.ts';

/** The pages of the rail, with the right that each needs. */
export const PAGES = [
  { key: 'overview', to: '/', scope: 'declarations:read' },
  { key: 'declarations', to: '/declarations', scope: 'declarations:read' },
  { key: 'filing', to: '/filing', scope: 'ceb:send' },
  { key: 'goods', to: '/goods', scope: 'ceb:send' },
  { key: 'exports', to: '/exports', scope: 'declarations:read' },
  { key: 'holds', to: '/holds', scope: 'holds:read' },
  { key: 'disputes', to: '/disputes', scope: 'holds:read' },
  { key: 'exchanges', to: '/exchanges', scope: 'evidence:read' },
  { key: 'statistics', to: '/statistics', scope: 'statistics:read' },
  { key: 'stock', to: '/stock', scope: 'declarations:read' },
  { key: 'finance', to: '/finance', scope: 'finance:read' },
  { key: 'operator', to: '/operator', scope: 'admin' },
] as const;

/** The trader's own: who runs the zone may file too, but has other things in the rail. */
const TRADERS: ReadonlySet<string> = new Set(['filing', 'goods']);

function pagesFor({ me, may }: Pick<Session, 'me' | 'may'>) {
  const isTrader = !me.zoneWide.includes('ceb:send');
  return PAGES.filter(({ key, scope }) => may(scope) && (isTrader || !TRADERS.has(key)));
}

const DESK_OF: Readonly<Record<string, (typeof PAGES)[number]['key']>> = {
  declaration: 'declarations',
  draft: 'filing',
  parcel: 'declarations',
  export: 'exports',
  exchange: 'exchanges',
};

/** Bar on top, rail at the left, page beside it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useText();
  const { path } = useAddress();
  const [isOpen, setOpen] = useState(false);
  const { page } = parseRoute(path);
  const main = useRef<HTMLElement>(null);
  const shownPage = useRef(page);
  useEffect(() => {
    setOpen(false);
    if (shownPage.current === page) return;
    shownPage.current = page;
    // The next Tab goes on in the new page, and a screen reader starts to read it.
    main.current?.focus({ preventScroll: true });
  }, [path, page]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        {t.app.skip}
      </a>
      <Commands />
      <TopBar isMenuOpen={isOpen} onMenu={() => setOpen(!isOpen)} />
      <Rail isOpen={isOpen} current={DESK_OF[page] ?? page} />
      <main id="page" tabIndex={-1} ref={main}>
        {children}
      </main>
    </div>
  );
}

/** The command palette over the pages of the rail. */
function Commands() {
  const t = useText();
  const { me, may } = useSession();
  const pages = useMemo(
    () => pagesFor({ me, may }).map(({ key, to }) => ({ to, name: t.nav[key] })),
    [me, may, t],
  );
  return <Palette pages={pages} />;
}

type TopBarProps = { readonly isMenuOpen: boolean; readonly onMenu: () => void };

function TopBar({ isMenuOpen, onMenu }: TopBarProps) {
  const t = useText();
  const { me } = useSession();
  return (
    <header className="top">
      <button
        type="button"
        className="menu plain"
        aria-expanded={isMenuOpen}
        aria-controls="rail"
        onClick={onMenu}
      >
        {t.app.menu}
      </button>
      <Link to="/" className="brand">
        {t.app.name}
      </Link>
      <span className="top-zone quiet">
        {t.app.zone} <code>{me.zoneCode}</code>
      </span>
      <Search />
      <StreamLight />
      <span className="top-end">
        <LanguageSwitch />
        <PersonMenu />
      </span>
    </header>
  );
}

type RailProps = { readonly isOpen: boolean; readonly current: string };

function Rail({ isOpen, current }: RailProps) {
  const t = useText();
  const { me, may } = useSession();
  return (
    <nav id="rail" className={isOpen ? 'rail rail-open' : 'rail'} aria-label={t.app.menu}>
      {pagesFor({ me, may }).map(({ key, to }) => (
        <Link key={key} to={to} {...(key === current ? { 'aria-current': 'page' as const } : {})}>
          {t.nav[key]}
        </Link>
      ))}
      {may('statistics:read') && (
        <Link to="/cockpit" className="rail-foot">
          {t.cockpit.open}
        </Link>
      )}
      <ThemeSwitch />
    </nav>
  );
}

/** Whether the page hears of what happens as it happens. */
function StreamLight() {
  const t = useText();
  const { stream } = useSession();
  const state = useSyncExternalStore(stream.subscribeState, stream.state);
  if (state === 'none') return null;
  const words = { live: t.app.live, connecting: t.app.connecting, lost: t.app.lost };
  return (
    <span
      className={`light light-${state}`}
      role="status"
      {...(state === 'lost' ? { title: t.app.lostHint } : {})}
    >
      {words[state]}
    </span>
  );
}

const NUMBER_FILTERS = ['orderNo', 'copNo', 'invtNo'] as const;

/** Finds a declaration by any of its numbers and goes to it. */
function Search() {
  const t = useText();
  const { api } = useSession();
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = (event.target as HTMLElement).matches('input, textarea, select');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  async function find(): Promise<void> {
    const wanted = text.trim();
    if (wanted === '') return;
    const answers = await Promise.all(
      NUMBER_FILTERS.map((filter) =>
        api
          .get<Page<DeclarationSummary>>(
            `/declarations?limit=2&${filter}=${encodeURIComponent(wanted)}`,
          )
          // A number too long for one field is none of that field.
          .catch(() => ({ items: [], next: null })),
      ),
    );
    const found = answers.findIndex(({ items }) => items.length > 0);
    setMissing(found < 0);
    const [first, second] = answers[found]?.items ?? [];
    if (!first) return;
    const filter = NUMBER_FILTERS[found] ?? 'orderNo';
    setText('');
    if (second) navigate(`/declarations?${filter}=${encodeURIComponent(wanted)}`);
    else navigate(`/declarations/${first.declarationId}`);
  }

  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <input
        ref={input}
        type="search"
        value={text}
        placeholder={t.app.search}
        aria-label={t.app.searchLabel}
        title={t.app.searchLabel}
        aria-invalid={isMissing}
        onChange={(event) => {
          setText(event.target.value);
          setMissing(false);
        }}
      />
      {isMissing && (
        <p className="search-none" role="alert">
          {t.declarations.searchNone(text.trim())}
        </p>
      )}
    </form>
  );
}
