import type { ReceiptView } from '../../api/shapes.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty } from '../../parts/states.tsx';
import { Time, useReturnStatusName } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

/** The receipts (回执) of a declaration: as received, and what each status means. */
export function ReceiptsView({ receipts }: { readonly receipts: readonly ReceiptView[] }) {
  const t = useText();
  if (receipts.length === 0) return <Empty title={t.receipts.none} fix={t.receipts.noneFix} />;
  const hasAttempts = receipts.some(({ attempt }) => attempt > 1);
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.receipts.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.receipts.status}</th>
            <th scope="col">{t.receipts.meaning}</th>
            <th scope="col">{t.receipts.info}</th>
            <th scope="col">{t.receipts.source}</th>
            <th scope="col">{t.receipts.time}</th>
            {hasAttempts && (
              <th scope="col" className="number">
                {t.receipts.attempt}
              </th>
            )}
            <th scope="col">{t.receipts.message}</th>
          </tr>
        </thead>
        <tbody>
          {[...receipts].reverse().map((receipt, index) => (
            <ReceiptRow key={index} receipt={receipt} hasAttempts={hasAttempts} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

type RowProps = { readonly receipt: ReceiptView; readonly hasAttempts: boolean };

function ReceiptRow({ receipt, hasAttempts }: RowProps) {
  const t = useText();
  const { may } = useSession();
  const nameOf = useReturnStatusName();
  const { returnStatus, returnInfo, returnTime, source, attempt, exchangeId } = receipt;
  const sources: Readonly<Record<string, string>> = t.source;
  return (
    <tr>
      <td>
        <code>{returnStatus}</code>
      </td>
      <td className="nowrap">{nameOf(returnStatus) ?? t.receipts.unknown}</td>
      <td className="wrap">
        <code>{returnInfo}</code>
      </td>
      <td className="nowrap">{sources[source] ?? source}</td>
      <td>
        <Time at={returnTime} />
      </td>
      {hasAttempts && <td className="number">{attempt}</td>}
      <td className="nowrap">
        {exchangeId !== null && may('evidence:read') ? (
          <Link to={`/exchanges/${exchangeId}`}>{t.receipts.raw}</Link>
        ) : (
          <span className="quiet">{t.states.none}</span>
        )}
      </td>
    </tr>
  );
}
