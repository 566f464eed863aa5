import type { GatePass, ParkList } from '@pilotzone/parks/contract';
import { useState } from 'react';
import { problemIn, type Problem } from '../api/client.ts';
import { useGet } from '../api/use-get.ts';
import { usePages } from '../api/use-pages.ts';
import { Field, Form, useDeed } from '../parts/form.tsx';
import { Facts, Section, TableFrame, Tabs } from '../parts/layout.tsx';
import { PassPlace } from '../parts/pass-place.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Failed, Load, Skeleton } from '../parts/states.tsx';
import { Tag, type Tone } from '../parts/status.tsx';
import { Code, Time } from '../parts/values.tsx';
import { Link, navigate, parcelAddress, useAddress, withQuery } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useSayProblem } from '../text/use-say-problem.ts';
import { useText } from '../text/text.ts';

const STATES = ['issued', 'consumed', 'revoked'] as const;

const TONES: Readonly<Record<GatePass['state'], Tone>> = {
  issued: 'open',
  consumed: 'good',
  revoked: 'bad',
};

/** The gate (卡口): one pass by its number, with the barrier; the passes; parks and places. */
export function GatesPage() {
  const t = useText().duties.gates;
  const { query } = useAddress();
  const state = STATES.find((one) => one === query.get('state')) ?? 'issued';
  const pages = usePages<GatePass>(`/gate-passes?limit=50&state=${state}`);
  const { items, problem } = pages;
  return (
    <>
      <PageTitle title={t.title} />
      <Barrier onUsed={pages.reload} />
      <Tabs
        tabs={STATES.map((one) => [one, t.states[one]] as const)}
        current={state}
        label={t.state}
        onChoose={(one) => navigate(withQuery(query, { state: one }), { replace: true })}
      />
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && <Empty title={t.none} fix={t.noneFix} />}
      {items && items.length > 0 && <Passes items={items} />}
      {pages.hasMore && <More onMore={pages.more} />}
      <Parks />
    </>
  );
}

function More({ onMore }: { readonly onMore: () => void }) {
  const t = useText();
  return (
    <footer className="list-end">
      <button type="button" onClick={onMore}>
        {t.declarations.more}
      </button>
    </footer>
  );
}

/** Finds a pass by its number and, where the right is given, lets it open the barrier once. */
function Barrier({ onUsed }: { readonly onUsed: () => void }) {
  const t = useText().duties.gates;
  const { api, may } = useSession();
  const deed = useDeed();
  const [number, setNumber] = useState('');
  const [gate, setGate] = useState('');
  const [pass, setPass] = useState<GatePass>();
  const [told, setTold] = useState('');
  const say = useSayProblem();
  const [refusal, setRefusal] = useState<Problem>();
  const path = `/gate-passes/${encodeURIComponent(number.trim())}`;
  const begin = () => {
    setTold('');
    setRefusal(undefined);
  };
  const find = () => {
    begin();
    setPass(undefined);
    return deed.run(async () => setPass(await api.get<GatePass>(path)));
  };
  const open = () =>
    deed.run(async () => {
      begin();
      try {
        setPass(await api.post<GatePass>(`${path}/consume`, { gate: gate.trim() }));
        setTold(t.opened(number.trim()));
        onUsed();
      } catch (error) {
        setRefusal(problemIn(error));
      }
    });
  return (
    <Section title={t.number}>
      <p className="quiet">{t.about}</p>
      <Form deed={deed} submit={t.find} onSubmit={() => void (number.trim() !== '' && find())}>
        <Field label={t.number} value={number} onChange={setNumber} autoComplete="off" />
      </Form>
      {pass && <PassFacts pass={pass} />}
      {refusal && (
        <p className="remark tone-bad" role="alert">
          <b>{t.shut}.</b> {say(refusal)}
        </p>
      )}
      <p className="told" role="status">
        {told}
      </p>
      {pass?.state === 'issued' && may('parks:gate') && (
        <Form deed={deed} submit={t.open} onSubmit={() => void (gate.trim() !== '' && open())}>
          <Field label={t.gate} value={gate} onChange={setGate} />
        </Form>
      )}
    </Section>
  );
}

function PassFacts({ pass }: { readonly pass: GatePass }) {
  const t = useText().duties.gates;
  return (
    <Facts
      pairs={[
        [t.state, <Tag tone={TONES[pass.state]}>{t.states[pass.state]}</Tag>],
        [t.direction, t.directions[pass.direction]],
        [t.parcel, <Code text={pass.logisticsNo} />],
        [t.place, <PassPlace pass={pass} />],
        [t.issued, <Time at={pass.issuedAt} />],
        [t.used, <Time at={pass.consumedAt} />],
      ]}
    />
  );
}

function Passes({ items }: { readonly items: readonly GatePass[] }) {
  const t = useText().duties.gates;
  const { may } = useSession();
  return (
    <TableFrame>
      <table>
        <caption className="hidden">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.number}</th>
            <th scope="col">{t.direction}</th>
            <th scope="col">{t.parcel}</th>
            <th scope="col">{t.place}</th>
            <th scope="col" className="number">
              {t.issued}
            </th>
            <th scope="col" className="number">
              {t.used}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((pass) => (
            <tr key={pass.gatePassNo}>
              <th scope="row">
                <code>{pass.gatePassNo}</code>
              </th>
              <td>{t.directions[pass.direction]}</td>
              <td>
                {may('logistics:read') ? (
                  <Link to={parcelAddress(pass.logisticsCode, pass.logisticsNo)}>
                    <code>{pass.logisticsNo}</code>
                  </Link>
                ) : (
                  <code>{pass.logisticsNo}</code>
                )}
              </td>
              <td>
                <Code text={[pass.parkCode, pass.facilityCode].filter(Boolean).join(' ')} />
              </td>
              <td className="number">
                <Time at={pass.issuedAt} />
              </td>
              <td className="number">
                <Time at={pass.consumedAt} /> {pass.gate}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Parks() {
  const t = useText().duties.gates;
  const loaded = useGet<ParkList>('/parks');
  return (
    <Section title={t.parks}>
      <Load from={loaded} rows={3}>
        {({ parks }) => (
          <TableFrame>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t.park}</th>
                  <th scope="col">{t.operator}</th>
                  <th scope="col">{t.facilities}</th>
                </tr>
              </thead>
              <tbody>
                {parks.map((park) => (
                  <tr key={park.parkCode}>
                    <th scope="row">
                      {park.name} <code>{park.parkCode}</code>
                    </th>
                    <td>{park.operatorName}</td>
                    <td className="wrap">{park.facilities.map(({ name }) => name).join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Load>
    </Section>
  );
}
