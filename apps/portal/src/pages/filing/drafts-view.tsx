import { useState } from 'react';
import type { DraftAnswer, DraftSummary } from '../../api/desk-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { useDeed } from '../../parts/form.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Empty, Load } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { Link, navigate } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { OrderStart } from './order-start.tsx';
import { localKeyOf } from './use-draft.ts';

/** The organisation's drafts, and a new one. */
export function DraftsView() {
  const t = useText().desk.draft;
  const { api, me } = useSession();
  const deed = useDeed();
  const loaded = useGet<{ readonly items: readonly DraftSummary[] }>('/drafts');
  const [isOrder, setOrder] = useState(false);
  const agent = { agentCode: me.participantCode, agentName: me.organisation?.name ?? '' };
  const body = { head: agent, lines: [{}], adopt: [] };
  const begin = () =>
    deed.run(async () => {
      const { draftId } = await api.post<DraftAnswer>('/drafts', { title: t.untitled, body });
      navigate(`/drafts/${draftId}`);
    });
  return (
    <Section
      title={t.all}
      aside={
        <>
          <button type="button" aria-expanded={isOrder} onClick={() => setOrder(!isOrder)}>
            {t.fromOrder}
          </button>{' '}
          <button
            type="button"
            className="primary"
            disabled={deed.isBusy}
            onClick={() => void begin()}
          >
            {t.begin}
          </button>
        </>
      }
    >
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      {isOrder && <OrderStart body={body} onCancel={() => setOrder(false)} />}
      <Load from={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t.none} fix={t.noneFix} />
          ) : (
            <DraftTable items={items} onGone={loaded.reload} />
          )
        }
      </Load>
    </Section>
  );
}

type TableProps = { readonly items: readonly DraftSummary[]; readonly onGone: () => void };

function DraftTable({ items, onGone }: TableProps) {
  const t = useText().desk.draft;
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.all}</caption>
        <thead>
          <tr>
            <th scope="col">{t.title}</th>
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.savedBy}</th>
            <th scope="col" className="number">
              {t.savedAt}
            </th>
            <th scope="col">
              <span className="hidden">{t.forget}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((draft) => (
            <DraftRow key={draft.draftId} draft={draft} onGone={onGone} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function DraftRow({
  draft,
  onGone,
}: {
  readonly draft: DraftSummary;
  readonly onGone: () => void;
}) {
  const t = useText().desk.draft;
  const { api } = useSession();
  const [isAsked, setAsked] = useState(false);
  const { draftId, title, basedOn, updatedAt, updatedBy } = draft;
  const forget = async () => {
    await api.delete(`/drafts/${draftId}`).catch(() => undefined);
    window.localStorage.removeItem(localKeyOf(draftId));
    onGone();
  };
  return (
    <tr>
      <th scope="row">
        <Link to={`/drafts/${draftId}`}>{title}</Link>
      </th>
      <td>{basedOn ? t.kindCorrection : t.kindNew}</td>
      <td>{updatedBy}</td>
      <td className="number">
        <Time at={updatedAt} />
      </td>
      <td className="number">
        {isAsked ? (
          <>
            <button type="button" className="danger" onClick={() => void forget()}>
              {t.forgetSure(title)}
            </button>{' '}
            <button type="button" onClick={() => setAsked(false)}>
              {t.keep}
            </button>
          </>
        ) : (
          <button type="button" className="plain" onClick={() => setAsked(true)}>
            {t.forget}
          </button>
        )}
      </td>
    </tr>
  );
}
