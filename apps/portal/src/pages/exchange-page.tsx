import type { MessageContent } from '../api/message-shapes.ts';
import type { Exchange } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { useNames } from '../api/use-names.ts';
import { showBytes, showCount } from '../format.ts';
import { Facts } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Load } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Code, Time } from '../parts/values.tsx';
import { useBothLanguages, useText } from '../text/text.ts';
import { ContentView } from './message/content-view.tsx';
import { RawView } from './message/raw-view.tsx';

/** One message of the log: its place in the chain, what was judged, its fields, its text. */
export function ExchangePage({ exchangeId }: { readonly exchangeId: string }) {
  const t = useText();
  const both = useBothLanguages();
  const path = `/exchanges/${encodeURIComponent(exchangeId)}`;
  const loaded = useGet<Exchange>(path);
  const content = useGet<MessageContent>(`${path}/content`);
  const known = content.data;
  const name = known?.zh && known.en ? both(known.zh, known.en) : '';
  const title = `${loaded.data?.messageType ?? t.exchanges.one} ${name}`.trim();
  return (
    <>
      <PageTitle title={title} kind={t.exchanges.one} />
      <Load from={loaded} rows={4}>
        {(exchange) => (
          <>
            <Place exchange={exchange} />
            <Load from={content} rows={8}>
              {(message) => (
                <>
                  <ContentView content={message} />
                  <RawView exchange={exchange} masked={message.text} />
                </>
              )}
            </Load>
          </>
        )}
      </Load>
    </>
  );
}

function Place({ exchange }: { readonly exchange: Exchange }) {
  const t = useText();
  const nameOf = useNames();
  return (
    <Facts
      pairs={[
        [t.exchanges.time, <Time key="at" at={exchange.at} />],
        [t.exchanges.direction, t.exchanges[exchange.direction]],
        [
          t.exchanges.party,
          <span key="party">
            {nameOf(exchange.counterparty)} <Code text={exchange.counterparty} />
          </span>,
        ],
        [t.exchanges.size, showBytes(exchange.bodyLength)],
        [t.exchanges.place, `${exchange.chainNo} / ${showCount(exchange.chainSeq)}`],
        [t.exchanges.hash, <Code key="hash" text={exchange.sha256} />],
        [t.exchanges.chainHash, <Code key="chain" text={exchange.chainHash} />],
        ...(exchange.refused
          ? [
              [
                t.overview.state,
                <Tag key="refused" tone="bad">
                  {t.exchanges.refused}
                </Tag>,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}
