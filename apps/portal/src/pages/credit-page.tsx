import type { GradeExplanation } from '@pilotzone/credit/contract';
import { useState } from 'react';
import { useGet } from '../api/use-get.ts';
import { Facts, Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Load } from '../parts/states.tsx';
import { navigate, useAddress } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useBothLanguages, useText } from '../text/text.ts';

type Profile = {
  readonly code: string;
  readonly today: GradeExplanation;
  readonly tomorrow: GradeExplanation | null;
};

/** The grade of an enterprise with its whole computation; an enterprise sees its own. */
export function CreditPage() {
  const t = useText().duties.credit;
  const { me } = useSession();
  const { query } = useAddress();
  const isZone = me.zoneWide.includes('credit:read');
  const code = isZone ? (query.get('code') ?? '') : me.participantCode;
  const loaded = useGet<Profile>(code === '' ? null : `/credit/${encodeURIComponent(code)}`);
  return (
    <>
      <PageTitle title={t.title} />
      <p className="quiet">{t.about}</p>
      {isZone && <CodeForm code={code} />}
      {code === '' ? (
        <p className="quiet">{t.ask}</p>
      ) : (
        <Load from={loaded}>
          {({ today, tomorrow }) => (
            <>
              <Grade grade={today} />
              {tomorrow && tomorrow.grade !== today.grade && (
                <p className="remark">{t.tomorrow(t.grades[tomorrow.grade])}</p>
              )}
              <Components grade={today} />
            </>
          )}
        </Load>
      )}
    </>
  );
}

function CodeForm({ code }: { readonly code: string }) {
  const t = useText().duties.credit;
  const [text, setText] = useState(code);
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        navigate(`/credit?code=${encodeURIComponent(text.trim())}`, { replace: true });
      }}
    >
      <label>
        {t.code}
        <input value={text} maxLength={30} onChange={(event) => setText(event.target.value)} />
      </label>
      <button type="submit" className="primary">
        {t.find}
      </button>
    </form>
  );
}

function Grade({ grade }: { readonly grade: GradeExplanation }) {
  const t = useText().duties.credit;
  const none = useText().states.none;
  const { window, method, next } = grade;
  return (
    <>
      <Facts
        pairs={[
          [t.grade, <b key="grade">{t.grades[grade.grade]}</b>],
          [t.score, grade.score ?? none],
          [t.sample, String(grade.sample)],
          [t.window, t.span(window.from, window.until)],
          [t.method, `${method.name} · ${method.version}`],
        ]}
      />
      {grade.grade === 'new' && <p className="quiet">{t.tooFew(grade.sampleMin)}</p>}
      {next && <p>{t.next(next.grade, next.missing)}</p>}
    </>
  );
}

function Components({ grade }: { readonly grade: GradeExplanation }) {
  const t = useText().duties.credit;
  const both = useBothLanguages();
  return (
    <Section title={t.components}>
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.component}</th>
              <th scope="col" className="number">
                {t.counted}
              </th>
              <th scope="col" className="number">
                {t.share}
              </th>
              <th scope="col" className="number">
                {t.points}
              </th>
            </tr>
          </thead>
          <tbody>
            {grade.components.map((one) => (
              <tr key={one.id}>
                <th scope="row">{both(one.zh, one.en)}</th>
                <td className="number">
                  {one.counted} / {one.of}
                </td>
                <td className="number">{one.share} %</td>
                <td className="number">{t.pointsOf(one.points, one.pointsMax)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}
