import type { RuleTableDetail, RuleTablePage, RuleTableSummary } from '@pilotzone/risk/contract';
import { useState } from 'react';
import type { Static } from 'typebox';
import { useGet } from '../api/use-get.ts';
import { Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { Tag, type Tone } from '../parts/status.tsx';
import { Link, navigate, useAddress } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useBothLanguages, useText } from '../text/text.ts';
import { ReviewPolicySection } from './review-policy-section.tsx';
import { BackTests } from './rules/back-tests.tsx';
import { RuleEditor } from './rules/rule-editor.tsx';
import { VersionLife } from './rules/version-life.tsx';

type Tables = Static<typeof RuleTablePage>;
type Detail = Static<typeof RuleTableDetail>;

/** A row of a table, as docs/how-to/add-a-risk-rule.md describes it. */
type Row = {
  readonly id: string;
  readonly conditions: readonly { field: string; operator: string; operand: unknown }[];
  readonly score: number;
  readonly code: string;
  readonly reason: { readonly zh: string; readonly en: string };
};

const TONES: Readonly<Record<RuleTableSummary['status'], Tone>> = {
  draft: 'gone',
  active: 'good',
  scheduled: 'open',
  superseded: 'gone',
};

/** By what risk control judges: versions of the table with their rows, and who decides holds. */
export function RulesPage() {
  const t = useText().review.rules;
  const { may } = useSession();
  const { query } = useAddress();
  const tables = useGet<Tables>('/risk/rule-tables');
  return (
    <>
      <PageTitle title={t.title} />
      <p className="quiet">{t.about}</p>
      <Load from={tables} rows={3}>
        {({ items }) => {
          const inForce = items.find(({ status }) => status === 'active') ?? items[0];
          if (!inForce) return <Empty title={t.none} fix={t.noneFix} />;
          const asked = items.find(({ version }) => String(version) === query.get('version'));
          const shown = asked ?? inForce;
          return (
            <>
              <Versions items={items} shown={shown.version} />
              <VersionLife key={`life ${shown.version}`} shown={shown} onChanged={tables.reload} />
              <BackTests
                key={`tests ${shown.version}`}
                version={shown.version}
                onDone={tables.reload}
              />
              <Rows key={shown.version} version={shown.version} onStored={tables.reload} />
            </>
          );
        }}
      </Load>
      {may('holds:read') && <ReviewPolicySection />}
    </>
  );
}

type VersionsProps = { readonly items: readonly RuleTableSummary[]; readonly shown: number };

function Versions({ items, shown }: VersionsProps) {
  const t = useText().review.rules;
  const none = useText().states.none;
  const daysOf = ({ validFrom, validUntil }: RuleTableSummary) => {
    if (validFrom === null) return none;
    return validUntil === null ? t.since(validFrom) : t.span(validFrom, validUntil);
  };
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col" className="number">
              {t.version}
            </th>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.days}</th>
            <th scope="col" className="number">
              {t.rowCount}
            </th>
            <th scope="col">{t.by}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.version} {...(one.version === shown ? { 'aria-current': true } : {})}>
              <th scope="row" className="number">
                <Link to={`/rules?version=${one.version}`}>{one.version}</Link>
              </th>
              <td>{one.name}</td>
              <td>
                <Tag tone={TONES[one.status]}>{t.states[one.status]}</Tag>
              </td>
              <td>{daysOf(one)}</td>
              <td className="number">{one.rowCount}</td>
              <td>{one.activatedBy ?? none}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type RowsProps = { readonly version: number; readonly onStored: () => void };

function Rows({ version, onStored }: RowsProps) {
  const t = useText().review.rules;
  const studio = useText().studio;
  const { may } = useSession();
  const [isEdited, setEdited] = useState(false);
  const both = useBothLanguages();
  const loaded = useGet<Detail>(`/risk/rule-tables/${version}`);
  const edit = may('risk:write') && (
    <button type="button" onClick={() => setEdited(!isEdited)}>
      {isEdited ? studio.cancel : studio.edit}
    </button>
  );
  const stored = (draft: number) => {
    onStored();
    navigate(`/rules?version=${draft}`);
  };
  return (
    <Section title={t.rows(version)} aside={edit}>
      {isEdited && loaded.data && <RuleEditor from={loaded.data} onStored={stored} />}
      <Load from={loaded} rows={8}>
        {({ rows, fields, thresholds }) => {
          const names = new Map(fields.map(({ name, zh, en }) => [name, both(zh, en)]));
          return (
            <>
              <p className="quiet">{t.lanes(thresholds.amber, thresholds.red)}</p>
              <TableFrame>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t.row}</th>
                      <th scope="col">{t.when}</th>
                      <th scope="col" className="number">
                        {t.score}
                      </th>
                      <th scope="col">{t.reason}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {/* The contract leaves rows open; stored ones were checked. */}
                    {(rows as Row[]).map((row) => (
                      <RuleRow key={row.id} row={row} names={names} />
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            </>
          );
        }}
      </Load>
    </Section>
  );
}

type RowProps = { readonly row: Row; readonly names: ReadonlyMap<string, string> };

function RuleRow({ row, names }: RowProps) {
  const both = useBothLanguages();
  const words: Readonly<Record<string, string>> = useText().review.rules.operators;
  return (
    <tr>
      <th scope="row">
        <code>{row.id}</code>
      </th>
      <td className="wrap">
        {row.conditions.map(({ field, operator, operand }) => (
          <p key={`${field} ${operator}`}>
            {names.get(field) ?? field} {words[operator] ?? SIGNS.get(operator) ?? operator}{' '}
            <code>{showOperand(operand)}</code>
          </p>
        ))}
      </td>
      <td className="number">{row.score}</td>
      <td className="wrap">
        {both(row.reason.zh, row.reason.en)} <code className="quiet">{row.code}</code>
      </td>
    </tr>
  );
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['<=', '≤'],
  ['>=', '≥'],
]);

function showOperand(operand: unknown): string {
  if (typeof operand === 'boolean') return operand ? '✓' : '✗';
  return Array.isArray(operand) ? operand.join(', ') : String(operand);
}
