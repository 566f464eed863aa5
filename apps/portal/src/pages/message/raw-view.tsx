import { useState } from 'react';
import type { Exchange } from '../../api/shapes.ts';
import { showBytes } from '../../format.ts';
import { Section } from '../../parts/layout.tsx';
import { PurposeForm, type Purpose } from '../../parts/purpose-form.tsx';
import { Tag } from '../../parts/status.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

type Read = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `undefined` where the browser cannot hash (a page that is not from a secure origin). */
  readonly isSame: boolean | undefined;
};

// More than a person reads; a legal message may have 20 MB, which no page should hold as text.
const SHOWN_BYTES_MAX = 262_144;

type Props = { readonly exchange: Exchange; readonly masked: string | null };

/** The message as it travelled: masked, and in the clear for a purpose that goes on record. */
export function RawView({ exchange, masked }: Props) {
  const t = useText();
  const { api, may } = useSession();
  const [isAsked, setAsked] = useState(false);
  const [read, setRead] = useState<Read>();
  const { exchangeId, sha256 } = exchange;
  const show = async (why: Purpose) => {
    const bytes = await api.postForBytes(`/exchanges/${exchangeId}/body`, why);
    setRead({ bytes, isSame: await hasHash(bytes, sha256) });
  };
  if (read) return <ClearView exchangeId={exchangeId} read={read} />;
  return (
    <Section
      title={t.messages.raw}
      aside={
        may('personal-data:read') && (
          <button type="button" aria-expanded={isAsked} onClick={() => setAsked(!isAsked)}>
            {t.messages.clear}
          </button>
        )
      }
    >
      {isAsked && <PurposeForm onAsk={show} />}
      {!may('personal-data:read') && <p className="quiet">{t.messages.noRight}</p>}
      {masked === null ? (
        <p className="remark">{t.messages.noRaw}</p>
      ) : (
        <pre className="raw raw-wrapped" tabIndex={0}>
          {masked}
        </pre>
      )}
    </Section>
  );
}

function ClearView({ exchangeId, read }: { readonly exchangeId: string; readonly read: Read }) {
  const t = useText();
  const [isWrapped, setWrapped] = useState(true);
  const { bytes, isSame } = read;
  const isCut = bytes.length > SHOWN_BYTES_MAX;
  const text = new TextDecoder().decode(bytes.subarray(0, SHOWN_BYTES_MAX));
  return (
    <Section
      title={t.exchanges.body}
      aside={
        <span className="section-actions">
          <label className="check">
            <input
              type="checkbox"
              checked={isWrapped}
              onChange={(event) => setWrapped(event.target.checked)}
            />
            {t.exchanges.wrap}
          </label>
          <button type="button" onClick={() => save(bytes, `${exchangeId}.xml`)}>
            {t.exchanges.download}
          </button>
        </span>
      }
    >
      {isSame !== undefined && (
        <p>
          <Tag tone={isSame ? 'good' : 'bad'}>
            {isSame ? t.exchanges.hashSame : t.exchanges.hashOther}
          </Tag>
        </p>
      )}
      {isCut && (
        <p className="remark">
          {t.exchanges.cut(showBytes(SHOWN_BYTES_MAX), showBytes(bytes.length))}
        </p>
      )}
      <pre className={isWrapped ? 'raw raw-wrapped' : 'raw'} tabIndex={0}>
        {text}
      </pre>
    </Section>
  );
}

async function hasHash(
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
): Promise<boolean | undefined> {
  if (!window.isSecureContext) return undefined;
  const digest = new Uint8Array(await window.crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256;
}

function save(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/xml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
