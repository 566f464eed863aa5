import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { LIST_TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';
import { UNITS } from '@pilotzone/rules/codes/units';
import { useId } from 'react';
import type { FieldProblem, Mark } from '../../api/desk-shapes.ts';
import { useModeName } from '../../parts/values.tsx';
import { useBothLanguages, useText } from '../../text/text.ts';
import { placeKey, type FieldPlan, type Place } from './list-form.ts';

/** What is known about a field beside its value. */
export type FieldNotes = {
  readonly mark: Mark | undefined;
  readonly problems: readonly FieldProblem[];
  /** A personal value that stays unless another one is written; masked. */
  readonly masked: string | undefined;
};

type DraftFieldProps = {
  readonly plan: FieldPlan;
  readonly place: Place;
  readonly value: string;
  readonly notes: FieldNotes;
  readonly onChange: (value: string) => void;
};

/** One value of a list: its name, what was wrong with it, what is wrong with it now. */
export function DraftField({ plan, place, value, notes, onChange }: DraftFieldProps) {
  const t = useText().desk;
  const both = useBothLanguages();
  const id = useId();
  const { mark, problems, masked } = notes;
  const isWrong = problems.length > 0 || (mark?.to === null && value === mark.from);
  return (
    <div
      className={`draft-field${plan.isWide ? ' draft-wide' : ''}${mark ? ' draft-marked' : ''}`}
      id={`at-${placeKey(place)}`}
    >
      <label htmlFor={id}>
        {t.fields[plan.name]}
        {plan.isRequired && masked === undefined && <span aria-hidden="true"> *</span>}
      </label>
      <input
        id={id}
        value={value}
        list={LISTS[plan.kind]}
        autoComplete="off"
        spellCheck={false}
        required={plan.isRequired && masked === undefined}
        aria-invalid={isWrong}
        aria-describedby={`${id}-notes`}
        placeholder={masked === undefined ? undefined : t.draft.stays(masked)}
        className={plan.kind === 'number' ? 'number' : undefined}
        {...(plan.kind === 'number' ? { inputMode: 'decimal' as const } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-notes`} className="draft-notes">
        <Meaning kind={plan.kind} value={value} />
        {mark && <MarkNote mark={mark} value={value} />}
        {problems.map((problem) => (
          <span key={problem.code + problem.message} className="complaint">
            {both(problem.messageZh, problem.message)}{' '}
            {both(problem.fixZh ?? problem.fix ?? '', problem.fix ?? '')}
          </span>
        ))}
      </p>
    </div>
  );
}

function MarkNote({ mark: { from, to }, value }: { readonly mark: Mark; readonly value: string }) {
  const t = useText().desk.draft;
  if (to === null) return value === from ? <span className="care">{t.toMend}</span> : null;
  return (
    <span className="good">
      {t.mended} {from !== '' && <del>{from}</del>} {value === '' && to !== '' && <ins>{to}</ins>}
    </span>
  );
}

const LISTS: Readonly<Record<FieldPlan['kind'], string | undefined>> = {
  ...{ text: undefined, number: undefined, idType: 'list-id-types' },
  ...{ mode: 'list-modes', country: 'list-countries', unit: 'list-units' },
};

/** What a code means, while it is typed. */
function Meaning({ kind, value }: { readonly kind: FieldPlan['kind']; readonly value: string }) {
  const both = useBothLanguages();
  const modeName = useModeName();
  if (kind === 'mode') return <span className="quiet">{modeName(value)}</span>;
  if (kind === 'unit') return <span className="quiet">{UNITS.get(value)}</span>;
  const country = kind === 'country' ? COUNTRIES.get(value) : undefined;
  return country ? <span className="quiet">{both(country.zh, country.en)}</span> : null;
}

/** The codes that fields offer, once for all of a page. */
export function CodeLists() {
  const both = useBothLanguages();
  const modeName = useModeName();
  const t = useText().desk.draft;
  return (
    <>
      <datalist id="list-modes">
        {[...LIST_TRADE_MODES].map((code) => (
          <option key={code} value={code} label={modeName(code)} />
        ))}
      </datalist>
      <datalist id="list-countries">
        {[...COUNTRIES].map(([code, { zh, en }]) => (
          <option key={code} value={code} label={both(zh, en)} />
        ))}
      </datalist>
      <datalist id="list-units">
        {[...UNITS].map(([code, name]) => (
          <option key={code} value={code} label={name} />
        ))}
      </datalist>
      <datalist id="list-id-types">
        <option value="1" label={t.idCard} />
        <option value="2" label={t.idOther} />
      </datalist>
    </>
  );
}
