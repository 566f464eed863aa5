import { useId, useState } from 'react';
import type { Api } from '../api/client.ts';
import { showMoney } from '../format.ts';
import { Form, useDeed } from '../parts/form.tsx';
import { StatusTag, Tag } from '../parts/status.tsx';
import { Time } from '../parts/values.tsx';
import { useText } from '../text/text.ts';
import type { OwnDispute, Purchase } from './citizen-shapes.ts';

type Props = {
  readonly purchase: Purchase;
  readonly dispute: OwnDispute | undefined;
  readonly api: Api;
  readonly onChange: () => void;
};

/** One list in the citizen's name, with the way to say that it is not hers. */
export function PurchaseView({ purchase, dispute, api, onChange }: Props) {
  const t = useText().citizen;
  const { tax, goods, phone } = purchase;
  return (
    <li className="purchase">
      <div className="purchase-head">
        <p>
          <Time at={purchase.filedAt} /> · <strong>{purchase.ebpName}</strong>
        </p>
        <StatusTag status={purchase.status} />
      </div>
      {goods && <p>{goods.map(({ name }) => name).join(t.comma)}</p>}
      <p className="quiet">
        {t.seller} {purchase.ebcName} · {t.order} <code>{purchase.orderNo}</code>
      </p>
      {phone !== 'own' && (
        <p className="purchase-warning">
          <Tag tone="care">{t.otherPhone(phone)}</Tag>
          <span className="quiet">{t.otherPhoneHint}</span>
        </p>
      )}
      <div className="purchase-head">
        <p className="purchase-price">
          {tax ? t.price(showMoney(tax.dutiablePrice), showMoney(tax.total)) : t.noPrice}
        </p>
        {!dispute && <DisputeForm {...{ purchase, api, onChange }} />}
      </div>
      {dispute && <Answer dispute={dispute} />}
    </li>
  );
}

function Answer({ dispute }: { readonly dispute: OwnDispute }) {
  const t = useText().citizen;
  const tone = { upheld: 'good', dismissed: 'gone' } as const;
  return (
    <div className="purchase-answer">
      {dispute.outcome ? (
        <Tag tone={tone[dispute.outcome]}>{t.outcomes[dispute.outcome]}</Tag>
      ) : (
        <Tag tone="open">{t.outcomes.open}</Tag>
      )}{' '}
      <Time at={dispute.raisedAt} />
      {dispute.answer !== null && <p>{dispute.answer}</p>}
      {dispute.givenBack !== null && Number(dispute.givenBack) > 0 && (
        <p>{t.givenBack(showMoney(dispute.givenBack))}</p>
      )}
    </div>
  );
}

function DisputeForm({ purchase, api, onChange }: Omit<Props, 'dispute'>) {
  const t = useText().citizen;
  const deed = useDeed();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState('');
  if (!isOpen) {
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {t.notMe}
      </button>
    );
  }
  const send = async () => {
    if (note.trim().length < 2) {
      deed.complain(t.noteMissing);
      return;
    }
    const body = { declarationId: purchase.declarationId, note: note.trim() };
    if (await deed.run(() => api.post('/citizen/disputes', body))) onChange();
  };
  return (
    <div className="purchase-dispute">
      <Form
        deed={deed}
        submit={t.sendDispute}
        onSubmit={() => void send()}
        extra={
          <button type="button" onClick={() => setOpen(false)}>
            {t.cancel}
          </button>
        }
      >
        <div className="form-field">
          <label htmlFor={id}>{t.note(purchase.orderNo)}</label>
          <textarea
            id={id}
            rows={3}
            maxLength={1000}
            value={note}
            autoFocus
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      </Form>
    </div>
  );
}
