import { useState } from 'react';
import { createApi, problemIn } from '../api/client.ts';
import type { Me } from '../api/shapes.ts';
import { LanguageSwitch, ThemeSwitch } from '../parts/switches.tsx';
import { useText } from '../text/text.ts';

type SignInProps = {
  /** The key that was in use is no longer valid. */
  readonly wasRefused: boolean;
  readonly onEnter: (key: string, me: Me) => void;
};

/** The entrance: an API key, checked against the server. */
export function SignIn({ wasRefused, onEnter }: SignInProps) {
  const t = useText();
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState(wasRefused ? 'refused' : '');

  async function enter(): Promise<void> {
    const wanted = key.trim();
    if (wanted === '') {
      setComplaint('empty');
      return;
    }
    setBusy(true);
    try {
      onEnter(wanted, await createApi(wanted, () => undefined).get<Me>('/me'));
    } catch (error) {
      const problem = problemIn(error);
      const isUnreachable = problem.code === 'UNREACHABLE';
      if (problem.status === 401) setComplaint('unknown');
      else setComplaint(isUnreachable ? 'unreachable' : problem.detail);
      setBusy(false);
    }
  }

  const complaints: Record<string, string> = {
    empty: t.signIn.empty,
    unknown: t.signIn.unknown,
    refused: t.signIn.refused,
    unreachable: t.states.unreachable,
  };
  return (
    <main className="entrance">
      <div className="entrance-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <form
        className="entrance-form"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <p className="brand">{t.app.name}</p>
        <p className="quiet">{t.app.about}</p>
        <h1>{t.signIn.title}</h1>
        <KeyField value={key} isWrong={complaint !== ''} onChange={setKey} />
        <p id="key-complaint" className="complaint" role="alert">
          {complaints[complaint] ?? complaint}
        </p>
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? t.signIn.busy : t.signIn.submit}
        </button>
        <p id="key-hint" className="quiet">
          {t.signIn.hint} {t.signIn.kept}
        </p>
      </form>
    </main>
  );
}

type FieldProps = {
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
};

function KeyField({ value, isWrong, onChange }: FieldProps) {
  const t = useText();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <label htmlFor="key">{t.signIn.key}</label>
      <div className="entrance-key">
        <input
          id="key"
          name="key"
          type={isShown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          aria-invalid={isWrong}
          aria-describedby="key-hint key-complaint"
        />
        <button type="button" onClick={() => setShown(!isShown)}>
          {isShown ? t.signIn.hide : t.signIn.show}
        </button>
      </div>
    </>
  );
}
