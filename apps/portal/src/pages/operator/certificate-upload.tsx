import type { CertificateImport } from '@pilotzone/information-sharing/contract';
import { useId, useState } from 'react';
import { Field, useDeed } from '../../parts/form.tsx';
import { Section } from '../../parts/layout.tsx';
import { Tag } from '../../parts/status.tsx';
import { Code, Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

const TONES = { added: 'good', known: 'gone', refused: 'bad' } as const;

type Answer = { readonly items: readonly CertificateImport[] };

type Settings = { readonly owner: string; readonly trustRoots: boolean };

/** Looks at a file first, and registers it when that is wanted. */
function useCertificateImport({ owner, trustRoots }: Settings, onDone: () => void) {
  const t = useText().register;
  const { api } = useSession();
  const deed = useDeed();
  const [file, setFile] = useState<string>();
  const [seen, setSeen] = useState<Answer>();
  const [told, setTold] = useState('');
  const send = (text: string, dryRun: boolean) => {
    const participantCode = owner.trim() === '' ? {} : { participantCode: owner.trim() };
    return api.post<Answer>('/certificates', {
      ...participantCode,
      file: text,
      trustRoots,
      dryRun,
    });
  };
  const look = (text: string) =>
    deed.run(async () => {
      setTold('');
      setFile(text);
      setSeen(await send(text, true));
    });
  const apply = () =>
    deed.run(async () => {
      await send(file ?? '', false);
      setSeen(undefined);
      setTold(t.done);
      onDone();
    });
  return { deed, seen, told, look, apply, cancel: () => setSeen(undefined) };
}

/** Registers certificates of a file; what becomes of each is shown before anything is kept. */
export function CertificateUpload({ onDone }: { readonly onDone: () => void }) {
  const t = useText().register;
  const id = useId();
  const [owner, setOwner] = useState('');
  const [trustRoots, setTrustRoots] = useState(false);
  const { deed, seen, told, look, apply, cancel } = useCertificateImport(
    { owner, trustRoots },
    onDone,
  );
  return (
    <Section title={t.certificateFile}>
      <div className="form">
        <Field label={t.certificateOwner} value={owner} onChange={setOwner} />
        <label className="check">
          <input
            type="checkbox"
            checked={trustRoots}
            onChange={(event) => setTrustRoots(event.target.checked)}
          />{' '}
          {t.trustRoots}
        </label>
        <label htmlFor={id}>
          {t.certificateFile}
          <input
            id={id}
            type="file"
            accept=".pem,.crt,.cer,.crl"
            onChange={(event) => {
              void event.target.files?.[0]?.text().then(look);
            }}
          />
        </label>
      </div>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
      <p className="told" role="status">
        {told}
      </p>
      {seen && (
        <>
          <Outcomes items={seen.items} />
          <p className="confirm">
            {seen.items.some(({ outcome }) => outcome === 'added') && (
              <button
                type="button"
                className="primary"
                disabled={deed.isBusy}
                onClick={() => void apply()}
              >
                {t.apply}
              </button>
            )}
            <button type="button" onClick={cancel}>
              {t.cancel}
            </button>
          </p>
        </>
      )}
    </Section>
  );
}

function Outcomes({ items }: { readonly items: readonly CertificateImport[] }) {
  const t = useText().register;
  return (
    <ul>
      {items.map((item, index) => (
        <li key={index}>
          <Tag tone={TONES[item.outcome]}>{t.outcomes[item.outcome]}</Tag> {item.subject}{' '}
          <Code text={item.participantCode} /> <Time at={item.validUntil} /> {item.reason}
        </li>
      ))}
    </ul>
  );
}
