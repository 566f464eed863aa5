import { useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Code } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

type Participant = {
  readonly code: string;
  readonly creditCode: string | null;
  readonly name: string;
  readonly status: 'active' | 'suspended' | 'closed';
  readonly roles: readonly string[];
};

const TONES = { active: 'good', suspended: 'care', closed: 'gone' } as const;

/** Enrolled enterprises and authorities. */
export function ParticipantsView() {
  const t = useText();
  const [status, setStatus] = useState('');
  const filter = status === '' ? '' : `&status=${status}`;
  const pages = usePages<Participant>(`/participants?limit=100${filter}`);
  const { items, problem } = pages;
  return (
    <>
      <div className="filters">
        <label>
          {t.declarations.status}
          <select value={status} onChange={(event) => setStatus(event.target.value)}>
            <option value="">{t.declarations.all}</option>
            {(['active', 'suspended', 'closed'] as const).map((one) => (
              <option key={one} value={one}>
                {t.operator.participantStates[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && (
        <Empty title={t.operator.noParticipants} fix={t.operator.noParticipantsFix} />
      )}
      {items && items.length > 0 && (
        <TableFrame>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.operator.code}</th>
                <th scope="col">{t.operator.name}</th>
                <th scope="col">{t.operator.creditCode}</th>
                <th scope="col">{t.operator.roles}</th>
                <th scope="col">{t.declarations.status}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.code}>
                  <th scope="row">
                    <code>{one.code}</code>
                  </th>
                  <td>{one.name}</td>
                  <td>
                    <Code text={one.creditCode} />
                  </td>
                  <td>{one.roles.map((role) => roleName(t.account.roles, role)).join(' · ')}</td>
                  <td>
                    <Tag tone={TONES[one.status]}>{t.operator.participantStates[one.status]}</Tag>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

function roleName(names: Readonly<Record<string, string>>, role: string): string {
  return names[role] ?? role;
}
