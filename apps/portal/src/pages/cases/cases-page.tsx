import type { CaseBody, CaseDetail, CaseRow } from '@pilotzone/risk/contract/cases';
import { useId, useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { Link, navigate, useAddress, withQuery } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { Words } from './case-fields.tsx';
import { CASE_TONES } from './case-tones.ts';

/** The queue of the risk desk: what is due first comes first. */
export function CasesPage() {
  const t = useText().cases;
  const { may, me } = useSession();
  const { query } = useAddress();
  const about = query.get('declaration') ?? query.get('participant');
  const [isOpen, setOpen] = useState(about !== null);
  const [filter, setFilter] = useState({ all: false, overdue: false, mine: false });
  const asked = new URLSearchParams({ limit: '50' });
  if (filter.all) asked.set('all', 'true');
  if (filter.overdue) asked.set('overdue', 'true');
  if (filter.mine) asked.set('assignee', me.name);
  const pages = usePages<CaseRow>(`/cases?${asked.toString()}`);
  return (
    <>
      <PageTitle title={t.title}>
        {may('holds:decide') && !isOpen && (
          <button type="button" className="primary" onClick={() => setOpen(true)}>
            {t.open}
          </button>
        )}
      </PageTitle>
      <p className="quiet">{t.about}</p>
      {isOpen && (
        <OpenForm
          about={about ?? ''}
          onCancel={() => {
            setOpen(false);
            navigate(withQuery(query, { declaration: '', participant: '' }), { replace: true });
          }}
        />
      )}
      <p>
        {(['all', 'overdue', ...(me.person ? (['mine'] as const) : [])] as const).map((key) => (
          <label key={key} className="check">
            <input
              type="checkbox"
              checked={filter[key]}
              onChange={({ target }) => setFilter({ ...filter, [key]: target.checked })}
            />{' '}
            {t[key]}
          </label>
        ))}
      </p>
      {pages.problem && <Failed problem={pages.problem} onRetry={pages.reload} />}
      {!pages.items && !pages.problem && <Skeleton />}
      {pages.items?.length === 0 && <Empty title={t.none} fix={t.noneFix} />}
      {pages.items !== undefined && pages.items.length > 0 && <Queue items={pages.items} />}
      {pages.hasMore && <More onMore={pages.more} />}
    </>
  );
}

function More({ onMore }: { readonly onMore: () => void }) {
  const t = useText().declarations;
  return (
    <button type="button" onClick={onMore}>
      {t.more}
    </button>
  );
}

function Queue({ items }: { readonly items: readonly CaseRow[] }) {
  const t = useText().cases;
  const none = useText().states.none;
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.due}</th>
            <th scope="col">{t.subject}</th>
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.assignee}</th>
            <th scope="col">{t.opened}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.caseId}>
              <td>{one.dueOn ?? none}</td>
              <th scope="row" className="wrap">
                <Link to={`/cases/${one.caseId}`}>{one.subject}</Link>
              </th>
              <td>{t.kinds[one.kind]}</td>
              <td>
                <Tag tone={CASE_TONES[one.state]}>{t.states[one.state]}</Tag>{' '}
                {one.outcome && t.outcomes[one.outcome]}
              </td>
              <td>{one.assignee ?? none}</td>
              <td>
                <Time at={one.openedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type OpenProps = { readonly about: string; readonly onCancel: () => void };

function OpenForm({ about, onCancel }: OpenProps) {
  const t = useText().cases;
  const { api } = useSession();
  const deed = useDeed();
  const id = useId();
  const [kind, setKind] = useState<CaseBody['kind']>('suspicion');
  const [subject, setSubject] = useState('');
  const [links, setLinks] = useState(about);
  const [note, setNote] = useState('');
  const begin = () => {
    if (note.trim().length < 4) {
      deed.complain(t.noteMissing);
      return;
    }
    const named = links.split(/\s+/).filter(Boolean);
    const body: CaseBody = {
      ...{ kind, subject, note },
      links: named.map((reference) => ({
        kind: UUID.test(reference) ? 'declaration' : 'participant',
        reference,
      })),
    };
    void deed.run(async () => {
      const made = await api.post<CaseDetail>('/cases', body);
      navigate(`/cases/${made.caseId}`);
    });
  };
  return (
    <Section title={t.open}>
      <Form
        deed={deed}
        submit={t.open}
        onSubmit={begin}
        extra={
          <button type="button" onClick={onCancel}>
            {t.cancel}
          </button>
        }
      >
        <div className="form-field">
          <label htmlFor={`${id}-kind`}>{t.kind}</label>
          <select
            id={`${id}-kind`}
            value={kind}
            // The options are the kinds.
            onChange={({ target }) => setKind(target.value as CaseBody['kind'])}
          >
            {(Object.keys(t.kinds) as CaseBody['kind'][]).map((one) => (
              <option key={one} value={one}>
                {t.kinds[one]}
              </option>
            ))}
          </select>
        </div>
        <Field label={t.subject} value={subject} required onChange={setSubject} />
        <Words id={`${id}-links`} label={t.links} value={links} onChange={setLinks} />
        <Words id={`${id}-note`} label={t.note} value={note} onChange={setNote} />
      </Form>
    </Section>
  );
}
