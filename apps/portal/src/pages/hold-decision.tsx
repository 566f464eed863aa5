import type { Hold } from '@pilotzone/risk/contract';
import { useId, useState } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import type { ExportObject } from '../api/export-shapes.ts';
import type { Declaration } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { FindingView } from '../parts/finding.tsx';
import { Facts, Section } from '../parts/layout.tsx';
import { Load } from '../parts/states.tsx';
import { Code, Money } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useExportModeName, useExportWords } from '../text/export-words.ts';
import { useText } from '../text/text.ts';
import { GoodsView } from './declaration/goods-view.tsx';
import { ThreeNumbers } from './declaration/numbers-view.tsx';
import { ExportGoods } from './export-goods.tsx';

type Props = { readonly hold: Hold; readonly onDecided: (told: string) => void };

/** A held list: why it is held, what is in it, and the decision. */
export function HoldDecision({ hold, onDecided }: Props) {
  const t = useText();
  const { may } = useSession();
  const isExport = hold.direction === 'export';
  const address = `/${isExport ? 'exports' : 'declarations'}/${hold.declarationId}`;
  // What both directions show first: the rest is read by the view of its own direction.
  const loaded = useGet<Declaration | ExportObject>(address);
  const orderNo = loaded.data?.orderNo ?? hold.declarationId;
  return (
    <>
      <header className="page-head">
        <h2>
          <code>{orderNo}</code>
        </h2>
        <Link to={address}>{t.holds.open}</Link>
      </header>
      <Section title={t.holds.why}>
        {hold.reasons.map((reason, index) => (
          // The contract leaves the source a text; the risk system writes findings.
          <FindingView
            key={index}
            finding={reason as Parameters<typeof FindingView>[0]['finding']}
          />
        ))}
      </Section>
      <Load from={loaded} rows={4}>
        {(list) => ('exportId' in list ? <HeldExport item={list} /> : <HeldImport item={list} />)}
      </Load>
      {may('holds:decide') ? (
        <DecisionForm declarationId={hold.declarationId} orderNo={orderNo} onDecided={onDecided} />
      ) : (
        <p className="remark">{t.holds.readOnly}</p>
      )}
    </>
  );
}

function HeldImport({ item }: { readonly item: Declaration }) {
  return (
    <>
      <ThreeNumbers declaration={item} />
      <GoodsView list={item.documents.list} />
    </>
  );
}

function HeldExport({ item }: { readonly item: ExportObject }) {
  const words = useExportWords();
  const modeName = useExportModeName();
  const flags: Readonly<Record<string, string>> = words.flags;
  return (
    <>
      <Facts
        pairs={[
          [words.mode, `${item.tradeMode} ${modeName(item.tradeMode)}`],
          [words.flag, flags[item.statisticsFlag] ?? item.statisticsFlag],
          [words.value, <Money key="value" amount={item.valueCny} />],
          [words.merchant, <Code key="ebcCode" text={item.ebcCode} />],
        ]}
      />
      <ExportGoods item={item} />
    </>
  );
}

type FormProps = {
  readonly declarationId: string;
  readonly orderNo: string;
  readonly onDecided: (told: string) => void;
};

const NOTE_MIN = 2;

type Step = 'write' | 'confirm' | 'sending';

function DecisionForm({ declarationId, orderNo, onDecided }: FormProps) {
  const t = useText();
  const { api } = useSession();
  const id = useId();
  const [note, setNote] = useState('');
  const [step, setStep] = useState<Step>('write');
  const [complaint, setComplaint] = useState<Problem | 'note'>();
  const isNoteMissing = note.trim().length < NOTE_MIN;

  async function decide(decision: 'release' | 'reject'): Promise<void> {
    setStep('sending');
    try {
      const body = { decision, note: note.trim() };
      await api.post(`/declarations/${declarationId}/hold-decision`, body);
      onDecided(decision === 'release' ? t.holds.released(orderNo) : t.holds.rejected(orderNo));
    } catch (error) {
      setComplaint(problemIn(error));
      setStep('write');
    }
  }

  function withNote(action: () => void): void {
    setComplaint(isNoteMissing ? 'note' : undefined);
    if (!isNoteMissing) action();
  }

  return (
    <form className="decision" onSubmit={(event) => event.preventDefault()}>
      <h3>{t.holds.decision}</h3>
      <label htmlFor={id}>{t.holds.note}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={1000}
        value={note}
        required
        aria-describedby={`${id}-hint ${id}-complaint`}
        aria-invalid={complaint === 'note'}
        onChange={(event) => setNote(event.target.value)}
      />
      <p id={`${id}-hint`} className="quiet">
        {t.holds.noteHint}
      </p>
      <p id={`${id}-complaint`} className="complaint" role="alert">
        {complaint === 'note' && t.holds.noteMissing}
        {typeof complaint === 'object' &&
          (complaint.status === 0 ? t.states.unreachable : complaint.detail)}
      </p>
      <DecisionButtons
        step={step}
        question={t.holds.confirmReject(orderNo)}
        onRelease={() => withNote(() => void decide('release'))}
        onReject={() => withNote(() => setStep('confirm'))}
        onConfirm={() => void decide('reject')}
        onBack={() => setStep('write')}
      />
    </form>
  );
}

type ButtonsProps = {
  readonly step: Step;
  readonly question: string;
  readonly onRelease: () => void;
  readonly onReject: () => void;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
};

/** Refusing asks once more, with the number of the order in the question. */
function DecisionButtons({ step, question, ...on }: ButtonsProps) {
  const t = useText().holds;
  if (step === 'confirm') {
    return (
      <p className="confirm">
        <span>{question}</span>
        <button type="button" className="danger" onClick={on.onConfirm} autoFocus>
          {t.confirm}
        </button>
        <button type="button" onClick={on.onBack}>
          {t.cancel}
        </button>
      </p>
    );
  }
  const isSending = step === 'sending';
  return (
    <p className="confirm">
      <button type="button" className="primary" disabled={isSending} onClick={on.onRelease}>
        {t.release}
      </button>
      <button type="button" disabled={isSending} onClick={on.onReject}>
        {t.reject}
      </button>
    </p>
  );
}
