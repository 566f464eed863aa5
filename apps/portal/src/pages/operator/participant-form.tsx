import { useState } from 'react';
import { Field, Form, type Deed } from '../../parts/form.tsx';
import { useText } from '../../text/text.ts';
import type { Participant } from './participant-file.ts';

type Props = {
  readonly participant: Participant | undefined;
  readonly deed: Deed;
  readonly onAsk: (participant: Participant) => void;
  readonly onCancel: () => void;
};

/** Who an organisation is and in which roles; what that changes is shown next. */
export function ParticipantForm({ participant, deed, onAsk, onCancel }: Props) {
  const t = useText();
  const words = t.register;
  const [code, setCode] = useState(participant?.code ?? '');
  const [creditCode, setCreditCode] = useState(participant?.creditCode ?? '');
  const [name, setName] = useState(participant?.name ?? '');
  const [roles, setRoles] = useState<readonly string[]>(participant?.roles ?? []);
  const status = participant?.status ?? 'active';
  const toggle = (role: string) =>
    setRoles(roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role]);
  const ask = () => {
    const credit = creditCode.trim() === '' ? null : creditCode.trim();
    onAsk({ code: code.trim(), creditCode: credit, name: name.trim(), roles, status });
  };
  const cancel = (
    <button type="button" onClick={onCancel}>
      {words.cancel}
    </button>
  );
  return (
    <Form deed={deed} submit={words.preview} onSubmit={ask} extra={cancel}>
      {participant ? (
        <p>
          <code>{participant.code}</code>
        </p>
      ) : (
        <Field label={words.fields.code} value={code} onChange={setCode} />
      )}
      <Field label={words.fields.name} value={name} onChange={setName} />
      <Field label={words.fields.creditCode} value={creditCode} onChange={setCreditCode} />
      <fieldset className="rights">
        <legend>{t.operator.roles}</legend>
        {Object.entries(t.account.roles).map(([role, roleName]) => (
          <label key={role}>
            <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
            {roleName}
          </label>
        ))}
      </fieldset>
      <p className="quiet">{words.rolesHint}</p>
    </Form>
  );
}
