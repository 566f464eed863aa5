import { useId, useState } from 'react';
import { problemIn, type Problem } from '../../api/client.ts';
import type { Declaration, WithdrawalView } from '../../api/shapes.ts';
import { FindingView } from '../../parts/finding.tsx';
import { Section, TableFrame } from '../../parts/layout.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useSayProblem } from '../../text/use-say-problem.ts';
import { useText } from '../../text/text.ts';

type Props = { readonly declaration: Declaration; readonly onAsked: () => void };

/** Requests to cancel the list or to return its goods, and the form to ask for one. */
export function WithdrawalsView({ declaration, onAsked }: Props) {
  const t = useText();
  const { may } = useSession();
  const { withdrawals, status } = declaration;
  const isPending = status === 'sent' || status === 'customs-held';
  const kind = isPending ? 'cancellation' : 'return';
  const mayAsk = may('ceb:send') && (isPending || status === 'released');
  if (withdrawals.length === 0 && !mayAsk) return null;
  return (
    <Section title={t.withdrawals.title}>
      {withdrawals.length > 0 && <Requests withdrawals={withdrawals} />}
      {mayAsk && (
        <details>
          <summary>{t.withdrawals.ask[kind]}</summary>
          <RequestForm declaration={declaration} kind={kind} onAsked={onAsked} />
        </details>
      )}
    </Section>
  );
}

function Requests({ withdrawals }: { readonly withdrawals: readonly WithdrawalView[] }) {
  const t = useText().withdrawals;
  return (
    <>
      <TableFrame>
        <table>
          <caption className="hidden">{t.title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.kind}</th>
              <th scope="col">{t.number}</th>
              <th scope="col">{t.state}</th>
              <th scope="col">{t.goods}</th>
              <th scope="col">{t.reason}</th>
              <th scope="col">{t.filed}</th>
              <th scope="col">{t.dueOn}</th>
            </tr>
          </thead>
          <tbody>
            {withdrawals.map((request) => (
              <tr key={request.withdrawalId}>
                <td>{t.kinds[request.kind]}</td>
                <td>
                  <code>{request.copNo}</code>
                </td>
                <td>{t.states[request.status]}</td>
                <td>
                  {request.lines.map(({ gnum, quantity }) => `${gnum}: ${quantity}`).join(', ')}
                </td>
                <td>{request.reason}</td>
                <td>
                  <Time at={request.filedAt} />
                </td>
                <td>{request.goodsDueOn}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {withdrawals
        .flatMap(({ reasons }) => reasons)
        .map((finding, index) => (
          <FindingView key={index} finding={finding} />
        ))}
    </>
  );
}

type FormProps = Props & { readonly kind: 'cancellation' | 'return' };

const REASON_MIN = 2;

function RequestForm({ declaration, kind, onAsked }: FormProps) {
  const t = useText();
  const { api } = useSession();
  const id = useId();
  const [reason, setReason] = useState('');
  const [quantities, setQuantities] = useState<Readonly<Record<number, string>>>({});
  const [isSending, setSending] = useState(false);
  const say = useSayProblem();
  const [complaint, setComplaint] = useState<Problem | 'reason'>();

  async function ask(): Promise<void> {
    if (reason.trim().length < REASON_MIN) {
      setComplaint('reason');
      return;
    }
    setSending(true);
    setComplaint(undefined);
    try {
      const body = bodyOf(reason, quantities);
      await api.post(`/declarations/${declaration.declarationId}/${kind}`, body);
      setReason('');
      setQuantities({});
      onAsked();
    } catch (error) {
      setComplaint(problemIn(error));
    }
    setSending(false);
  }

  return (
    <form
      className="decision"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      {kind === 'return' && (
        <Quantities
          declaration={declaration}
          quantities={quantities}
          onChange={(gnum, quantity) => setQuantities({ ...quantities, [gnum]: quantity })}
        />
      )}
      <label htmlFor={id}>{t.withdrawals.reason}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={1000}
        value={reason}
        required
        aria-describedby={`${id}-complaint`}
        aria-invalid={complaint === 'reason'}
        onChange={(event) => setReason(event.target.value)}
      />
      <p id={`${id}-complaint`} className="complaint" role="alert">
        {complaint === 'reason' && t.withdrawals.reasonMissing}
        {typeof complaint === 'object' && say(complaint)}
      </p>
      <p className="confirm">
        <button type="submit" className="primary" disabled={isSending}>
          {t.withdrawals.send[kind]}
        </button>
      </p>
    </form>
  );
}

function bodyOf(reason: string, quantities: Readonly<Record<number, string>>) {
  const lines = Object.entries(quantities)
    .filter(([, quantity]) => Number(quantity) > 0)
    .map(([gnum, quantity]) => ({ gnum: Number(gnum), quantity: quantity.trim() }));
  return { reason: reason.trim(), ...(lines.length > 0 && { lines }) };
}

type QuantitiesProps = {
  readonly declaration: Declaration;
  readonly quantities: Readonly<Record<number, string>>;
  readonly onChange: (gnum: number, quantity: string) => void;
};

/** A quantity per line; without any, all that is left comes back. */
function Quantities({ declaration, quantities, onChange }: QuantitiesProps) {
  const t = useText().withdrawals;
  const id = useId();
  return (
    <fieldset>
      <legend>{t.quantities}</legend>
      {(declaration.documents.list?.lines ?? []).map((line) => {
        const gnum = Number(line['gnum']);
        return (
          <div className="field" key={gnum}>
            <label htmlFor={`${id}-${gnum}`}>
              {gnum} {line['gname']} ({line['qty']})
            </label>
            <input
              id={`${id}-${gnum}`}
              inputMode="decimal"
              autoComplete="off"
              value={quantities[gnum] ?? ''}
              onChange={(event) => onChange(gnum, event.target.value)}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
