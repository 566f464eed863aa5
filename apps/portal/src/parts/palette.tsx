import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { DeclarationSummary, Page } from '../api/shapes.ts';
import { choose, usePreferences } from '../preferences.ts';
import { navigate } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

type Entry = {
  readonly key: string;
  readonly group: 'numbers' | 'pages' | 'actions';
  readonly name: string;
  readonly run: () => void;
};

type PaletteProps = {
  /** The pages that the person may see, with their names. */
  readonly pages: readonly { readonly to: string; readonly name: string }[];
};

/** Everything by typing (Ctrl-K): numbers, pages, actions. */
export function Palette({ pages }: PaletteProps) {
  const t = useText().desk.palette;
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const close = useCallback(() => dialog.current?.close(), []);
  const open = useCallback(() => {
    setText('');
    setAt(0);
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  useShortcut(open);
  const found = useNumbers(text);
  const entries = useEntries(pages);
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = entries.filter(({ name, key }) =>
    words.every((word) => `${name} ${key}`.toLowerCase().includes(word)),
  );
  const shown = [...found, ...fitting].slice(0, 20);
  const chosen = Math.min(at, shown.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    entry.run();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t.title}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label={t.title}
        placeholder={t.hint}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setAt((chosen + step + shown.length) % Math.max(1, shown.length));
          }
          if (event.key === 'Enter') {
            event.preventDefault();
            run(shown[chosen]);
          }
        }}
      />
      <Choices id={id} shown={shown} chosen={chosen} onPoint={setAt} onRun={run} />
      {shown.length === 0 && <p className="quiet">{t.none}</p>}
    </dialog>
  );
}

function useShortcut(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}

type ChoicesProps = {
  readonly id: string;
  readonly shown: readonly Entry[];
  readonly chosen: number;
  readonly onPoint: (index: number) => void;
  readonly onRun: (entry: Entry) => void;
};

function Choices({ id, shown, chosen, onPoint, onRun }: ChoicesProps) {
  const t = useText().desk.palette;
  return (
    <ul id={id} role="listbox" aria-label={t.title}>
      {shown.map((entry, index) => (
        <li
          key={entry.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          onPointerMove={() => onPoint(index)}
          onClick={() => onRun(entry)}
        >
          {entry.name} <span className="quiet">{t.groups[entry.group]}</span>
        </li>
      ))}
    </ul>
  );
}

function useEntries(pages: PaletteProps['pages']): readonly Entry[] {
  const t = useText();
  const { may, signOut } = useSession();
  const { language } = usePreferences();
  return useMemo(() => {
    const go = (to: string) => () => navigate(to);
    const actions: Entry[] = [
      ...(may('ceb:send')
        ? [
            { key: 'new-list', name: t.desk.draft.begin, run: go('/filing?tab=drafts') },
            { key: 'upload', name: t.desk.filing.tabs.upload, run: go('/filing?tab=upload') },
            { key: 'basket', name: t.desk.filing.tabs.preflight, run: go('/filing?tab=preflight') },
          ].map((one) => ({ ...one, group: 'actions' as const }))
        : []),
      {
        key: 'language',
        group: 'actions',
        name: t.app.languageLabel,
        run: () => choose({ language: language === 'zh' ? 'en' : 'zh' }),
      },
      ...(['light', 'dark', 'system'] as const).map((theme) => ({
        key: `theme-${theme}`,
        group: 'actions' as const,
        name: `${t.app.themeLabel}: ${t.app.theme[theme]}`,
        run: () => choose({ theme }),
      })),
      { key: 'sign-out', group: 'actions', name: t.app.signOut, run: signOut },
    ];
    const shown = pages.map(({ to, name }) => ({
      ...{ key: to, group: 'pages' as const, name },
      run: go(to),
    }));
    const account = { key: '/account', group: 'pages' as const, name: t.account.security };
    return [...shown, { ...account, run: go('/account') }, ...actions];
  }, [t, may, signOut, language, pages]);
}

const NUMBERS = ['orderNo', 'copNo', 'invtNo'] as const;
// Nobody types a number of customs in fewer characters.
const NUMBER_LENGTH_MIN = 6;
const PAUSE_MS = 250;

/** Declarations that have the typed text as one of their numbers. */
function useNumbers(text: string): readonly Entry[] {
  const { api, may } = useSession();
  const t = useText();
  const [found, setFound] = useState<{ text: string; items: readonly DeclarationSummary[] }>();
  const wanted = text.trim();
  const isNumber = wanted.length >= NUMBER_LENGTH_MIN && /^[\w-]*\d[\w-]*$/.test(wanted);
  const isAsked = isNumber && may('declarations:read');
  useEffect(() => {
    if (!isAsked) return undefined;
    let isCurrent = true;
    const timer = window.setTimeout(() => {
      const ask = async (name: string) =>
        api
          .get<Page<DeclarationSummary>>(
            `/declarations?limit=3&${name}=${encodeURIComponent(wanted)}`,
          )
          .then(({ items }) => items)
          // A number too long for one field is none of that field.
          .catch(() => []);
      void Promise.all(NUMBERS.map(ask)).then((lists) => {
        if (isCurrent) setFound({ text: wanted, items: lists.flat() });
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [api, isAsked, wanted]);
  if (!isAsked || found?.text !== wanted) return [];
  return found.items.map(({ declarationId, orderNo, status }) => ({
    ...{ key: declarationId, group: 'numbers' as const },
    name: `${orderNo} ${t.status[status]}`,
    run: () => navigate(`/declarations/${declarationId}`),
  }));
}
