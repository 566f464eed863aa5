import { useState } from 'react';
import { useGet } from '../../api/use-get.ts';
import { usePages } from '../../api/use-pages.ts';
import { showBytes } from '../../format.ts';
import { useDeed } from '../../parts/form.tsx';
import { Facts, Section } from '../../parts/layout.tsx';
import { Empty, Failed, Load, Skeleton } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useBothLanguages, useText } from '../../text/text.ts';

type Letter = {
  readonly deadLetterId: string;
  readonly channel: string;
  readonly messageId: string;
  readonly reason: string;
  readonly diedAt: string;
  readonly bodyLength: number;
};

/** Messages that nobody could take: read, hand over again, or put away. */
export function DeadLettersView() {
  const t = useText();
  const pages = usePages<Letter>('/dead-letters?limit=50');
  const [openId, setOpenId] = useState<string>();
  const { items, problem } = pages;
  return (
    <>
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.operator.noLetters} fix={t.operator.noLettersFix} />}
      <ul className="letters">
        {items?.map((letter) => (
          <li key={letter.deadLetterId} className="letter">
            <p>
              <Time at={letter.diedAt} /> · <strong>{letter.channel}</strong> ·{' '}
              {showBytes(letter.bodyLength)}
            </p>
            <p>{letter.reason}</p>
            <Actions letter={letter} onDone={pages.reload} />
            <button
              type="button"
              className="plain"
              aria-expanded={openId === letter.deadLetterId}
              onClick={() =>
                setOpenId(openId === letter.deadLetterId ? undefined : letter.deadLetterId)
              }
            >
              {t.operator.read}
            </button>
            {openId === letter.deadLetterId && <Content deadLetterId={letter.deadLetterId} />}
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

type ActionProps = { readonly letter: Letter; readonly onDone: () => void };

function Actions({ letter, onDone }: ActionProps) {
  const t = useText().operator;
  const { api } = useSession();
  const deed = useDeed();
  const [reason, setReason] = useState<string>();
  const path = `/dead-letters/${letter.deadLetterId}`;
  const settle = async (work: () => Promise<unknown>) => {
    if (await deed.run(work)) onDone();
  };
  return (
    <>
      <p className="confirm">
        <button
          type="button"
          className="primary"
          disabled={deed.isBusy}
          onClick={() => void settle(() => api.post(`${path}/replay`))}
        >
          {t.replay}
        </button>
        {reason === undefined ? (
          <button type="button" onClick={() => setReason('')}>
            {t.discard}
          </button>
        ) : (
          <>
            <input
              aria-label={t.discardReason}
              placeholder={t.discardReason}
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
            <button
              type="button"
              className="danger"
              disabled={deed.isBusy || reason.trim() === ''}
              onClick={() => void settle(() => api.post(`${path}/discard`, { reason }))}
            >
              {t.discardConfirm}
            </button>
          </>
        )}
      </p>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
    </>
  );
}

type Read = {
  readonly content: {
    readonly messageType: string | null;
    readonly refused: string | null;
    readonly schema: {
      readonly valid: boolean;
      readonly errors: readonly { path: string; message: string; messageZh: string }[];
    };
    readonly signature: { readonly reason: string; readonly reasonZh: string };
    readonly documentCount: number;
    readonly documents: readonly { readonly head: Readonly<Record<string, string | number>> }[];
  };
};

function Content({ deadLetterId }: { readonly deadLetterId: string }) {
  const t = useText();
  const both = useBothLanguages();
  const loaded = useGet<Read>(`/dead-letters/${deadLetterId}`);
  return (
    <Load from={loaded} rows={3}>
      {({ content }) => (
        <>
          <Facts
            pairs={[
              [t.exchanges.type, content.messageType ?? t.states.none],
              [t.operator.schema, content.schema.valid ? t.operator.valid : t.operator.invalid],
              [t.operator.signature, both(content.signature.reasonZh, content.signature.reason)],
              [t.operator.documents, String(content.documentCount)],
            ]}
          />
          {content.refused !== null && <p className="tone-bad">{content.refused}</p>}
          {content.schema.errors.map((error) => (
            <p key={`${error.path} ${error.message}`}>
              <code>{error.path}</code> {both(error.messageZh, error.message)}
            </p>
          ))}
          {content.documents.map((document, index) => (
            <Section key={index} title={`${t.operator.document} ${index + 1}`}>
              <Facts
                pairs={Object.entries(document.head).map(([name, value]) => [name, String(value)])}
              />
            </Section>
          ))}
        </>
      )}
    </Load>
  );
}
