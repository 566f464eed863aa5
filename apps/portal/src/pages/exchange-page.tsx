import { useEffect, useState } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import type { Exchange } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { showBytes, showCount } from '../format.ts';
import { Facts, Section } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Failed, Load, Skeleton } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Code, Time } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** One message of the log with its bytes as they travelled. */
export function ExchangePage({ exchangeId }: { readonly exchangeId: string }) {
  const t = useText();
  const path = `/exchanges/${encodeURIComponent(exchangeId)}`;
  const loaded = useGet<Exchange>(path);
  return (
    <>
      <PageTitle title={loaded.data?.messageType ?? t.exchanges.one} kind={t.exchanges.one} />
      <Load from={loaded} rows={4}>
        {(exchange) => (
          <>
            <Facts
              pairs={[
                [t.exchanges.time, <Time at={exchange.at} />],
                [t.exchanges.direction, t.exchanges[exchange.direction]],
                [t.exchanges.party, <Code text={exchange.counterparty} />],
                [t.exchanges.size, showBytes(exchange.bodyLength)],
                [t.exchanges.place, `${exchange.chainNo} / ${showCount(exchange.chainSeq)}`],
                [t.exchanges.hash, <Code text={exchange.sha256} />],
                [t.exchanges.chainHash, <Code text={exchange.chainHash} />],
                ...(exchange.refused
                  ? [[t.overview.state, <Tag tone="bad">{t.exchanges.refused}</Tag>] as const]
                  : []),
              ]}
            />
            <Body exchange={exchange} />
          </>
        )}
      </Load>
    </>
  );
}

type Read = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `undefined` where the browser cannot hash (a page that is not from a secure origin). */
  readonly isSame: boolean | undefined;
};

// More than a person reads; a legal message may have 20 MB, which no page should hold as text.
const SHOWN_BYTES_MAX = 262_144;

function Body({ exchange }: { readonly exchange: Exchange }) {
  const t = useText();
  const { api } = useSession();
  const [read, setRead] = useState<Read>();
  const [problem, setProblem] = useState<Problem>();
  const [isWrapped, setWrapped] = useState(true);
  const [round, setRound] = useState(0);
  const { exchangeId, sha256 } = exchange;
  useEffect(() => {
    setProblem(undefined);
    api
      .getBytes(`/exchanges/${exchangeId}/body`)
      .then(async (bytes) => setRead({ bytes, isSame: await hasHash(bytes, sha256) }))
      .catch((error: unknown) => setProblem(problemIn(error)));
  }, [api, exchangeId, sha256, round]);
  if (problem) return <Failed problem={problem} onRetry={() => setRound(round + 1)} />;
  if (!read) return <Skeleton />;
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
