import type { CaseDetail, WorkOrder } from '@pilotzone/risk/contract/cases';
import { useId, useState } from 'react';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { Day, Words } from './case-fields.tsx';

type OrdersProps = { readonly shown: CaseDetail; readonly onDone: () => void };

/** What a case asks people to do, and what came of it. */
export function WorkOrders({ shown, onDone }: OrdersProps) {
  const t = useText().cases;
  const { may } = useSession();
  return (
    <Section title={t.orders}>
      {shown.workOrders.length === 0 && <p className="quiet">{t.noOrders}</p>}
      <ul className="letters">
        {shown.workOrders.map((order) => (
          <li key={order.workOrderId} className="letter">
            <p>
              <Tag tone={order.state === 'open' ? 'open' : 'gone'}>
                {t.orderStates[order.state]}
              </Tag>{' '}
              <strong>{order.task}</strong> <span className="quiet">{order.assignee}</span>{' '}
              {order.dueOn}
            </p>
            {order.result !== null && (
              <p>
                {order.result} <span className="quiet">{order.endedBy}</span>
              </p>
            )}
            {order.state === 'open' && may('holds:decide') && (
              <EndForm order={order} onDone={onDone} />
            )}
          </li>
        ))}
      </ul>
      {shown.state !== 'closed' && may('holds:decide') && (
        <OrderForm key={shown.workOrders.length} shown={shown} onDone={onDone} />
      )}
    </Section>
  );
}

function OrderForm({ shown, onDone }: OrdersProps) {
  const t = useText().cases;
  const { api } = useSession();
  const deed = useDeed();
  const [task, setTask] = useState('');
  const [assignee, setAssignee] = useState('');
  const [dueOn, setDueOn] = useState('');
  const order = async () => {
    const body = { task: task.trim(), assignee: assignee.trim(), dueOn };
    if (await deed.run(() => api.post(`/cases/${shown.caseId}/work-orders`, body))) onDone();
  };
  return (
    <Form deed={deed} submit={t.order} onSubmit={() => void order()}>
      <Field label={t.task} value={task} required onChange={setTask} />
      <Field label={t.assignee} value={assignee} required onChange={setAssignee} />
      <Day label={t.due} value={dueOn} onChange={setDueOn} />
    </Form>
  );
}

type EndProps = { readonly order: WorkOrder; readonly onDone: () => void };

function EndForm({ order, onDone }: EndProps) {
  const t = useText().cases;
  const { api } = useSession();
  const deed = useDeed();
  const id = useId();
  const [result, setResult] = useState('');
  const end = async (state: 'done' | 'dropped') => {
    if (result.trim().length < 4) {
      deed.complain(t.noteMissing);
      return;
    }
    const body = { state, result: result.trim() };
    if (await deed.run(() => api.post(`/work-orders/${order.workOrderId}/end`, body))) onDone();
  };
  return (
    <form className="decision" onSubmit={(event) => event.preventDefault()}>
      <Words id={id} label={t.result} value={result} onChange={setResult} />
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="confirm">
        <button type="button" disabled={deed.isBusy} onClick={() => void end('done')}>
          {t.done}
        </button>
        <button type="button" disabled={deed.isBusy} onClick={() => void end('dropped')}>
          {t.dropped}
        </button>
      </p>
    </form>
  );
}
