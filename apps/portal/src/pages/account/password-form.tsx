import { useState } from 'react';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../parts/switches.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

/** Changes the own password. */
export function PasswordForm({ onDone }: { readonly onDone: () => void }) {
  const t = useText().account;
  const { api } = useSession();
  const deed = useDeed();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = async () => {
    const isDone = await deed.run(() => api.put('/me/password', { current, next }));
    if (!isDone) return;
    setCurrent('');
    setNext('');
    onDone();
  };
  return (
    <Form deed={deed} submit={t.changePassword} onSubmit={() => void change()}>
      <Field
        label={t.current}
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
      />
      <Field
        label={t.next}
        type="password"
        autoComplete="new-password"
        hint={t.nextHint}
        value={next}
        onChange={setNext}
      />
    </Form>
  );
}

/** The only page of somebody whose password was made by another: choose your own. */
export function FirstPassword() {
  const t = useText();
  const { refreshMe, signOut } = useSession();
  return (
    <main className="entrance">
      <div className="entrance-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="entrance-form">
        <p className="brand">{t.app.name}</p>
        <h1>{t.account.changeFirst}</h1>
        <p className="quiet">{t.account.changeFirstWhy}</p>
        <PasswordForm onDone={refreshMe} />
        <button type="button" className="plain" onClick={signOut}>
          {t.app.signOut}
        </button>
      </div>
    </main>
  );
}
