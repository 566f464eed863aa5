import { useState } from 'react';
import { createApi, problemIn } from '../api/client.ts';
import { addressForPasskeys, signInByPasskey } from '../api/passkeys.ts';
import { Field, Form, useDeed } from '../parts/form.tsx';
import { LanguageSwitch, ThemeSwitch } from '../parts/switches.tsx';
import { Link } from '../routing.tsx';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';
import { OtherProviders } from './other-providers.tsx';

type SignInProps = {
  /** The session that was in use is no longer valid. */
  readonly wasRefused: boolean;
  readonly onEnter: () => void;
};

/** The entrance: password with a code where the account has an app, or a passkey. */
export function SignIn({ wasRefused, onEnter }: SignInProps) {
  const t = useText();
  return (
    <main className="entrance">
      <div className="entrance-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="entrance-form">
        <p className="brand">{t.app.name}</p>
        <p className="quiet">{t.app.about}</p>
        <h1>{t.signIn.title}</h1>
        <PasswordSignIn wasRefused={wasRefused} onEnter={onEnter} />
        <p className="entrance-or quiet">{t.signIn.or}</p>
        <PasskeySignIn onEnter={onEnter} />
        <OtherProviders />
        <p className="quiet">{t.signIn.hint}</p>
        <p>
          <Link to="/citizen">{t.signIn.citizens}</Link>
        </p>
      </div>
    </main>
  );
}

function PasswordSignIn({ wasRefused, onEnter }: SignInProps) {
  const t = useText();
  const say = useSayProblem();
  const deed = useDeed();
  const [loginName, setLoginName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [wantsCode, setWantsCode] = useState(false);
  const [isFirst, setFirst] = useState(true);
  const words = useComplaints();

  async function enter(): Promise<void> {
    setFirst(false);
    if (loginName.trim() === '' || password === '') {
      deed.complain(t.signIn.empty);
      return;
    }
    let complaint = '';
    const isIn = await deed.run(async () => {
      const given = { loginName, password, ...(code !== '' && { code }) };
      await createApi()
        .post('/session', given)
        .catch((error: unknown) => {
          const problem = problemIn(error);
          if (problem.code === 'SECOND_FACTOR_REQUIRED') setWantsCode(true);
          complaint = words[problem.code] ?? say(problem);
          throw error;
        });
    });
    if (isIn) onEnter();
    else deed.complain(complaint);
  }

  const shown = deed.complaint || (isFirst && wasRefused ? t.signIn.ended : '');
  return (
    <Form
      deed={{ ...deed, complaint: shown }}
      submit={deed.isBusy ? t.signIn.busy : t.signIn.submit}
      onSubmit={() => void enter()}
    >
      <Field
        label={t.signIn.loginName}
        autoComplete="username"
        autoFocus
        value={loginName}
        onChange={setLoginName}
      />
      <Field
        label={t.signIn.password}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {wantsCode && (
        <Field
          label={t.signIn.code}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          value={code}
          onChange={setCode}
        />
      )}
    </Form>
  );
}

/** What the server says against a sign-in, in the words of the page. */
function useComplaints(): Readonly<Record<string, string>> {
  const { signIn, states } = useText();
  return {
    LOGIN_REFUSED: signIn.wrong,
    TOO_MANY_ATTEMPTS: signIn.resting,
    SECOND_FACTOR_REQUIRED: signIn.codeNeeded,
    UNREACHABLE: states.unreachable,
  };
}

function PasskeySignIn({ onEnter }: { readonly onEnter: () => void }) {
  const t = useText().signIn;
  const deed = useDeed();
  const elsewhere = addressForPasskeys();
  if (elsewhere !== undefined) {
    return (
      <p className="quiet">
        <a href={elsewhere}>{t.passkeyNoHost(elsewhere)}</a>
      </p>
    );
  }
  const enter = async () => {
    const isIn = await deed.run(() => signInByPasskey(createApi()));
    if (isIn) onEnter();
  };
  return (
    <>
      <button type="button" disabled={deed.isBusy} onClick={() => void enter()}>
        {t.passkey}
      </button>
      <p className="complaint" role="alert">
        {deed.complaint === '' ? '' : t.passkeyFailed}
      </p>
    </>
  );
}
