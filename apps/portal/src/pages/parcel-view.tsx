import type { Parcel, ParcelEvent } from '@pilotzone/logistics/contract';
import type { GatePass, GatePassList } from '@pilotzone/parks/contract';
import { useGet } from '../api/use-get.ts';
import { Facts } from '../parts/layout.tsx';
import { Empty, Load, NoRight } from '../parts/states.tsx';
import { Tag, type Tone } from '../parts/status.tsx';
import { PassPlace } from '../parts/pass-place.tsx';
import { Code, Time } from '../parts/values.tsx';
import { Link, parcelAddress } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

type ParcelKey = { readonly logisticsCode: string; readonly logisticsNo: string };

/** A parcel on its way, with its gate pass when it has one. */
export function ParcelView(key: ParcelKey) {
  const t = useText();
  const { may } = useSession();
  const isAllowed = may('logistics:read');
  const { logisticsCode: code, logisticsNo: no } = key;
  const path = `${encodeURIComponent(code)}/${encodeURIComponent(no)}`;
  const loaded = useGet<Parcel>(isAllowed ? `/parcels/${path}` : null);
  if (!isAllowed) return <NoRight scope="logistics:read" />;
  if (loaded.problem?.status === 404) return <Empty title={t.parcel.none} fix={t.parcel.noneFix} />;
  return (
    <Load from={loaded}>
      {(parcel) => (
        <>
          <Facts
            pairs={[
              [
                t.parcel.carrier,
                <>
                  {parcel.logisticsName} <Code text={parcel.logisticsCode} />
                </>,
              ],
              [
                t.parcel.title,
                <Link to={parcelAddress(parcel.logisticsCode, parcel.logisticsNo)}>
                  <Code text={parcel.logisticsNo} />
                </Link>,
              ],
              [t.parcel.order, <Code text={parcel.orderNo} />],
              [t.parcel.weight, `${parcel.grossWeightKg} kg`],
              [t.parcel.waybillState, t.parcel.state[parcel.state]],
            ]}
          />
          <h2 className="part">{t.parcel.timeline}</h2>
          <ol className="timeline">
            {[...parcel.timeline].reverse().map((event, index) => (
              <ParcelStep key={index} event={event} />
            ))}
          </ol>
          <Pass declarationId={declarationOf(parcel)} />
        </>
      )}
    </Load>
  );
}

const TONES: Readonly<Partial<Record<ParcelEvent['kind'], Tone>>> = {
  released: 'good',
  'left-park': 'good',
  'signed-for': 'good',
  'release-undone': 'bad',
  'waybill-deleted': 'gone',
};

function ParcelStep({ event }: { readonly event: ParcelEvent }) {
  const t = useText();
  const { kind, at, reference, place, declarationId } = event;
  return (
    <li>
      <Tag tone={TONES[kind] ?? 'open'}>{t.parcel.kinds[kind]}</Tag>
      <Time at={at} />
      <p className="quiet">
        {place !== undefined && <>{place} </>}
        {reference !== undefined && <code>{reference}</code>}
        {declarationId !== undefined && (
          <>
            {' '}
            <Link to={`/declarations/${declarationId}`}>{t.parcel.declaration}</Link>
          </>
        )}
      </p>
    </li>
  );
}

/** The declaration that released the parcel, whose gate pass lets it out. */
function declarationOf({ timeline }: Parcel): string | undefined {
  return timeline.findLast(({ kind }) => kind === 'released')?.declarationId;
}

const PASS_TONES: Readonly<Record<GatePass['state'], Tone>> = {
  issued: 'open',
  consumed: 'good',
  revoked: 'gone',
};

function Pass({ declarationId }: { readonly declarationId: string | undefined }) {
  const t = useText();
  const { may } = useSession();
  const isRead = declarationId !== undefined && may('parks:read');
  const loaded = useGet<GatePassList>(
    isRead ? `/gate-passes?declarationId=${declarationId}` : null,
  );
  if (!isRead) return null;
  return (
    <>
      <h2 className="part">{t.parcel.pass}</h2>
      <Load from={loaded} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t.parcel.noPass}</p>
          ) : (
            items.map((pass) => <PassView key={pass.gatePassNo} pass={pass} />)
          )
        }
      </Load>
    </>
  );
}

function PassView({ pass }: { readonly pass: GatePass }) {
  const t = useText();
  return (
    <>
      <p>
        <Code text={pass.gatePassNo} />{' '}
        <Tag tone={PASS_TONES[pass.state]}>{t.parcel.passStates[pass.state]}</Tag>
      </p>
      <Facts
        pairs={[
          [t.parcel.park, <Code text={pass.parkCode} />],
          [t.parcel.facility, <PassPlace pass={pass} />],
          [t.parcel.issued, <Time at={pass.issuedAt} />],
          [t.parcel.used, <Time at={pass.consumedAt} />],
          [t.parcel.gate, pass.gate ?? t.states.none],
        ]}
      />
    </>
  );
}
