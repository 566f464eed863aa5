import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { idCardFault } from '@pilotzone/rules/id-card';
import { useEffect, useState } from 'react';
import { createApi, problemIn } from '../api/client.ts';
import { Field, Form, useDeed } from '../parts/form.tsx';
import { Link } from '../routing.tsx';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';

/** Id number and telephone, then the code that comes to the telephone. */
export function CitizenSignIn({ onEnter }: { readonly onEnter: () => void }) {
  const t = useText().citizen;
  const [requestId, setRequestId] = useState<string>();
  return (
    <div className="entrance-form citizen-entrance">
      <h1>{t.title}</h1>
      <p className="quiet">{t.about}</p>
      {requestId === undefined ? (
        <AskForCode onAsked={setRequestId} />
      ) : (
        <GiveCode
          key={requestId}
          requestId={requestId}
          onEnter={onEnter}
          onBack={() => setRequestId(undefined)}
        />
      )}
      <p className="quiet">{t.privacy}</p>
      <p>
        <Link to="/">{t.toDesks}</Link>
      </p>
    </div>
  );
}

function AskForCode({ onAsked }: { readonly onAsked: (requestId: string) => void }) {
  const t = useText().citizen;
  const deed = useDeed();
  const words = useComplaints();
  const [idNumber, setIdNumber] = useState('');
  const [phone, setPhone] = useState('');

  async function ask(): Promise<void> {
    const given = { idNumber: idNumber.trim().toUpperCase(), phone: phone.replaceAll(/\D/g, '') };
    const today = dayOf(systemClock.now()).replaceAll('-', '');
    if (idCardFault(given.idNumber, today) !== undefined) {
      deed.complain(t.idWrong);
      return;
    }
    if (!/^1\d{10}$/.test(given.phone)) {
      deed.complain(t.phoneWrong);
      return;
    }
    let complaint = '';
    await deed.run(async () => {
      try {
        const taken = await createApi().post<{ requestId: string }>('/citizen/code', given);
        onAsked(taken.requestId);
      } catch (error) {
        complaint = words(error);
      }
    });
    if (complaint !== '') deed.complain(complaint);
  }

  return (
    <Form deed={deed} submit={t.send} onSubmit={() => void ask()}>
      <Field label={t.idNumber} autoComplete="off" value={idNumber} onChange={setIdNumber} />
      <Field
        label={t.phone}
        hint={t.phoneHint}
        autoComplete="tel-national"
        inputMode="numeric"
        value={phone}
        onChange={setPhone}
      />
    </Form>
  );
}

type GiveProps = {
  readonly requestId: string;
  readonly onEnter: () => void;
  readonly onBack: () => void;
};

function GiveCode({ requestId, onEnter, onBack }: GiveProps) {
  const t = useText().citizen;
  const deed = useDeed();
  const words = useComplaints();
  const [code, setCode] = useState('');
  const shown = useDemoPhone(requestId);

  async function enter(): Promise<void> {
    let complaint = '';
    await deed.run(async () => {
      try {
        await createApi().post('/citizen/session', { requestId, code: code.trim() });
        onEnter();
      } catch (error) {
        complaint = words(error);
      }
    });
    if (complaint !== '') deed.complain(complaint);
  }

  return (
    <>
      <p role="status">{t.sent}</p>
      {shown !== undefined && (
        <p className="remark demo-phone">
          {t.demoPhone} <code>{shown}</code>{' '}
          <button type="button" onClick={() => setCode(shown)}>
            {t.takeCode}
          </button>
        </p>
      )}
      <Form
        deed={deed}
        submit={t.enter}
        onSubmit={() => void enter()}
        extra={
          <button type="button" onClick={onBack}>
            {t.again}
          </button>
        }
      >
        <Field
          label={t.code}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          value={code}
          onChange={setCode}
        />
      </Form>
    </>
  );
}

/** In the demo the page shows what the telephone would; anywhere else nothing comes. */
function useDemoPhone(requestId: string): string | undefined {
  const [code, setCode] = useState<string>();
  useEffect(() => {
    let isOver = false;
    const look = async (left: number): Promise<void> => {
      if (isOver || left === 0) return;
      try {
        const found = await createApi().get<{ code: string }>(`/citizen/demo-phone/${requestId}`);
        setCode(found.code);
      } catch {
        // Not yet, or no demo, or nobody known: the page does not tell which.
        setTimeout(() => void look(left - 1), 500);
      }
    };
    // The message is sent after the answer.
    const timer = setTimeout(() => void look(3), 400);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [requestId]);
  return code;
}

/** What the server says against it, in the words of the page. */
function useComplaints(): (error: unknown) => string {
  const { citizen, states } = useText();
  const say = useSayProblem();
  const words: Readonly<Record<string, string>> = {
    LOGIN_REFUSED: citizen.wrong,
    REQUEST_INVALID: citizen.wrong,
    TOO_MANY_CODES: citizen.resting,
    TOO_MANY_ATTEMPTS: citizen.resting,
    TOO_MANY_REQUESTS: citizen.resting,
    COUNTER_UNAVAILABLE: citizen.full,
    CODE_SENDER_UNAVAILABLE: citizen.closed,
    UNREACHABLE: states.unreachable,
  };
  return (error) => {
    const problem = problemIn(error);
    return words[problem.code] ?? say(problem);
  };
}
