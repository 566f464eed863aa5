import { useState } from 'react';
import { useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { differences, type ParticipantDiff } from './participant-file.ts';

type Props = {
  /** The file whose changes were asked for. */
  readonly file: string;
  readonly diff: ParticipantDiff;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

/** Reads what a file of participants would change, without changing anything. */
export function useParticipantPreview() {
  const { api } = useSession();
  const [asked, setAsked] = useState<{ file: string; diff: ParticipantDiff }>();
  const deed = useDeed();
  const preview = (file: string) =>
    deed.run(async () => {
      const path = '/participants/import?dryRun=true';
      setAsked({ file, diff: await api.postText<ParticipantDiff>(path, file, 'text/csv') });
    });
  return { asked, deed, preview, clear: () => setAsked(undefined) };
}

/** The changes field by field, and the button that puts them into force. */
export function ParticipantChange({ file, diff, onDone, onCancel }: Props) {
  const t = useText().register;
  const { api } = useSession();
  const deed = useDeed();
  const isWrong = diff.remarks.some(({ severity }) => severity === 'error');
  const isSame = diff.added.length + diff.changed.length + diff.closed.length === 0;
  const suspends = diff.changed.some(
    ({ before, after }) => before.status === 'active' && after.status === 'suspended',
  );
  const apply = async () => {
    const path = '/participants/import?dryRun=false';
    if (await deed.run(() => api.postText(path, file, 'text/csv'))) onDone();
  };
  return (
    <Section title={t.diff}>
      {diff.remarks.map(({ line, column, severity, message }) => (
        <p key={`${line} ${column} ${message}`}>
          <Tag tone={severity === 'error' ? 'bad' : 'care'}>{t.lines(line)}</Tag>{' '}
          <code>{column}</code> {message}
        </p>
      ))}
      {isSame && !isWrong && <p className="quiet">{t.same}</p>}
      <Differences diff={diff} />
      {suspends && <p className="remark">{t.suspendWarning}</p>}
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="confirm">
        {!isSame && !isWrong && (
          <button
            type="button"
            className="primary"
            disabled={deed.isBusy}
            onClick={() => void apply()}
          >
            {t.apply}
          </button>
        )}
        <button type="button" onClick={onCancel}>
          {t.cancel}
        </button>
      </p>
    </Section>
  );
}

function Differences({ diff }: { readonly diff: ParticipantDiff }) {
  const t = useText().register;
  return (
    <ul>
      {diff.added.map(({ code, name, roles }) => (
        <li key={code}>
          {t.added(code)}: {name} ({roles.join(', ')})
        </li>
      ))}
      {diff.changed.map((change) => (
        <li key={change.after.code}>
          {t.changed(change.after.code)}
          {differences(change).map(({ field, was, becomes }) => (
            <p key={field}>
              <code>{field}</code> {t.was} <del>{was}</del> {t.becomes} <ins>{becomes}</ins>
            </p>
          ))}
        </li>
      ))}
      {diff.closed.map(({ code, name }) => (
        <li key={code}>
          {t.closed(code)}: {name}
        </li>
      ))}
    </ul>
  );
}
