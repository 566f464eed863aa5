import { useId, useState } from 'react';
import { useText } from '../text/text.ts';
import { Field, Form, useDeed } from './form.tsx';

const REASON_MIN = 4;

/** Why somebody wants to see personal data in the clear. */
export type Purpose = { readonly purpose: string; readonly reason: string };

type Props = { readonly onAsk: (why: Purpose) => Promise<void> };

/** Asks for purpose and reason before anything is shown in the clear. */
export function PurposeForm({ onAsk }: Props) {
  const t = useText();
  const id = useId();
  const deed = useDeed();
  const purposes = t.disclosures.purposes;
  const [purpose, setPurpose] = useState<string>('review');
  const [reason, setReason] = useState('');
  const ask = () => {
    if (reason.trim().length < REASON_MIN) deed.complain(t.messages.clearHint);
    else void deed.run(() => onAsk({ purpose, reason: reason.trim() }));
  };
  return (
    <Form deed={deed} submit={t.messages.show} onSubmit={ask}>
      <p className="quiet">{t.messages.clearHint}</p>
      <div className="form-field">
        <label htmlFor={id}>{t.messages.purpose}</label>
        <select id={id} value={purpose} onChange={(event) => setPurpose(event.target.value)}>
          {Object.entries(purposes).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Field label={t.messages.reason} value={reason} onChange={setReason} />
    </Form>
  );
}
