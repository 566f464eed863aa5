import type { RandomFloor, WeekYield } from '@pilotzone/risk/contract/yield';
import { useState } from 'react';
import { useGet } from '../api/use-get.ts';
import { Field, Form, useDeed } from '../parts/form.tsx';
import { Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Load } from '../parts/states.tsx';
import { Time } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** What the rules catch week by week, and what they miss as far as random draws tell. */
export function YieldPage() {
  const t = useText().yield;
  const weeks = useGet<{ items: readonly WeekYield[] }>('/risk/yield');
  return (
    <>
      <PageTitle title={t.title} />
      <p className="quiet">{t.about}</p>
      <FloorSection />
      <Load from={weeks} rows={6}>
        {({ items }) => (
          <>
            <Weeks items={items} />
            {items
              .filter(({ rules }) => rules.length > 0)
              .map((week) => (
                <RulesOfWeek key={week.week} week={week} />
              ))}
          </>
        )}
      </Load>
    </>
  );
}

function Weeks({ items }: { readonly items: readonly WeekYield[] }) {
  const t = useText().yield;
  const none = useText().states.none;
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.week}</th>
            <th scope="col" className="number">
              {t.caught}
            </th>
            <th scope="col" className="number">
              {t.drawn}
            </th>
            <th scope="col" className="number">
              {t.confirmed}
            </th>
            <th scope="col" className="number">
              {t.missed}
            </th>
            <th scope="col" className="number">
              {t.recall}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ week, caught, missed, recall }) => (
            <tr key={week}>
              <th scope="row">{week}</th>
              <td className="number">{caught}</td>
              <td className="number">{t.lookedOf(missed.looked, missed.drawn)}</td>
              <td className="number">{missed.confirmed}</td>
              <td className="number">
                {missed.missed === null
                  ? none
                  : t.bounds(
                      Math.round(missed.missed),
                      Math.floor(missed.low ?? 0),
                      Math.ceil(missed.high ?? 0),
                    )}
              </td>
              <td className="number">{recall === null ? none : percent(recall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function RulesOfWeek({ week: { week, rules } }: { readonly week: WeekYield }) {
  const t = useText().yield;
  const none = useText().states.none;
  return (
    <Section title={t.rulesOf(week)}>
      <TableFrame>
        <table>
          <caption className="hidden">{t.rulesOf(week)}</caption>
          <thead>
            <tr>
              <th scope="col">{t.rule}</th>
              <th scope="col" className="number">
                {t.hits}
              </th>
              <th scope="col" className="number">
                {t.looked}
              </th>
              <th scope="col" className="number">
                {t.found}
              </th>
              <th scope="col" className="number">
                {t.precision}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ rule, hits, looked, confirmed, precision }) => (
              <tr key={rule}>
                <th scope="row">{rule}</th>
                <td className="number">{hits}</td>
                <td className="number">{looked}</td>
                <td className="number">{confirmed}</td>
                <td className="number">{precision === null ? none : percent(precision)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Section>
  );
}

/** Which share of green declarations chance draws, and where the right is given, the form. */
function FloorSection() {
  const t = useText().yield;
  const { may } = useSession();
  const [isOpen, setOpen] = useState(false);
  const loaded = useGet<{ items: readonly RandomFloor[] }>('/risk/random-floor');
  const done = () => {
    setOpen(false);
    loaded.reload();
  };
  const change = may('risk:write') && !isOpen && (
    <button type="button" onClick={() => setOpen(true)}>
      {t.change}
    </button>
  );
  return (
    <Section title={t.floor} aside={change}>
      <Load from={loaded} rows={1}>
        {({ items: [inForce] }) => (
          <>
            <p>{inForce && inForce.share > 0 ? t.share(percent(inForce.share / 10_000)) : t.off}</p>
            {inForce && (
              <p className="quiet">
                {inForce.setBy} · <Time at={inForce.setAt} /> · {inForce.note}
              </p>
            )}
            {isOpen && <FloorForm share={inForce?.share ?? 0} onDone={done} />}
          </>
        )}
      </Load>
    </Section>
  );
}

type FloorFormProps = { readonly share: number; readonly onDone: () => void };

function FloorForm({ share: before, onDone }: FloorFormProps) {
  const t = useText().yield;
  const { api } = useSession();
  const deed = useDeed();
  const [share, setShare] = useState(String(before / 100));
  const [note, setNote] = useState('');
  const save = async () => {
    const body = { share: Math.round(Number(share) * 100), note: note.trim() };
    if (await deed.run(() => api.post('/risk/random-floor', body))) onDone();
  };
  return (
    <Form deed={deed} submit={t.save} onSubmit={() => void save()}>
      <Field label={t.percent} value={share} onChange={setShare} inputMode="decimal" />
      <Field label={t.note} value={note} onChange={setNote} />
    </Form>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
