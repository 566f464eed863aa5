import type { Application } from '../../api/enterprise-shapes.ts';
import type { ParticipantRole as Role } from '@pilotzone/information-sharing/contract';
import { TableFrame } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

const TONES = {
  ...({ submitted: 'open', returned: 'care', approved: 'good' } as const),
  ...({ refused: 'bad', withdrawn: 'gone' } as const),
} as const;

/** How an application stands. */
export function ApplicationTag({ application: { status } }: { application: Application }) {
  const t = useText().enterprise;
  return <Tag tone={TONES[status]}>{t.states[status]}</Tag>;
}

/** What an application would change, field by field, beside what is on file. */
export function ChangeTable({ application: { changes } }: { application: Application }) {
  const t = useText().enterprise;
  const show = useFieldText();
  if (changes.length === 0) return <p className="quiet">{t.sameNow}</p>;
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.change}</caption>
        <thead>
          <tr>
            <th scope="col">{t.field}</th>
            <th scope="col">{t.from}</th>
            <th scope="col">{t.to}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, from, to }) => (
            <tr key={field}>
              <th scope="row">{t.fields[field as 'name']}</th>
              <td className="wrap quiet">{show(field, from)}</td>
              <td className="wrap">{show(field, to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** Who did what with an application, oldest first. */
export function StepList({ application: { steps } }: { application: Application }) {
  const t = useText().enterprise;
  return (
    <ol className="steps">
      {steps.map(({ at, status, actor, note }) => (
        <li key={`${at} ${status}`}>
          <Time at={at} /> <strong>{t.states[status]}</strong>{' '}
          <span className="quiet">{actor}</span>
          {note !== '' && <p>{note}</p>}
        </li>
      ))}
    </ol>
  );
}

/** A value of a field as people read it: roles by their names. */
function useFieldText(): (field: string, text: string) => string {
  const t = useText();
  return (field, text) => {
    if (text === '') return t.enterprise.nothing;
    if (field !== 'roles') return text;
    const roles = text.split(',') as Role[];
    return roles.map((role) => t.account.roles[role]).join(' · ');
  };
}
