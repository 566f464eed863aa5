import type { SecurityAnswer } from '@pilotzone/identity/contract';
import { useState } from 'react';
import { addPasskey, addressForPasskeys } from '../../api/passkeys.ts';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Load } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { PasswordForm } from './password-form.tsx';
import { TotpSection } from './totp-section.tsx';

/** The own account: password, app, passkeys, sessions, and what happened to it. */
export function SecurityPage() {
  const t = useText().account;
  const loaded = useGet<SecurityAnswer>('/me/security');
  const [isChanged, setChanged] = useState(false);
  return (
    <>
      <PageTitle title={t.security} />
      <Load from={loaded}>
        {(security) => (
          <>
            <Section title={t.passwordTitle}>
              {isChanged && (
                <p className="remark" role="status">
                  {t.changed}
                </p>
              )}
              <PasswordForm
                onDone={() => {
                  setChanged(true);
                  loaded.reload();
                }}
              />
            </Section>
            <TotpSection hasTotp={security.hasTotp} onChange={loaded.reload} />
            <Passkeys passkeys={security.passkeys} onChange={loaded.reload} />
            <Sessions sessions={security.sessions} onChange={loaded.reload} />
            <Events events={security.events} />
          </>
        )}
      </Load>
    </>
  );
}

type PasskeysProps = Pick<SecurityAnswer, 'passkeys'> & { readonly onChange: () => void };

function Passkeys({ passkeys, onChange }: PasskeysProps) {
  const t = useText();
  const { api } = useSession();
  const deed = useDeed();
  const [name, setName] = useState(t.account.passkeyDefault);
  const elsewhere = addressForPasskeys();
  const after = async (work: () => Promise<unknown>) => {
    if (await deed.run(work)) onChange();
  };
  return (
    <Section title={t.account.passkeysTitle}>
      {passkeys.length === 0 && <p className="quiet">{t.account.passkeysNone}</p>}
      <ul className="plain-list">
        {passkeys.map((key) => (
          <li key={key.credentialId}>
            <strong>{key.name}</strong>{' '}
            <span className="quiet">
              {t.account.added} <Time at={key.createdAt} /> · {t.account.lastUsed}{' '}
              <Time at={key.lastUsedAt} />
            </span>{' '}
            <button
              type="button"
              disabled={deed.isBusy}
              onClick={() =>
                void after(() => api.delete(`/me/passkeys/${encodeURIComponent(key.credentialId)}`))
              }
            >
              {t.account.remove}
            </button>
          </li>
        ))}
      </ul>
      {elsewhere === undefined ? (
        <Form
          deed={deed}
          submit={t.account.passkeyAdd}
          onSubmit={() => void after(() => addPasskey(api, name))}
        >
          <Field label={t.account.passkeyName} value={name} onChange={setName} />
        </Form>
      ) : (
        <p>
          <a href={elsewhere}>{t.signIn.passkeyNoHost(elsewhere)}</a>
        </p>
      )}
    </Section>
  );
}

type SessionsProps = Pick<SecurityAnswer, 'sessions'> & { readonly onChange: () => void };

function Sessions({ sessions, onChange }: SessionsProps) {
  const t = useText().account;
  const { api } = useSession();
  const deed = useDeed();
  const end = async (path: string) => {
    if (await deed.run(() => api.delete(path))) onChange();
  };
  const endOthers = (
    <button
      type="button"
      disabled={deed.isBusy || sessions.length < 2}
      onClick={() => void end('/me/sessions')}
    >
      {t.endOthers}
    </button>
  );
  return (
    <Section title={t.sessionsTitle} aside={endOthers}>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.browser}</th>
              <th scope="col">{t.by}</th>
              <th scope="col">{t.since}</th>
              <th scope="col">{t.seen}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.sessionId}>
                <td>{browserOf(session.client)}</td>
                <td>{t.method[session.method]}</td>
                <td>
                  <Time at={session.createdAt} />
                </td>
                <td>
                  <Time at={session.lastSeenAt} />
                </td>
                <td>
                  {session.isCurrent ? (
                    t.thisSession
                  ) : (
                    <button
                      type="button"
                      disabled={deed.isBusy}
                      onClick={() => void end(`/me/sessions/${session.sessionId}`)}
                    >
                      {t.endSession}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}

function Events({ events }: Pick<SecurityAnswer, 'events'>) {
  const t = useText().account;
  // The server may know kinds that this page does not yet.
  const words: Readonly<Record<string, string>> = t.event;
  return (
    <Section title={t.eventsTitle}>
      <ul className="plain-list">
        {events.map((event, index) => (
          <li key={index}>
            <Time at={event.at} /> {words[event.kind] ?? event.kind}{' '}
            <span className="quiet">{event.actor}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Name and system in a User-Agent; the rest is history that nobody reads. */
function browserOf(client: string): string {
  const browser = /(Edg|Firefox|Chrome|Safari)\/(\d+)/.exec(client);
  const system = /\(([^;)]+)/.exec(client)?.[1];
  return [browser ? `${browser[1] ?? ''} ${browser[2] ?? ''}` : client.slice(0, 40), system]
    .filter(Boolean)
    .join(' · ');
}
