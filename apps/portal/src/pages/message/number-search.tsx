import { useEffect, useState } from 'react';
import type { Declaration, DeclarationSummary, Exchange, Page } from '../../api/shapes.ts';
import type { Api } from '../../api/client.ts';
import { Empty, Skeleton } from '../../parts/states.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

const NUMBERS = ['orderNo', 'copNo', 'invtNo'] as const;
const LISTS_MAX = 3;

type Props = {
  readonly number: string;
  readonly children: (items: readonly Exchange[]) => React.ReactNode;
};

/** The messages of the declarations that have a number: what was filed, and every receipt. */
export function MessagesOfNumber({ number, children }: Props) {
  const t = useText().messages;
  const { api } = useSession();
  const [found, setFound] = useState<readonly Exchange[]>();
  useEffect(() => {
    let isCurrent = true;
    setFound(undefined);
    void findMessages(api, number).then((items) => {
      if (isCurrent) setFound(items);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, number]);
  if (!found) return <Skeleton />;
  if (found.length === 0) return <Empty title={t.numberNone} fix={t.numberNoneFix} />;
  return children(found);
}

async function findMessages(api: Api, number: string): Promise<readonly Exchange[]> {
  const ask = (name: string) =>
    api
      .get<Page<DeclarationSummary>>(
        `/declarations?limit=${LISTS_MAX}&${name}=${encodeURIComponent(number)}`,
      )
      .then(({ items }) => items)
      // A number too long for one field is none of that field.
      .catch(() => []);
  const lists = (await Promise.all(NUMBERS.map(ask))).flat().slice(0, LISTS_MAX);
  const ids = await Promise.all(
    lists.map(async ({ declarationId }) => {
      const { messages, receipts } = await api.get<Declaration>(`/declarations/${declarationId}`);
      return [...messages, ...receipts].map(({ exchangeId }) => exchangeId);
    }),
  );
  const known = [...new Set(ids.flat())].filter((id) => id !== null);
  const exchanges = await Promise.all(
    known.map((id) => api.get<Exchange>(`/exchanges/${id}`).catch(() => undefined)),
  );
  return exchanges.filter((one) => one !== undefined).toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
