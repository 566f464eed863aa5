import { useId, useState } from 'react';
import type { DraftAnswer, DraftBody } from '../../api/desk-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { navigate } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type Platforms = {
  readonly items: readonly { readonly code: string; readonly name: string }[];
};

type StartProps = { readonly body: DraftBody; readonly onCancel: () => void };

/** Begins a list from an order that its platform has sent. */
export function OrderStart({ body, onCancel }: StartProps) {
  const t = useText().desk.draft;
  const { api } = useSession();
  const deed = useDeed();
  const id = useId();
  const [ebpCode, setPlatform] = useState('');
  const [orderNo, setOrder] = useState('');
  const { data } = useGet<Platforms>('/participants?role=platform&limit=200');
  const name = data?.items.find(({ code }) => code === ebpCode.trim())?.name;
  const begin = () =>
    deed.run(async () => {
      const order = { ebpCode: ebpCode.trim(), orderNo: orderNo.trim() };
      const { draftId } = await api.post<DraftAnswer>('/drafts', { order, body });
      navigate(`/drafts/${draftId}`);
    });
  return (
    <div className="order-start">
      <p className="quiet">{t.orderAbout}</p>
      <Form
        deed={deed}
        submit={t.orderBegin}
        onSubmit={() => void begin()}
        extra={
          <button type="button" onClick={onCancel}>
            {t.keepOut}
          </button>
        }
      >
        <div className="draft-section">
          <Field
            label={t.orderPlatform}
            value={ebpCode}
            list={id}
            required
            {...(name === undefined ? {} : { hint: name })}
            onChange={setPlatform}
          />
          <Field label={t.title} value={orderNo} required onChange={setOrder} />
        </div>
        <datalist id={id}>
          {data?.items.map((one) => (
            <option key={one.code} value={one.code} label={one.name} />
          ))}
        </datalist>
      </Form>
    </div>
  );
}
