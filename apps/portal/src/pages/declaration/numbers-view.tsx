import { systemClock } from '@pilotzone/kernel/time';
import type { ReactNode } from 'react';
import type { Declaration } from '../../api/shapes.ts';
import { readTime } from '../../format.ts';
import { Facts, Section } from '../../parts/layout.tsx';
import { Code, Money, Time, useModeName, useSpan } from '../../parts/values.tsx';
import { Link, parcelAddress } from '../../routing.tsx';
import { useText } from '../../text/text.ts';

/** The three numbers that matter: value, tax, and how long it took or has taken. */
export function ThreeNumbers({ declaration }: { readonly declaration: Declaration }) {
  const t = useText();
  const span = useSpan();
  const { tax, filedAt, decidedAt } = declaration;
  const begun = readTime(filedAt) ?? systemClock.now();
  const ended = (decidedAt && readTime(decidedAt)) || systemClock.now();
  const label = decidedAt ? t.declaration.duration : t.declaration.durationOpen;
  return (
    <dl className="numbers">
      <Figure label={t.taxes.dutiablePrice} value={<Money amount={tax?.dutiablePrice} />} />
      <Figure label={t.taxes.total} value={<Money amount={tax?.total} />} />
      <Figure label={label} value={span(ended - begun)} />
    </dl>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Who takes part, and the numbers by which each of them knows the declaration. */
export function PartiesView({ declaration }: { readonly declaration: Declaration }) {
  const t = useText();
  const modeName = useModeName();
  const { documents, tradeMode, logisticsCode, logisticsNo } = declaration;
  const list = documents.list?.head ?? {};
  const named = (code: string, name: string) => (
    <>
      {list[name] !== undefined && <>{list[name]} </>}
      <Code text={code} />
    </>
  );
  return (
    <Section title={t.declaration.parties}>
      <Facts
        pairs={[
          [
            t.declarations.mode,
            <>
              <Code text={tradeMode} /> {modeName(tradeMode)}
            </>,
          ],
          [t.declaration.ebpCode, named(declaration.ebpCode, 'ebpName')],
          [t.declaration.ebcCode, named(declaration.ebcCode, 'ebcName')],
          [t.declaration.agentCode, named(declaration.agentCode, 'agentName')],
          [t.declaration.carrier, named(logisticsCode, 'logisticsName')],
          [
            t.declaration.waybill,
            <Link to={parcelAddress(logisticsCode, logisticsNo)}>
              <Code text={logisticsNo} />
            </Link>,
          ],
          ['copNo', <Code text={declaration.copNo} />],
          ['preNo', <Code text={declaration.preNo} />],
          ['invtNo', <Code text={declaration.invtNo} />],
          [t.declaration.appTime, <Time at={declaration.appTime} />],
          [t.declaration.attempt, declaration.attempt],
          [t.declaration.releasedOn, <Code text={declaration.releasedOn} />],
        ]}
      />
    </Section>
  );
}
