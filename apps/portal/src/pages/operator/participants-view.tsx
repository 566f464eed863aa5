import { useId, useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag } from '../../parts/status.tsx';
import { Code } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';
import { ParticipantChange, useParticipantPreview } from './participant-change.tsx';
import { fileOf, type Participant } from './participant-file.ts';
import { ParticipantForm } from './participant-form.tsx';
import { ParticipantHistory } from './participant-history.tsx';

const TONES = { active: 'good', suspended: 'care', closed: 'gone' } as const;

type Open = { readonly kind: 'form' | 'history'; readonly participant: Participant | undefined };

/** Who is enrolled; every change shows its difference before it takes effect. */
export function ParticipantsView() {
  const t = useText();
  const [status, setStatus] = useState('');
  const [open, setOpen] = useState<Open>();
  const [told, setTold] = useState('');
  const filter = status === '' ? '' : `&status=${status}`;
  const pages = usePages<Participant>(`/participants?limit=100${filter}`);
  const { asked, deed, preview, clear } = useParticipantPreview();
  const { items, problem } = pages;
  const close = () => {
    clear();
    setOpen(undefined);
  };
  const done = () => {
    close();
    setTold(t.register.done);
    pages.reload();
  };
  const ask = (participant: Participant) => {
    setTold('');
    void preview(fileOf(participant));
  };
  return (
    <>
      <Toolbar
        status={status}
        onStatus={setStatus}
        onAdd={() => setOpen({ kind: 'form', participant: undefined })}
        onFile={(text) => void preview(text)}
      />
      <p className="told" role="status">
        {told}
      </p>
      {open?.kind === 'form' && !asked && (
        <ParticipantForm
          key={open.participant?.code ?? 'new'}
          {...{ participant: open.participant, deed, onAsk: ask, onCancel: close }}
        />
      )}
      {open?.kind !== 'form' && <p className="complaint">{deed.complaint}</p>}
      {asked && <ParticipantChange {...asked} onDone={done} onCancel={close} />}
      {open?.kind === 'history' && open.participant && (
        <ParticipantHistory code={open.participant.code} />
      )}
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && (
        <Empty title={t.operator.noParticipants} fix={t.operator.noParticipantsFix} />
      )}
      {items && items.length > 0 && <Table items={items} onOpen={setOpen} onAsk={ask} />}
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

type ToolbarProps = {
  readonly status: string;
  readonly onStatus: (status: string) => void;
  readonly onAdd: () => void;
  readonly onFile: (text: string) => void;
};

function Toolbar({ status, onStatus, onAdd, onFile }: ToolbarProps) {
  const t = useText();
  const id = useId();
  return (
    <div className="filters">
      <label>
        {t.declarations.status}
        <select value={status} onChange={(event) => onStatus(event.target.value)}>
          <option value="">{t.declarations.all}</option>
          {(['active', 'suspended', 'closed'] as const).map((one) => (
            <option key={one} value={one}>
              {t.operator.participantStates[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="primary" onClick={onAdd}>
        {t.register.add}
      </button>
      <label htmlFor={id}>
        {t.register.file}
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => {
            const { target } = event;
            void target.files?.[0]?.text().then((text) => {
              onFile(text);
              // The same file, mended, may be chosen again.
              target.value = '';
            });
          }}
        />
      </label>
    </div>
  );
}

type TableProps = {
  readonly items: readonly Participant[];
  readonly onOpen: (open: Open) => void;
  readonly onAsk: (participant: Participant) => void;
};

function Table({ items, onOpen, onAsk }: TableProps) {
  const t = useText();
  const names: Readonly<Record<string, string>> = t.account.roles;
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.operator.code}</th>
            <th scope="col">{t.operator.name}</th>
            <th scope="col">{t.operator.creditCode}</th>
            <th scope="col">{t.operator.roles}</th>
            <th scope="col">{t.declarations.status}</th>
            <td />
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
              <td>{one.roles.map((role) => names[role] ?? role).join(' · ')}</td>
              <td>
                <Tag tone={TONES[one.status]}>{t.operator.participantStates[one.status]}</Tag>
              </td>
              <td className="number">
                <RowActions participant={one} onOpen={onOpen} onAsk={onAsk} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type ActionProps = Omit<TableProps, 'items'> & { readonly participant: Participant };

function RowActions({ participant, onOpen, onAsk }: ActionProps) {
  const t = useText().register;
  const isActive = participant.status === 'active';
  const name = (what: string) => `${what} ${participant.code}`;
  return (
    <span className="section-actions">
      <button
        type="button"
        aria-label={name(t.change)}
        onClick={() => onOpen({ kind: 'form', participant })}
      >
        {t.change}
      </button>
      <button
        type="button"
        aria-label={name(isActive ? t.suspend : t.reinstate)}
        onClick={() => onAsk({ ...participant, status: isActive ? 'suspended' : 'active' })}
      >
        {isActive ? t.suspend : t.reinstate}
      </button>
      <button
        type="button"
        aria-label={name(t.history)}
        onClick={() => onOpen({ kind: 'history', participant })}
      >
        {t.history}
      </button>
    </span>
  );
}
