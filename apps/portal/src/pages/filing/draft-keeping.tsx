import { systemClock } from '@pilotzone/kernel/time';
import type { DraftAnswer, DraftBody } from '../../api/desk-shapes.ts';
import { readTime, showTime } from '../../format.ts';
import { useSayProblem } from '../../text/use-say-problem.ts';
import { useText } from '../../text/text.ts';
import type { Keeping } from './draft-keeper.ts';
import type { ListField } from './list-form.ts';

/** Where what was typed is: on the server, on its way, or in this browser only. */
export function KeepingLight({ keeping }: { readonly keeping: Keeping }) {
  const t = useText().desk.draft.keeping;
  const say = useSayProblem();
  const at = keeping.kind === 'saved' ? readTime(keeping.at) : undefined;
  const words: Readonly<Record<Keeping['kind'], string>> = {
    ...{ reading: t.reading, saving: t.saving, offline: t.offline, gone: t.gone },
    ...{ refused: t.refused, conflict: t.conflict },
    saved: t.saved(at === undefined ? '' : showTime(at, systemClock.now())),
  };
  const light = { saved: 'live', saving: 'connecting', reading: 'connecting' }[
    keeping.kind as 'saved'
  ] as string | undefined;
  return (
    <span className={`light light-${light ?? 'lost'} keeping`} role="status">
      {words[keeping.kind]}
      {keeping.kind === 'refused' && `: ${say(keeping.problem)}`}
    </span>
  );
}

type ConflictProps = {
  readonly mine: DraftBody;
  readonly theirs: DraftAnswer;
  readonly onSettle: (whose: 'mine' | 'theirs') => Promise<void>;
};

/** Two wrote at once: where they differ, and which one shall count. */
export function ConflictBar({ mine, theirs, onSettle }: ConflictProps) {
  const { draft: t, fields } = useText().desk;
  const at = readTime(theirs.updatedAt);
  const when = at === undefined ? '' : showTime(at, systemClock.now());
  const differing = differences(mine, theirs.body);
  return (
    <section className="remark conflict" role="alert">
      <p className="state-title">{t.conflictTitle(theirs.updatedBy, when)}</p>
      <ul>
        {differing.slice(0, 12).map(({ line, field, left, right }) => (
          <li key={`${line ?? ''} ${field}`}>
            {line === null ? '' : `${t.line(line + 1)} `}
            {fields[field as ListField]}: <strong>{left || '–'}</strong> / {right || '–'}
          </li>
        ))}
        {differing.length > 12 && <li>{t.more(differing.length - 12)}</li>}
      </ul>
      <p className="form-actions">
        <button type="button" className="primary" onClick={() => void onSettle('mine')}>
          {t.keepMine}
        </button>
        <button type="button" onClick={() => void onSettle('theirs')}>
          {t.takeTheirs}
        </button>
      </p>
    </section>
  );
}

/** Where two versions of a draft differ. */
export function differences(mine: DraftBody, theirs: DraftBody) {
  const heads = compare(null, mine.head, theirs.head);
  const count = Math.max(mine.lines.length, theirs.lines.length);
  const lines = Array.from({ length: count }, (_, line) =>
    compare(line, mine.lines[line] ?? {}, theirs.lines[line] ?? {}),
  );
  return [...heads, ...lines.flat()];
}

type Texts = Readonly<Record<string, string>>;

function compare(line: number | null, mine: Texts, theirs: Texts) {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...names].flatMap((field) => {
    const [left, right] = [mine[field] ?? '', theirs[field] ?? ''];
    return left === right ? [] : [{ line, field, left, right }];
  });
}
