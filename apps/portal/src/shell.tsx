import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { DeclarationSummary, Page } from './api/shapes.ts';
import { usePrefetch } from './api/use-get.ts';
import { firstOf } from './api/use-rows.ts';
import { desksFor, railPageOf, type Desk } from './desks.ts';
import { useBroughtPages } from './page-of.tsx';
import { Palette } from './parts/palette.tsx';
import { PersonMenu } from './parts/person-menu.tsx';
import { LanguageSwitch, ThemeSwitch } from './parts/switches.tsx';
import { Link, navigate, parseRoute, useAddress, type LinkProps } from './routing.tsx';
import { useSession } from './session.tsx';
import type { Texts } from './text/en.ts';
import { useText } from './text/text.ts';

/** Bar on top, rail at the left, page beside it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useText();
  const { path } = useAddress();
  const [isOpen, setOpen] = useState(false);
  const { page } = parseRoute(path);
  const { me, may } = useSession();
  const desks = useMemo(() => desksFor({ me, may }), [me, may]);
  const railPage = railPageOf(page);
  const desk = desks.find(({ pages }) => pages.some(({ key }) => key === railPage));
  useBroughtPages();
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
      <Commands desks={desks} />
      <TopBar isMenuOpen={isOpen} onMenu={() => setOpen(!isOpen)} />
      <Rail isOpen={isOpen} desks={desks} current={desk} />
      <main id="page" tabIndex={-1} ref={main}>
        {desk && desk.pages.length > 1 && <DeskPages desk={desk} current={railPage} />}
        {children}
      </main>
    </div>
  );
}

/** The command palette over the pages of the rail. */
function Commands({ desks }: { readonly desks: readonly Desk[] }) {
  const t = useText();
  const { may } = useSession();
  const pages = useMemo(() => {
    const shown = desks.flatMap((desk) =>
      desk.pages.map(({ key, to }) => [to, t.nav[key]] as const),
    );
    const more = FURTHER.filter(({ scope }) => may(scope)).map(
      ({ to, nameIn }) => [to, nameIn(t)] as const,
    );
    return [...shown, ...more].map(([to, name]) => ({ to, name }));
  }, [desks, may, t]);
  return <Palette pages={pages} />;
}

/** Pages inside of pages, and those of the person’s menu: the palette finds them too. */
const FURTHER: readonly { to: string; scope: string; nameIn: (t: Texts) => string }[] = [
  ...(['system', 'letters', 'participants', 'certificates', 'imports'] as const).map((view) => ({
    to: `/operator?view=${view}`,
    scope: 'admin',
    nameIn: (t: Texts) => `${t.operator.title} · ${t.operator.views[view]}`,
  })),
  { to: '/cockpit', scope: 'statistics:read', nameIn: (t) => t.cockpit.open },
  { to: '/people', scope: 'people:manage', nameIn: (t) => t.account.people },
  { to: '/keys', scope: 'keys:manage', nameIn: (t) => t.account.keys },
  { to: '/webhooks', scope: 'webhooks:manage', nameIn: (t) => t.webhooks.title },
  { to: '/disclosures', scope: 'personal-data:audit', nameIn: (t) => t.disclosures.title },
];

type TopBarProps = { readonly isMenuOpen: boolean; readonly onMenu: () => void };

function TopBar({ isMenuOpen, onMenu }: TopBarProps) {
  const t = useText();
  const { me, may } = useSession();
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
      {may('declarations:read') && <Search />}
      <StreamLight />
      <span className="top-end">
        <LanguageSwitch />
        <PersonMenu />
      </span>
    </header>
  );
}

type RailProps = {
  readonly isOpen: boolean;
  readonly desks: readonly Desk[];
  readonly current: Desk | undefined;
};

function Rail({ isOpen, desks, current }: RailProps) {
  const t = useText();
  const { me } = useSession();
  return (
    <nav id="rail" className={isOpen ? 'rail rail-open' : 'rail'} aria-label={t.app.menu}>
      {desks.map((desk) => (
        <PageLink
          key={desk.key}
          to={desk.pages[0]?.to ?? '/'}
          {...(desk === current ? { 'aria-current': 'page' as const } : {})}
        >
          {nameOfDesk(desk, t)}
        </PageLink>
      ))}
      {me.zoneWide.includes('statistics:read') && (
        <Link to="/cockpit" className="rail-foot">
          {t.cockpit.open}
        </Link>
      )}
      <ThemeSwitch />
    </nav>
  );
}

/** What a page reads first, by its address: read already while the hand is on its way. */
const FIRST_READ: Readonly<Record<string, string>> = {
  '/declarations': firstOf('/declarations', ''),
};

/** A link to a page, which begins to read what the page shows when somebody points at it. */
function PageLink({ to, ...rest }: LinkProps) {
  const prefetch = usePrefetch();
  const read = FIRST_READ[to];
  const ahead = () => {
    if (read !== undefined) prefetch(read);
  };
  return <Link to={to} onPointerEnter={ahead} onFocus={ahead} {...rest} />;
}

/** The pages of a desk above the page that is shown. */
function DeskPages({ desk, current }: { readonly desk: Desk; readonly current: string }) {
  const t = useText();
  return (
    <nav className="desk-pages" aria-label={t.desks[desk.key]}>
      {desk.pages.map(({ key, to }) => (
        <PageLink
          key={key}
          to={to}
          {...(key === current ? { 'aria-current': 'page' as const } : {})}
        >
          {t.nav[key]}
        </PageLink>
      ))}
    </nav>
  );
}

/** A desk of one page goes by the page's name. */
function nameOfDesk({ key, pages }: Desk, t: Texts): string {
  const [only, ...others] = pages;
  return only && others.length === 0 ? t.nav[only.key] : t.desks[key];
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
