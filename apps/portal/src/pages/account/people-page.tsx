import type { NewPassword, PersonShape } from '@pilotzone/identity/contract';
import { useState } from 'react';
import type { Static } from 'typebox';
import { usePages } from '../../api/use-pages.ts';
import { Field, Form, ShownOnce, useDeed } from '../../parts/form.tsx';
import { TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { RightsField } from '../../parts/rights-field.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type Password = Static<typeof NewPassword>;

/** People of the organisation: who they are, what they may do; add, change, suspend. */
export function PeoplePage() {
  const t = useText();
  const people = usePages<PersonShape>('/people?limit=100');
  const [edited, setEdited] = useState<PersonShape | 'new'>();
  const [made, setMade] = useState<{ name: string; password: string }>();
  const done = (name?: string, password?: Password) => {
    setEdited(undefined);
    setMade(name !== undefined && password ? { name, password: password.password } : undefined);
    people.reload();
  };
  return (
    <>
      <PageTitle title={t.people.title}>
        <button type="button" className="primary" onClick={() => setEdited('new')}>
          {t.people.add}
        </button>
      </PageTitle>
      {made && <ShownOnce label={t.people.shownOnce(made.name)} secret={made.password} />}
      {edited !== undefined && (
        <PersonForm
          key={edited === 'new' ? 'new' : edited.personId}
          person={edited === 'new' ? undefined : edited}
          onDone={done}
          onCancel={() => setEdited(undefined)}
        />
      )}
      {people.problem && <Failed problem={people.problem} onRetry={people.reload} />}
      {people.items === undefined && !people.problem && <Skeleton />}
      {people.items?.length === 0 && <Empty title={t.people.none} fix={t.people.noneFix} />}
      {people.items !== undefined && people.items.length > 0 && (
        <PeopleTable people={people.items} onEdit={setEdited} onDone={done} />
      )}
      {people.hasMore && (
        <button type="button" onClick={people.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

type TableProps = {
  readonly people: readonly PersonShape[];
  readonly onEdit: (person: PersonShape) => void;
  readonly onDone: (name?: string, password?: Password) => void;
};

function PeopleTable({ people, onEdit, onDone }: TableProps) {
  const t = useText().people;
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.organisation}</th>
            <th scope="col">{t.rights}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.lastSeen}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.personId}>
              <td>
                {person.displayName} <span className="quiet">{person.loginName}</span>
              </td>
              <td>
                <code>{person.participantCode}</code>
              </td>
              <td className="rights-cell">
                {person.permissions.map((right) => (
                  <code key={right}>{right}</code>
                ))}
              </td>
              <td>
                <PersonState person={person} />
              </td>
              <td>
                <Time at={person.lastSeenAt} />
              </td>
              <td>
                <PersonActions person={person} onEdit={onEdit} onDone={onDone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function PersonState({ person }: { readonly person: PersonShape }) {
  const t = useText().people;
  const { status, isLocked, hasTotp } = person;
  return (
    <>
      <Tag tone={status === 'active' ? 'good' : 'gone'}>{t[status]}</Tag>
      {isLocked && <Tag tone="care">{t.resting}</Tag>}
      {hasTotp && <span className="quiet"> {t.secondFactor}</span>}
    </>
  );
}

type ActionsProps = Omit<TableProps, 'people'> & { readonly person: PersonShape };

function PersonActions({ person, onEdit, onDone }: ActionsProps) {
  const t = useText().people;
  const { api, me } = useSession();
  const deed = useDeed();
  const { personId, displayName, status } = person;
  const isActive = status === 'active';
  const setStatus = async () => {
    if (isActive && !window.confirm(t.suspendSure(displayName))) return;
    const change = { status: isActive ? 'suspended' : 'active' };
    if (await deed.run(() => api.patch(`/people/${personId}`, change))) onDone();
  };
  const reset = async () => {
    if (!window.confirm(t.resetSure(displayName))) return;
    await deed.run(async () =>
      onDone(displayName, await api.post<Password>(`/people/${personId}/password`)),
    );
  };
  // Nobody locks herself out.
  if (personId === me.person?.personId) return null;
  return (
    <span className="row-actions">
      <button type="button" disabled={deed.isBusy} onClick={() => onEdit(person)}>
        {t.edit}
      </button>
      <button type="button" disabled={deed.isBusy} onClick={() => void reset()}>
        {t.reset}
      </button>
      <button type="button" disabled={deed.isBusy} onClick={() => void setStatus()}>
        {isActive ? t.suspend : t.activate}
      </button>
      {deed.complaint !== '' && (
        <span className="complaint" role="alert">
          {deed.complaint}
        </span>
      )}
    </span>
  );
}

type FormProps = {
  readonly person: PersonShape | undefined;
  readonly onDone: (name?: string, password?: Password) => void;
  readonly onCancel: () => void;
};

function PersonForm({ person, onDone, onCancel }: FormProps) {
  const t = useText().people;
  const { api, me } = useSession();
  const deed = useDeed();
  const [loginName, setLoginName] = useState('');
  const [displayName, setDisplayName] = useState(person?.displayName ?? '');
  const [participantCode, setCode] = useState(person?.participantCode ?? me.participantCode);
  const [permissions, setPermissions] = useState<readonly string[]>(person?.permissions ?? []);
  const mayChooseOrganisation = me.zoneWide.includes('people:manage') && !person;
  const save = () =>
    deed.run(async () => {
      if (person) {
        await api.patch(`/people/${person.personId}`, { displayName, permissions });
        onDone();
        return;
      }
      const request = { loginName, displayName, participantCode, permissions };
      onDone(displayName, await api.post<Password>('/people', request));
    });
  return (
    <section className="section">
      <Form
        deed={deed}
        submit={t.save}
        onSubmit={() => void save()}
        extra={
          <button type="button" onClick={onCancel}>
            {t.cancel}
          </button>
        }
      >
        {!person && (
          <Field label={t.loginName} hint={t.loginHint} value={loginName} onChange={setLoginName} />
        )}
        <Field label={t.displayName} value={displayName} onChange={setDisplayName} />
        {mayChooseOrganisation && (
          <Field label={t.organisation} value={participantCode} onChange={setCode} />
        )}
        <RightsField
          legend={t.rights}
          offered={me.grantable}
          chosen={permissions}
          onChange={setPermissions}
        />
      </Form>
    </section>
  );
}
