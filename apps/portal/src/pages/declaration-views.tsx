import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { useState, type SubmitEvent } from 'react';
import { useGet } from '../api/use-get.ts';
import { useDeed } from '../parts/form.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** States in which a trader has to do something. */
export const NEEDS_ME = 'rejected,waiting,staged,held';

const AT_CUSTOMS = 'sent,customs-held';

type Views = {
  readonly items: readonly { viewId: string; name: string; query: string }[];
};

type ViewsProps = {
  readonly query: URLSearchParams;
  /** The filters in force, as they stand in the address. */
  readonly filters: string;
};

/** Filters for every day, and those that the person saved under a name. */
export function DeclarationViews({ filters }: ViewsProps) {
  const t = useText().desk.list;
  const { api } = useSession();
  const saved = useGet<Views>('/me/views?page=declarations');
  const today = dayOf(systemClock.now());
  const quick = [
    [t.all, ''],
    [t.needs, asQuery({ status: NEEDS_ME })],
    [t.under, asQuery({ status: AT_CUSTOMS })],
    [t.done, asQuery({ status: 'released' })],
    [t.today, asQuery({ filedFrom: today })],
  ] as const;
  const items = saved.data?.items ?? [];
  const forget = async (viewId: string) => {
    await api.delete(`/me/views/${viewId}`).catch(() => undefined);
    saved.reload();
  };
  const isKnown = [...quick.map(([, at]) => at), ...items.map((view) => view.query)].includes(
    filters,
  );
  return (
    <nav className="views" aria-label={t.quick}>
      {quick.map(([name, at]) => (
        <ViewLink key={name} name={name} at={at} filters={filters} />
      ))}
      {items.map(({ viewId, name, query: at }) => (
        <span key={viewId} className="view-saved">
          <ViewLink name={name} at={at} filters={filters} />
          <button
            type="button"
            className="plain view-forget"
            aria-label={t.forget(name)}
            title={t.forget(name)}
            onClick={() => void forget(viewId)}
          >
            ×
          </button>
        </span>
      ))}
      {!isKnown && <SaveView filters={filters} onSaved={saved.reload} />}
    </nav>
  );
}

function asQuery(filters: Record<string, string>): string {
  return new URLSearchParams(filters).toString();
}

type LinkProps = { readonly name: string; readonly at: string; readonly filters: string };

function ViewLink({ name, at, filters }: LinkProps) {
  return (
    <Link
      to={`/declarations${at === '' ? '' : `?${at}`}`}
      className="view"
      {...(at === filters ? { 'aria-current': 'true' as const } : {})}
    >
      {name}
    </Link>
  );
}

type SaveProps = { readonly filters: string; readonly onSaved: () => void };

function SaveView({ filters, onSaved }: SaveProps) {
  const t = useText().desk.list;
  const { api } = useSession();
  const deed = useDeed();
  const [name, setName] = useState<string>();
  if (name === undefined) {
    return (
      <button type="button" className="plain view-save" onClick={() => setName('')}>
        + {t.save}
      </button>
    );
  }
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { page: 'declarations', name, query: filters };
    if (!(await deed.run(() => api.post('/me/views', body)))) return;
    setName(undefined);
    onSaved();
  };
  return (
    <form className="view-form" onSubmit={(event) => void save(event)}>
      <input
        aria-label={t.saveName}
        placeholder={t.saveName}
        value={name}
        maxLength={60}
        required
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setName(undefined);
        }}
      />
      <button type="submit" className="primary" disabled={deed.isBusy || name.trim() === ''}>
        {t.saveDone}
      </button>
      <button type="button" onClick={() => setName(undefined)}>
        {t.saveCancel}
      </button>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
    </form>
  );
}
