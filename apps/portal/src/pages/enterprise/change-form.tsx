import { useId, useState } from 'react';
import type { Application, Enterprise } from '../../api/enterprise-shapes.ts';
import type { ParticipantRole as Role } from '@pilotzone/information-sharing/contract';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

const TEXTS = [
  ...(['name', 'creditCode', 'address', 'legalRepresentative'] as const),
  ...(['contactName', 'contactPhone', 'contactEmail'] as const),
] as const;

const ROLES = [
  ...(['platform', 'merchant', 'payment-firm', 'carrier', 'broker'] as const),
  ...(['guarantor', 'bonded-operator'] as const),
] as const;

type Values = Readonly<Record<(typeof TEXTS)[number], string>> & {
  readonly roles: readonly Role[];
};

type FormProps = {
  readonly enterprise: Enterprise;
  /** The application that the zone returned, whose values are taken up again. */
  readonly returned: Application | undefined;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

/** Asks the zone to change what is on file; only what differs is sent. */
export function ChangeForm({ enterprise, returned, onDone, onCancel }: FormProps) {
  const t = useText().enterprise;
  const { api } = useSession();
  const deed = useDeed();
  const id = useId();
  const [values, setValues] = useState<Values>(() => valuesOf(enterprise, returned));
  const [reason, setReason] = useState(returned?.reason ?? '');
  const send = async () => {
    const changes = differing(enterprise, values);
    const isSame = Object.keys(changes).length === 0;
    if (isSame || reason.trim().length < 4) {
      deed.complain(isSame ? t.unchanged : t.reasonMissing);
      return;
    }
    const body = { changes, reason: reason.trim() };
    if (await deed.run(() => api.post('/enterprise/application', body))) onDone();
  };
  return (
    <Section title={returned ? t.again : t.change}>
      <Form
        deed={deed}
        submit={t.submit}
        onSubmit={() => void send()}
        extra={
          <button type="button" onClick={onCancel}>
            {t.cancel}
          </button>
        }
      >
        <div className="draft-section">
          {TEXTS.map((name) => (
            <Field
              key={name}
              label={t.fields[name]}
              value={values[name]}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </div>
        <RolesField values={values} onChange={(roles) => setValues({ ...values, roles })} />
        <div className="form-field">
          <label htmlFor={id}>{t.reason}</label>
          <textarea
            id={id}
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </Form>
    </Section>
  );
}

type RolesProps = { readonly values: Values; readonly onChange: (roles: readonly Role[]) => void };

function RolesField({ values: { roles }, onChange }: RolesProps) {
  const t = useText();
  return (
    <fieldset className="roles-field">
      <legend>{t.enterprise.fields.roles}</legend>
      {ROLES.map((role) => (
        <label key={role} className="check">
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={({ target }) =>
              onChange(target.checked ? [...roles, role] : roles.filter((one) => one !== role))
            }
          />{' '}
          {t.account.roles[role]}
        </label>
      ))}
      <p className="quiet">{t.enterprise.rolesHint}</p>
    </fieldset>
  );
}

function valuesOf(enterprise: Enterprise, returned: Application | undefined): Values {
  const { name, creditCode, details, roles } = enterprise;
  const onFile: Readonly<Record<string, string>> = {
    ...details,
    name,
    creditCode: creditCode ?? '',
  };
  const asked = new Map(returned?.changes.map(({ field, to }) => [field, to]));
  const texts = TEXTS.map((field) => [field, asked.get(field) ?? onFile[field] ?? ''] as const);
  // Every name is in the list; roles travel as one text.
  const values = Object.fromEntries(texts) as Omit<Values, 'roles'>;
  return { ...values, roles: (asked.get('roles')?.split(',') as Role[] | undefined) ?? roles };
}

/** What differs from what is on file; an emptied field stays as it is. */
function differing(enterprise: Enterprise, values: Values): Record<string, unknown> {
  const now = valuesOf(enterprise, undefined);
  const texts = TEXTS.map((field) => [field, values[field].trim()] as const);
  const changed = texts.filter(([field, text]) => text !== '' && text !== now[field]);
  const isSame = values.roles.toSorted().join() === now.roles.toSorted().join();
  return { ...Object.fromEntries(changed), ...(isSame ? {} : { roles: values.roles }) };
}
