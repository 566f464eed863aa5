import type { DraftAnswer, DraftVerdict, FieldProblem, Mark } from '../../api/desk-shapes.ts';
import { FindingView } from '../../parts/finding.tsx';
import { Section } from '../../parts/layout.tsx';
import { LaneTag, StatusTag } from '../../parts/status.tsx';
import { Money } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useBothLanguages, useText } from '../../text/text.ts';
import { placeKey, type ListField, type Place } from './list-form.ts';

type SideProps = {
  readonly draft: DraftAnswer | undefined;
  readonly verdict: DraftVerdict | undefined;
};

/** Beside the form: what the last check said, and why the list was not released before. */
export function DraftSide({ draft, verdict }: SideProps) {
  const t = useText().desk.draft;
  const correction = draft?.correction;
  return (
    <>
      {verdict && <VerdictView verdict={verdict} />}
      {correction && (
        <Section title={t.why(correction.findings.length)}>
          {correction.findings.map((finding, no) => (
            <div key={no} className="draft-reason">
              <FindingView finding={finding} />
              <Places marks={correction.marks.filter((mark) => mark.finding === no)} />
              {correction.elsewhere.includes(no) && <p className="care">{t.elsewhere}</p>}
            </div>
          ))}
          {draft.basedOn && (
            <p>
              <Link to={`/declarations/${draft.basedOn}`}>{t.original}</Link>
            </p>
          )}
        </Section>
      )}
      {draft?.order && (
        <p className="remark">{t.ordered(draft.order.orderNo, draft.order.ebpCode)}</p>
      )}
      {!correction && !verdict && <p className="quiet">{t.help}</p>}
    </>
  );
}

function Places({ marks }: { readonly marks: readonly Mark[] }) {
  const { draft: t } = useText().desk;
  return (
    <ul className="draft-places">
      {marks.map((mark) => (
        <li key={placeKey(mark)} className={mark.to === null ? 'care' : 'good'}>
          {mark.to === null ? t.toMend : t.mended} <PlaceLink place={mark} />
        </li>
      ))}
    </ul>
  );
}

/** Goes to a field of the form. */
function PlaceLink({ place }: { readonly place: Place }) {
  const { draft: t, fields } = useText().desk;
  const name = fields[place.field as ListField] as string | undefined;
  const text = `${place.line === null ? '' : `${t.line(place.line + 1)} `}${name ?? place.field}`;
  return (
    <a
      href={`#at-${placeKey(place)}`}
      onClick={(event) => {
        event.preventDefault();
        const field = document.getElementById(`at-${placeKey(place)}`);
        field?.scrollIntoView({ block: 'center' });
        field?.querySelector('input')?.focus();
      }}
    >
      {text}
    </a>
  );
}

function VerdictView({ verdict }: { readonly verdict: DraftVerdict }) {
  const t = useText().desk.draft;
  const taxes = useText().taxes;
  const { problems, declaration, readable } = verdict;
  const title = problems.length === 0 ? t.clear : t.problems(problems.length);
  return (
    <Section title={title}>
      {!readable && <p>{t.unreadable}</p>}
      {declaration && (
        <p className="object-state">
          <StatusTag status={declaration.status} />
          <LaneTag lane={declaration.lane} />
        </p>
      )}
      {declaration?.tax && (
        <p>
          {taxes.total} <Money amount={declaration.tax.total} />
        </p>
      )}
      <ul className="draft-places">
        {problems.map((problem, at) => (
          <ProblemLine key={at} problem={problem} />
        ))}
      </ul>
    </Section>
  );
}

function ProblemLine({ problem }: { readonly problem: FieldProblem }) {
  const both = useBothLanguages();
  const { code, message, messageZh, fix = '', fixZh } = problem;
  return (
    <li className="finding">
      <p className="finding-text">
        {problem.field !== '' && <PlaceLink place={problem} />} <code>{code}</code>{' '}
        {both(messageZh, message)}
      </p>
      {fix !== '' && <p>{both(fixZh ?? fix, fix)}</p>}
    </li>
  );
}
