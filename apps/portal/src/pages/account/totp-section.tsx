import type { TotpOffer } from '@pilotzone/identity/contract';
import { useState } from 'react';
import type { Static } from 'typebox';
import { Field, Form, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { useSession } from '../../session.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { useText } from '../../text/text.ts';

type Offer = Static<typeof TotpOffer>;
type TotpProps = { readonly hasTotp: boolean; readonly onChange: () => void };

/** Adds or removes the authenticator app. */
export function TotpSection({ hasTotp, onChange }: TotpProps) {
  const t = useText().account;
  return (
    <Section title={t.totpTitle}>
      <p className="quiet">{hasTotp ? t.totpOn : t.totpOff}</p>
      {hasTotp ? <Remove onChange={onChange} /> : <Add onChange={onChange} />}
    </Section>
  );
}

function Remove({ onChange }: { readonly onChange: () => void }) {
  const t = useText().account;
  const { api } = useSession();
  const deed = useDeed();
  const [code, setCode] = useState('');
  const remove = async () => {
    if (await deed.run(() => api.post('/me/totp/remove', { code }))) onChange();
  };
  return (
    <Form deed={deed} submit={t.totpRemove} onSubmit={() => void remove()}>
      <CodeField code={code} onChange={setCode} />
    </Form>
  );
}

function Add({ onChange }: { readonly onChange: () => void }) {
  const t = useText().account;
  const { api } = useSession();
  const deed = useDeed();
  const [offer, setOffer] = useState<Offer>();
  const [code, setCode] = useState('');
  const begin = () => deed.run(async () => setOffer(await api.post<Offer>('/me/totp')));
  const confirm = async () => {
    if (await deed.run(() => api.put('/me/totp', { code }))) {
      onChange();
      return;
    }
    // A wrong code uses the offer up.
    setOffer(undefined);
    setCode('');
  };
  if (!offer) {
    return (
      <>
        <p className="complaint" role="alert">
          {deed.complaint}
        </p>
        <button type="button" disabled={deed.isBusy} onClick={() => void begin()}>
          {t.totpBegin}
        </button>
      </>
    );
  }
  return (
    <Form deed={deed} submit={t.totpConfirm} onSubmit={() => void confirm()}>
      <p>{t.totpScan}</p>
      <QrCode text={offer.uri} label={t.totpQr} />
      <p>
        {t.totpSecret}: <code>{offer.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <CodeField code={code} onChange={setCode} />
    </Form>
  );
}

type CodeProps = { readonly code: string; readonly onChange: (code: string) => void };

function CodeField({ code, onChange }: CodeProps) {
  const t = useText().account;
  return (
    <Field
      label={t.totpCode}
      inputMode="numeric"
      autoComplete="one-time-code"
      value={code}
      onChange={onChange}
    />
  );
}
