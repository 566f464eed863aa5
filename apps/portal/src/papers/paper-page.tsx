import { useEffect } from 'react';
import type { GatePassList } from '@pilotzone/parks/contract';
import { systemClock } from '@pilotzone/kernel/time';
import type { Declaration } from '../api/shapes.ts';
import { useGet } from '../api/use-get.ts';
import { showFullTime, showMoney } from '../format.ts';
import { Facts, TableFrame } from '../parts/layout.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { Failed, Load } from '../parts/states.tsx';
import { useModeName } from '../parts/values.tsx';
import { Link } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';
import './paper.css';

/** The papers of a declaration, one sheet each; the browser prints them or makes a PDF of them. */
export function PaperPage({ declarationId }: { readonly declarationId: string }) {
  const t = useText();
  const { may } = useSession();
  const path = `/declarations/${encodeURIComponent(declarationId)}`;
  const declaration = useGet<Declaration>(path);
  const proof = useGet<{ code: string }>(`${path}/proof`);
  const passes = useGet<GatePassList>(
    may('parks:read') ? `/gate-passes?declarationId=${encodeURIComponent(declarationId)}` : null,
  );
  const orderNo = declaration.data?.orderNo;
  useEffect(() => {
    if (orderNo !== undefined) document.title = `${t.papers.title} ${orderNo}`;
  }, [t, orderNo]);
  return (
    <main className="papers">
      <p className="papers-bar">
        <Link to={`/declarations/${declarationId}`}>{t.papers.back}</Link>
        <button type="button" className="primary" onClick={() => window.print()}>
          {t.papers.print}
        </button>
      </p>
      {proof.problem && <Failed problem={proof.problem} onRetry={proof.reload} />}
      <Load from={declaration} rows={12}>
        {(shown) => {
          const code = proof.data?.code;
          const pass = passes.data?.items[0];
          return (
            <>
              <Sheet title={t.papers.declaration} code={code} shown={shown}>
                <Goods shown={shown} />
              </Sheet>
              {shown.tax && (
                <Sheet title={t.papers.taxBill} code={code} shown={shown}>
                  <Tax shown={shown} />
                </Sheet>
              )}
              {pass && (
                <Sheet title={t.papers.gatePass} code={code} shown={shown}>
                  <Facts
                    pairs={[
                      [t.papers.gatePassNo, <code>{pass.gatePassNo}</code>],
                      [t.papers.waybill, <code>{pass.logisticsNo}</code>],
                    ]}
                  />
                </Sheet>
              )}
            </>
          );
        }}
      </Load>
    </main>
  );
}

type SheetProps = {
  readonly title: string;
  readonly code: string | undefined;
  readonly shown: Declaration;
  readonly children: React.ReactNode;
};

/** One sheet of A4: what it is, whose, how it stood, and the code by which anybody checks it. */
function Sheet({ title, code, shown, children }: SheetProps) {
  const t = useText();
  const { me } = useSession();
  const modeName = useModeName();
  const address = `${window.location.origin}/verify/${code ?? ''}`;
  const head = shown.documents.list?.head ?? {};
  return (
    <article className="sheet">
      <header>
        <div>
          <h1>{title}</h1>
          <p>
            {t.app.zone} {me.zoneCode}
          </p>
        </div>
        {code !== undefined && <QrCode text={address} label={t.papers.qr} />}
      </header>
      <Facts
        pairs={[
          [t.declarations.orderNo, <code>{shown.orderNo}</code>],
          [t.papers.listNo, <code>{shown.invtNo ?? shown.preNo ?? t.states.none}</code>],
          [t.papers.platform, String(head['ebpName'] ?? shown.ebpCode)],
          [t.papers.merchant, String(head['ebcName'] ?? shown.ebcCode)],
          [t.papers.declarant, String(head['agentName'] ?? shown.agentCode)],
          [t.papers.buyer, String(head['buyerName'] ?? t.states.none)],
          [t.declarations.mode, `${shown.tradeMode} ${modeName(shown.tradeMode)}`],
          [t.declarations.status, t.status[shown.status]],
          [t.papers.releasedOn, shown.releasedOn ?? t.states.none],
        ]}
      />
      {children}
      <footer>
        {t.papers.printed} {showFullTime(systemClock.now())} · {t.papers.checkAt}{' '}
        <code>{address}</code>
      </footer>
    </article>
  );
}

function Goods({ shown }: { readonly shown: Declaration }) {
  const t = useText().papers;
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.line}</th>
            <th scope="col">{t.hsCode}</th>
            <th scope="col">{t.goods}</th>
            <th scope="col">{t.quantity}</th>
            <th scope="col">{t.price}</th>
          </tr>
        </thead>
        <tbody>
          {(shown.documents.list?.lines ?? []).map((line, index) => (
            <tr key={index}>
              <td>{line['gnum'] ?? index + 1}</td>
              <td>
                <code>{line['gcode']}</code>
              </td>
              <td>{line['gname']}</td>
              <td>{line['qty']}</td>
              <td>{showMoney(String(line['totalPrice'] ?? '0'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Tax({ shown }: { readonly shown: Declaration }) {
  const t = useText();
  const { tax } = shown;
  if (!tax) return null;
  return (
    <Facts
      pairs={[
        [t.taxes.dutiablePrice, showMoney(tax.dutiablePrice)],
        [t.taxes.tariff, showMoney(tax.tariff)],
        [t.taxes.consumptionTax, showMoney(tax.consumptionTax)],
        [t.taxes.valueAddedTax, showMoney(tax.valueAddedTax)],
        [t.taxes.total, <strong>{showMoney(tax.total)}</strong>],
      ]}
    />
  );
}
