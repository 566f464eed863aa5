import { useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { showCount } from '../../format.ts';
import { useDeed } from '../../parts/form.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag, type Tone } from '../../parts/status.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type State = 'planned' | 'begun' | 'withdrawn';

type Import = {
  readonly kind: string;
  readonly version: number;
  readonly fileName: string;
  readonly importedBy: string;
  readonly importedAt: string;
  readonly inForceFrom: string | null;
  readonly added: number | null;
  readonly changed: number | null;
  readonly closed: number | null;
  readonly state: State;
  readonly canBeWithdrawn: boolean;
  readonly withdrawal: { readonly at: string; readonly by: string; readonly reason: string } | null;
};

const TONES: Readonly<Record<State, Tone>> = { planned: 'care', begun: 'good', withdrawn: 'open' };
const REASON_MIN = 4;

type Props = { readonly onWithdrawn: () => void };

/** What was imported, by whom, from when it counts, and the way back out of what is planned. */
export function ImportsMade({ onWithdrawn }: Props) {
  const t = useText();
  const words = t.imports;
  const pages = usePages<Import>('/reference/imports?limit=50');
  const { items, problem } = pages;
  const readAgain = () => {
    onWithdrawn();
    pages.reload();
  };
  return (
    <Section title={words.title}>
      <p className="quiet">{words.about}</p>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={words.none} fix={words.noneFix} />}
      {items && items.length > 0 && <ImportTable items={items} onDone={readAgain} />}
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </Section>
  );
}

type TableProps = { readonly items: readonly Import[]; readonly onDone: () => void };

function ImportTable({ items, onDone }: TableProps) {
  const t = useText();
  const words = t.imports;
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.file}</th>
            <th scope="col">{t.operator.kind}</th>
            <th scope="col">{words.by}</th>
            <th scope="col">{words.at}</th>
            <th scope="col">{words.inForceFrom}</th>
            <th scope="col">{words.effect}</th>
            <th scope="col">{t.declarations.status}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <ImportRow key={`${one.kind} ${one.version}`} one={one} onDone={onDone} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type RowProps = { readonly one: Import; readonly onDone: () => void };

function ImportRow({ one, onDone }: RowProps) {
  const t = useText();
  const kinds: Readonly<Record<string, string>> = t.operator.kinds;
  const { added, changed, closed, withdrawal } = one;
  const words = t.imports;
  const numbers =
    added === null || changed === null || closed === null
      ? words.notNoted
      : words.numbers(showCount(added), showCount(changed), showCount(closed));
  return (
    <tr>
      <th scope="row">{one.fileName}</th>
      <td>
        {kinds[one.kind] ?? one.kind} {one.version}
      </td>
      <td>{one.importedBy}</td>
      <td>
        <Time at={one.importedAt} />
      </td>
      <td>{one.inForceFrom ?? words.notNoted}</td>
      <td>{numbers}</td>
      <td>
        <Tag tone={TONES[one.state]}>{words.states[one.state]}</Tag>
        {withdrawal && (
          <p className="quiet">
            {withdrawal.by} · <Time at={withdrawal.at} /> · {withdrawal.reason}
          </p>
        )}
      </td>
      <td className="number">
        {one.canBeWithdrawn && <Withdraw one={one} onDone={onDone} />}
        {one.state === 'planned' && !one.canBeWithdrawn && (
          <span className="quiet">{words.onTop}</span>
        )}
      </td>
    </tr>
  );
}

function Withdraw({ one, onDone }: RowProps) {
  const t = useText().imports;
  const { api } = useSession();
  const deed = useDeed();
  const [reason, setReason] = useState<string>();
  const withdraw = async () => {
    const path = `/reference/${one.kind}/imports/${one.version}/withdrawal`;
    if (await deed.run(() => api.post(path, { reason: reason?.trim() }))) onDone();
  };
  if (reason === undefined) {
    return (
      <button type="button" aria-label={t.confirm(one.fileName)} onClick={() => setReason('')}>
        {t.withdraw}
      </button>
    );
  }
  return (
    <span className="confirm">
      <input
        aria-label={t.reason}
        placeholder={t.reason}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
      />
      <button
        type="button"
        className="danger"
        disabled={deed.isBusy || reason.trim().length < REASON_MIN}
        onClick={() => void withdraw()}
      >
        {t.confirm(one.fileName)}
      </button>
      <span className="complaint" role="alert">
        {deed.complaint}
      </span>
    </span>
  );
}
