import { useCallback, useEffect, useState } from 'react';
import { problemIn, type Api, type Problem } from '../api/client.ts';
import { showMoney, shareOf } from '../format.ts';
import { useDeed } from '../parts/form.tsx';
import { Bar, Section } from '../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/values.tsx';
import { useText } from '../text/text.ts';
import type { CitizenYear, Purchase, PurchasePage } from './citizen-shapes.ts';
import { PurchaseView } from './purchase-view.tsx';

type Props = {
  readonly year: CitizenYear;
  readonly api: Api;
  /** Something changed: read the year again. */
  readonly onChange: () => void;
  readonly onYear: (year: number) => void;
};

/** A citizen's year: what is left, the freeze, purchases, and who looked. */
export function CitizenYearView({ year, api, onChange, onYear }: Props) {
  const t = useText().citizen;
  return (
    <>
      <header className="page-head">
        <h1>{t.yearTitle(year.year)}</h1>
        <label className="citizen-year">
          {t.year}
          <select value={year.year} onChange={(event) => onYear(Number(event.target.value))}>
            {year.years.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </header>
      <Allowance year={year} />
      <Freeze year={year} api={api} onChange={onChange} />
      <Purchases key={year.year} year={year} api={api} onChange={onChange} />
      <Looks year={year} />
    </>
  );
}

function Allowance({ year: { allowance } }: { readonly year: CitizenYear }) {
  const t = useText().citizen;
  return (
    <div className="citizen-allowance">
      <p className="quiet">{t.left}</p>
      <p className="citizen-left">¥ {showMoney(allowance.left)}</p>
      <Bar share={shareOf(allowance.used, allowance.limit)} tone="open" />
      <p className="quiet">{t.used(showMoney(allowance.used), showMoney(allowance.limit))}</p>
      <p className="quiet">{t.single(showMoney(allowance.singleLimit))}</p>
    </div>
  );
}

function Freeze({ year, api, onChange }: Omit<Props, 'onYear'>) {
  const t = useText().citizen;
  const deed = useDeed();
  const isFrozen = year.frozenSince !== null;
  const turn = async () => {
    const path = '/citizen/freeze';
    const isDone = await deed.run(() => (isFrozen ? api.delete(path) : api.put(path, undefined)));
    if (isDone) onChange();
  };
  return (
    <Section title={t.freezeTitle}>
      <div className={isFrozen ? 'citizen-freeze citizen-frozen' : 'citizen-freeze'}>
        <button
          type="button"
          role="switch"
          aria-checked={isFrozen}
          aria-label={t.freezeLabel}
          className="citizen-switch"
          disabled={deed.isBusy}
          onClick={() => void turn()}
        >
          <span aria-hidden="true" />
        </button>
        <div>
          <p role="status">
            <strong>{isFrozen ? t.frozen : t.notFrozen}</strong>{' '}
            {year.frozenSince !== null && <Time at={year.frozenSince} />}
          </p>
          <p className="quiet">{t.freezeHint}</p>
          <p className="complaint" role="alert">
            {deed.complaint}
          </p>
        </div>
      </div>
      {year.refused.length > 0 && (
        <>
          <h3>{t.refused}</h3>
          <ul className="purchases">
            {year.refused.map((purchase) => (
              <PurchaseView
                key={purchase.declarationId}
                {...{ purchase, api, onChange }}
                dispute={disputeOf(year, purchase)}
              />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Purchases({ year, api, onChange }: Omit<Props, 'onYear'>) {
  const t = useText().citizen;
  const [page, setPage] = useState<PurchasePage>();
  const [problem, setProblem] = useState<Problem>();
  const { year: of } = year;
  const read = useCallback(
    async (before: PurchasePage | undefined) => {
      const cursor = before?.next ? `&cursor=${before.next}` : '';
      try {
        const next = await api.get<PurchasePage>(`/citizen/purchases?year=${of}${cursor}`);
        setPage({ items: [...(before?.items ?? []), ...next.items], next: next.next });
        setProblem(undefined);
      } catch (error) {
        setProblem(problemIn(error));
      }
    },
    [api, of],
  );
  useEffect(() => void read(undefined), [read]);
  return (
    <Section title={t.purchases}>
      {problem && <Failed problem={problem} onRetry={() => void read(undefined)} />}
      {!page && !problem && <Skeleton rows={4} />}
      {page?.items.length === 0 && <Empty title={t.none(of)} fix={t.noneFix} />}
      {page && (
        <ul className="purchases">
          {page.items.map((purchase) => (
            <PurchaseView
              key={purchase.declarationId}
              {...{ purchase, api, onChange }}
              dispute={disputeOf(year, purchase)}
            />
          ))}
        </ul>
      )}
      {page?.next && (
        <button type="button" onClick={() => void read(page)}>
          {t.more}
        </button>
      )}
    </Section>
  );
}

function Looks({ year: { looks } }: { readonly year: CitizenYear }) {
  const t = useText().citizen;
  return (
    <Section title={t.looks}>
      {looks.length === 0 && <p className="quiet">{t.noLooks}</p>}
      <ul className="purchases">
        {looks.map((look, index) => (
          <li key={index} className="purchase">
            <p>
              <Time at={look.at} /> · <strong>{look.participantName}</strong>
            </p>
            <p>
              {t.purposes[look.purpose as keyof typeof t.purposes]}
              {t.colon}
              {look.reason}
            </p>
            <p className="quiet">
              {t.order} <code>{look.orderNo}</code>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function disputeOf({ disputes }: CitizenYear, { declarationId }: Purchase) {
  return disputes.find((dispute) => dispute.declarationId === declarationId);
}
