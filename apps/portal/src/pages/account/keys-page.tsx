import type { ApiKeyAnswer, ApiKeyPage } from '@pilotzone/information-sharing/contract';
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

type Key = Static<typeof ApiKeyPage>['items'][number];
type Made = Static<typeof ApiKeyAnswer> & { readonly name: string; readonly signs: boolean };

/** Keys with which the organisation's programs call the API. */
export function KeysPage() {
  const t = useText();
  const keys = usePages<Key>('/api-keys?limit=100');
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Made>();
  const done = (key?: Made) => {
    setOpen(false);
    setMade(key);
    keys.reload();
  };
  const labelOf = ({ name, signs, apiKeyId }: Made) =>
    signs ? t.keys.shownSigning(name, apiKeyId) : t.keys.shownOnce(name);
  return (
    <>
      <PageTitle title={t.keys.title}>
        <button type="button" className="primary" onClick={() => setOpen(true)}>
          {t.keys.add}
        </button>
      </PageTitle>
      <p className="quiet">{t.keys.about}</p>
      {made && <ShownOnce label={labelOf(made)} secret={made.key} />}
      {isOpen && <KeyForm onDone={done} onCancel={() => setOpen(false)} />}
      {keys.problem && <Failed problem={keys.problem} onRetry={keys.reload} />}
      {keys.items === undefined && !keys.problem && <Skeleton />}
      {keys.items?.length === 0 && <Empty title={t.keys.none} fix={t.keys.noneFix} />}
      {keys.items !== undefined && keys.items.length > 0 && (
        <KeyTable keys={keys.items} onDone={() => done()} />
      )}
      {keys.hasMore && (
        <button type="button" onClick={keys.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

function KeyTable({
  keys,
  onDone,
}: {
  readonly keys: readonly Key[];
  readonly onDone: () => void;
}) {
  const t = useText();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.keys.name}</th>
            <th scope="col">{t.people.organisation}</th>
            <th scope="col">{t.keys.rights}</th>
            <th scope="col">{t.keys.kind}</th>
            <th scope="col">{t.keys.made}</th>
            <th scope="col">{t.keys.state}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.apiKeyId}>
              <td>{key.name}</td>
              <td>
                <code>{key.participantCode}</code>
              </td>
              <td className="rights-cell">
                {key.scopes.map((right) => (
                  <code key={right}>{right}</code>
                ))}
              </td>
              <td>{key.signs ? t.keys.signing : t.keys.bearer}</td>
              <td>
                <Time at={key.createdAt} />
              </td>
              <td>
                <Tag tone={key.revokedAt === null ? 'good' : 'gone'}>
                  {key.revokedAt === null ? t.keys.inUse : t.keys.ended}
                </Tag>
              </td>
              <td>{key.revokedAt === null && <EndKey apiKey={key} onDone={onDone} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function EndKey({ apiKey, onDone }: { readonly apiKey: Key; readonly onDone: () => void }) {
  const t = useText().keys;
  const { api } = useSession();
  const deed = useDeed();
  const end = async () => {
    if (!window.confirm(t.endSure(apiKey.name))) return;
    if (await deed.run(() => api.delete(`/api-keys/${apiKey.apiKeyId}`))) onDone();
  };
  return (
    <>
      <button type="button" disabled={deed.isBusy} onClick={() => void end()}>
        {t.end}
      </button>
      <span className="complaint" role="alert">
        {deed.complaint}
      </span>
    </>
  );
}

type FormProps = { readonly onDone: (made: Made) => void; readonly onCancel: () => void };

function KeyForm({ onDone, onCancel }: FormProps) {
  const t = useText();
  const { api, me } = useSession();
  const deed = useDeed();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [signs, setSigns] = useState(false);
  const save = () =>
    deed.run(async () => {
      const request = { name, scopes, signs };
      const made = await api.post<Static<typeof ApiKeyAnswer>>('/api-keys', request);
      onDone({ ...made, name, signs });
    });
  return (
    <section className="section">
      <Form
        deed={deed}
        submit={t.keys.add}
        onSubmit={() => void save()}
        extra={
          <button type="button" onClick={onCancel}>
            {t.people.cancel}
          </button>
        }
      >
        <Field label={t.keys.name} value={name} onChange={setName} />
        <label className="check">
          <input type="checkbox" checked={signs} onChange={() => setSigns(!signs)} />
          {t.keys.signs}
        </label>
        {signs && <p className="quiet">{t.keys.signsHint}</p>}
        <RightsField
          legend={t.keys.rights}
          offered={me.grantable}
          chosen={scopes}
          onChange={setScopes}
        />
      </Form>
    </section>
  );
}
