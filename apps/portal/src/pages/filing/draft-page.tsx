import { useMemo, useState } from 'react';
import type { DraftBody, DraftVerdict } from '../../api/desk-shapes.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { useDeed } from '../../parts/form.tsx';
import { Link, navigate } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import '../../styles/filing.css';
import { useText } from '../../text/text.ts';
import { CodeLists, DraftField, type FieldNotes } from './draft-field.tsx';
import { DraftSide } from './draft-side.tsx';
import type { LineTexts } from './fill-line.ts';
import { LineGoods } from './line-goods.tsx';
import { KeepingLight, ConflictBar } from './draft-keeping.tsx';
import { HEAD_SECTIONS, LINE_FIELDS, type Place } from './list-form.ts';
import { useDraft } from './use-draft.ts';

/** A list as it is written: kept with every key, checked and filed from here. */
export function DraftPage({ draftId }: { readonly draftId: string }) {
  const t = useText().desk.draft;
  const { api } = useSession();
  const { keeper, state } = useDraft(draftId);
  const [verdict, setVerdict] = useState<DraftVerdict>();
  const deed = useDeed();
  const { body, draft, keeping, title } = state;
  if (!body) {
    if (keeping.kind === 'gone') return <Gone />;
    if (keeping.kind === 'refused')
      return <Failed problem={keeping.problem} onRetry={() => void keeper.open()} />;
    return <Skeleton rows={12} />;
  }
  const edit = (next: DraftBody) =>
    keeper.edit(next, next.head['orderNo'] ? next.head['orderNo'].slice(0, 80) : title);
  const ask = (what: 'check' | 'filing') =>
    deed.run(async () => {
      await keeper.flush();
      const said = await api.post<DraftVerdict>(`/drafts/${draftId}/${what}`);
      setVerdict(said);
      if (what !== 'filing' || said.problems.length > 0 || !said.declaration) return;
      navigate(`/declarations/${said.declaration.declarationId}`);
    });
  const isKept = keeping.kind === 'saved' || keeping.kind === 'saving';
  return (
    <div className="object draft-page">
      <div className="object-main">
        <PageTitle title={title} kind={kindOf(t, draft)}>
          <KeepingLight keeping={keeping} />
          <button type="button" disabled={deed.isBusy || !isKept} onClick={() => void ask('check')}>
            {t.check}
          </button>
          <button
            type="button"
            className="primary"
            disabled={deed.isBusy || !isKept}
            onClick={() => void ask('filing')}
          >
            {t.file}
          </button>
        </PageTitle>
        <p className="complaint" role="alert">
          {deed.complaint}
        </p>
        {keeping.kind === 'conflict' && (
          <ConflictBar mine={body} theirs={keeping.theirs} onSettle={keeper.settle} />
        )}
        <CodeLists />
        <DraftForm body={body} draft={draft} verdict={verdict} onEdit={edit} />
      </div>
      <aside className="object-side">
        <DraftSide draft={draft} verdict={verdict} />
      </aside>
    </div>
  );
}

type Words = ReturnType<typeof useText>['desk']['draft'];

function kindOf(t: Words, draft: FormProps['draft']): string {
  if (draft?.basedOn) return t.kindCorrection;
  return draft?.order ? t.kindOrder : t.kindNew;
}

function Gone() {
  const t = useText().desk.draft;
  return (
    <Empty title={t.gone} fix={t.goneFix}>
      <Link to="/filing">{t.all}</Link>
    </Empty>
  );
}

type FormProps = {
  readonly body: DraftBody;
  readonly draft: ReturnType<typeof useDraft>['state']['draft'];
  readonly verdict: DraftVerdict | undefined;
  readonly onEdit: (body: DraftBody) => void;
};

function DraftForm({ body, draft, verdict, onEdit }: FormProps) {
  const t = useText().desk.draft;
  const notesAt = useNotes(draft, { verdict, adopt: body.adopt });
  const setHead = (field: string) => (value: string) =>
    onEdit({
      ...body,
      head: { ...body.head, [field]: value },
      // Who writes a value wants it instead of the order's.
      adopt: value === '' ? body.adopt : body.adopt.filter((name) => name !== field),
    });
  const changeLine = (line: number, change: LineTexts) =>
    onEdit({
      ...body,
      lines: body.lines.map((one, at) => (at === line ? { ...one, ...change } : one)),
    });
  return (
    <>
      {HEAD_SECTIONS.map(({ key, fields }) => (
        <fieldset key={key} className="draft-section">
          <legend>{t.sections[key]}</legend>
          {fields.map((plan) => {
            const place: Place = { line: null, field: plan.name };
            return (
              <DraftField
                key={plan.name}
                {...{ plan, place, notes: notesAt(place), onChange: setHead(plan.name) }}
                value={body.head[plan.name] ?? ''}
              />
            );
          })}
        </fieldset>
      ))}
      {body.lines.map((texts, line) => (
        <LineFieldset
          key={line}
          {...{ texts, line, notesAt }}
          tradeMode={body.head['tradeMode'] ?? ''}
          onChange={(change) => changeLine(line, change)}
          onRemove={
            body.lines.length > 1
              ? () => onEdit({ ...body, lines: body.lines.filter((_, at) => at !== line) })
              : undefined
          }
        />
      ))}
      <button type="button" onClick={() => onEdit({ ...body, lines: [...body.lines, {}] })}>
        + {t.addLine}
      </button>
    </>
  );
}

type LineProps = {
  readonly texts: LineTexts;
  readonly line: number;
  readonly tradeMode: string;
  readonly notesAt: (place: Place) => FieldNotes;
  readonly onChange: (change: LineTexts) => void;
  /** `undefined` for the only line. */
  readonly onRemove: (() => void) | undefined;
};

function LineFieldset({ texts, line, tradeMode, notesAt, onChange, onRemove }: LineProps) {
  const t = useText().desk.draft;
  return (
    <fieldset className="draft-section">
      <legend>
        {t.line(line + 1)}{' '}
        {onRemove && (
          <button type="button" className="plain" onClick={onRemove}>
            {t.removeLine}
          </button>
        )}
      </legend>
      <LineGoods texts={texts} tradeMode={tradeMode} onChoose={onChange} />
      {LINE_FIELDS.map((plan) => {
        const place: Place = { line, field: plan.name };
        return (
          <DraftField
            key={plan.name}
            {...{ plan, place, notes: notesAt(place) }}
            value={texts[plan.name] ?? ''}
            onChange={(value) => onChange({ [plan.name]: value })}
          />
        );
      })}
    </fieldset>
  );
}

/** What is known about each place: of the correction, and of the last answer. */
function useNotes(
  draft: FormProps['draft'],
  { verdict, adopt }: { verdict: FormProps['verdict']; adopt: readonly string[] },
) {
  return useMemo(() => {
    const { marks = [], masked = maskedOf(draft, adopt) } = draft?.correction ?? {};
    const problems = verdict?.problems ?? [];
    return ({ line, field }: Place): FieldNotes => ({
      mark: marks.find((mark) => mark.line === line && mark.field === field),
      problems: problems.filter((one) => one.line === line && one.field === field),
      masked: line === null ? masked[field] : undefined,
    });
  }, [draft, verdict, adopt]);
}

/** What the list takes from the order that it was made of. */
function maskedOf(draft: FormProps['draft'], adopt: readonly string[]) {
  const masked = Object.entries(draft?.order?.masked ?? {});
  return Object.fromEntries(masked.filter(([name]) => adopt.includes(name)));
}
