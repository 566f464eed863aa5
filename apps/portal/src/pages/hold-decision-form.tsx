import type { Hold, HoldProposal } from '@pilotzone/risk/contract';
import { useId, useState } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import type { Declaration } from '../api/shapes.ts';
import { Tag } from '../parts/status.tsx';
import { Time } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';

type Decision = 'release' | 'reject';

type FormProps = {
  readonly hold: Hold;
  readonly orderNo: string;
  readonly onDecided: (told: string) => void;
  /** Somebody else was first: the queue is to be read again. */
  readonly onStale: (told: string) => void;
};

const NOTE_MIN = 2;

type Step = 'write' | 'confirm' | 'sending';

/** The note and the decision; where two officers decide, what the first one says of it too. */
export function DecisionForm(props: FormProps) {
  const { hold, orderNo } = props;
  const t = useText();
  const id = useId();
  const { note, setNote, step, setStep, complaint, decide, withNote } = useDecision(props);
  return (
    <form className="decision" onSubmit={(event) => event.preventDefault()}>
      <h3>{t.holds.decision}</h3>
      {hold.needsTwo && <Proposals hold={hold} />}
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
        {typeof complaint === 'object' && <Complaint problem={complaint} />}
      </p>
      <DecisionButtons
        step={step}
        hold={hold}
        question={t.holds.confirmReject(orderNo)}
        onRelease={() => withNote(() => void decide('release'))}
        onReject={() => withNote(() => setStep('confirm'))}
        onConfirm={() => void decide('reject')}
        onBack={() => setStep('write')}
      />
    </form>
  );
}

/** What the officer writes and says, and what the server answers. */
function useDecision({ hold, orderNo, onDecided, onStale }: FormProps) {
  const t = useText();
  const { api } = useSession();
  const [note, setNote] = useState('');
  const [step, setStep] = useState<Step>('write');
  const [complaint, setComplaint] = useState<Problem | 'note'>();
  const isNoteMissing = note.trim().length < NOTE_MIN;
  const { declarationId } = hold;
  const standing = hold.proposals.at(-1);

  async function decide(decision: Decision): Promise<void> {
    setStep('sending');
    try {
      const proposal = standing && { proposal: standing.proposalNo };
      const body = { decision, note: note.trim(), ...proposal };
      const path = `/declarations/${declarationId}/hold-decision`;
      const { isDecided } = await api.post<{ isDecided: boolean }>(path, body);
      if (!isDecided) onDecided(t.review.nowWaits(orderNo));
      else
        onDecided(decision === 'release' ? t.holds.released(orderNo) : t.holds.rejected(orderNo));
    } catch (error) {
      const problem = problemIn(error);
      setComplaint(problem);
      setStep('write');
      await tellStale(problem);
    }
  }

  /** Of two on one hold the second is told who was first, and sees how the hold stands now. */
  async function tellStale({ code }: Problem): Promise<void> {
    if (code === 'HOLD_PROPOSAL_CHANGED') onStale('');
    if (code !== 'HOLD_ALREADY_DECIDED' && code !== 'DECLARATION_NOT_HELD') return;
    onStale(t.review.decidedMeanwhile(orderNo, (await readDecider()) ?? t.review.somebody));
  }

  /** Who decided it, as the timeline of the list has it. */
  async function readDecider(): Promise<string | undefined> {
    if (hold.direction === 'export') return undefined;
    const list = await api
      .get<Declaration>(`/declarations/${declarationId}`)
      .catch(() => undefined);
    const made = list?.timeline.filter(({ actor }) => actor !== null && actor !== 'customs').at(-1);
    return made?.actor ?? undefined;
  }

  function withNote(action: () => void): void {
    setComplaint(isNoteMissing ? 'note' : undefined);
    if (!isNoteMissing) action();
  }

  return { note, setNote, step, setStep, complaint, decide, withNote };
}

function Complaint({ problem }: { readonly problem: Problem }) {
  const t = useText();
  const say = useSayProblem();
  if (problem.code === 'HOLD_PROPOSAL_CHANGED') return t.review.proposedMeanwhile;
  if (problem.code === 'HOLD_OWN_FORBIDDEN') return t.review.own;
  if (problem.code === 'HOLD_PERSON_FORBIDDEN') return t.review.person;
  return say(problem);
}

/** That two decide, and everything that was proposed so far; the last one stands. */
function Proposals({ hold }: { readonly hold: Hold }) {
  const t = useText().review;
  const { me } = useSession();
  const standing = hold.proposals.at(-1);
  return (
    <>
      <p className="remark">{standing?.personId === me.person?.personId ? t.own : t.twoNeeded}</p>
      <ol className="proposals">
        {hold.proposals.map((proposal) => (
          <Proposal key={proposal.proposalNo} proposal={proposal} isLast={proposal === standing} />
        ))}
      </ol>
    </>
  );
}

type ProposalProps = { readonly proposal: HoldProposal; readonly isLast: boolean };

function Proposal({ proposal, isLast }: ProposalProps) {
  const t = useText().review;
  const { decision, proposedBy, proposedAt, note } = proposal;
  return (
    <li>
      <p>
        <b>{t.proposed[decision](proposedBy)}</b>{' '}
        <Tag tone={isLast ? 'open' : 'gone'}>{isLast ? t.waits : t.objected}</Tag>{' '}
        <span className="quiet">
          <Time at={proposedAt} />
        </span>
      </p>
      <blockquote>{note}</blockquote>
    </li>
  );
}

type ButtonsProps = {
  readonly step: Step;
  readonly hold: Hold;
  readonly question: string;
  readonly onRelease: () => void;
  readonly onReject: () => void;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
};

/** Refusing asks once more, with the number of the order in the question. */
function DecisionButtons({ step, hold, question, ...on }: ButtonsProps) {
  const t = useText().holds;
  const words = useDecisionWords(hold);
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
      {words.release !== undefined && (
        <button type="button" className="primary" disabled={isSending} onClick={on.onRelease}>
          {words.release}
        </button>
      )}
      {words.reject !== undefined && (
        <button type="button" disabled={isSending} onClick={on.onReject}>
          {words.reject}
        </button>
      )}
    </p>
  );
}

/** What each decision is called at this moment; absent where the officer may not take it. */
function useDecisionWords(hold: Hold): Partial<Record<Decision, string>> {
  const t = useText();
  const { me } = useSession();
  const standing = hold.proposals.at(-1);
  if (!hold.needsTwo) return { release: t.holds.release, reject: t.holds.reject };
  if (!standing) return t.review.propose;
  const other = standing.decision === 'release' ? 'reject' : 'release';
  const isOwn = standing.personId === me.person?.personId;
  if (isOwn) return { [other]: t.review.propose[other] };
  return {
    [standing.decision]: t.review.confirm[standing.decision],
    [other]: t.review.object[other],
  };
}
