import { useCallback, useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly type?: 'text' | 'password';
  readonly autoComplete?: string;
  readonly inputMode?: 'numeric' | 'decimal';
  /** The id of a list of suggestions. */
  readonly list?: string;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
};

/** A labelled input; one for secrets can be shown. */
export function Field({ label, value, onChange, hint, type = 'text', ...rest }: FieldProps) {
  const t = useText().signIn;
  const id = useId();
  const [isShown, setShown] = useState(false);
  const isSecret = type === 'password';
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <div className="form-field-input">
        <input
          id={id}
          type={isSecret && !isShown ? 'password' : 'text'}
          value={value}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
          {...rest}
        />
        {isSecret && (
          <button type="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? t.hide : t.show}
          </button>
        )}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Something on its way to the server: whether it is, and what it said against it. */
export type Deed = {
  readonly isBusy: boolean;
  readonly complaint: string;
  /** Does it; true when it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  complain(text: string): void;
};

/** One deed at a time, with its complaint. */
export function useDeed(): Deed {
  const [isBusy, setBusy] = useState(false);
  const [complaint, complain] = useState<string | Problem>('');
  const say = useSayProblem();
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    complain('');
    try {
      await work();
      return true;
    } catch (error) {
      complain(problemIn(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const said = typeof complaint === 'string' ? complaint : say(complaint);
  return { isBusy, complaint: said, run, complain };
}

type FormProps = {
  readonly deed: Deed;
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  readonly extra?: ReactNode;
};

/** Fields with what the server said against them and one button. */
export function Form({ deed, submit, onSubmit, children, extra }: FormProps) {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="form" onSubmit={send}>
      {children}
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="form-actions">
        <button type="submit" className="primary" disabled={deed.isBusy}>
          {submit}
        </button>
        {extra}
      </p>
    </form>
  );
}

/** A secret that is shown once, to be copied. */
export function ShownOnce({ label, secret }: { readonly label: string; readonly secret: string }) {
  return (
    <p className="remark shown-once" role="status">
      {label} <code>{secret}</code>
    </p>
  );
}
