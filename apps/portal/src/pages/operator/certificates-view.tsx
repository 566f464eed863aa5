import { systemClock } from '@pilotzone/kernel/time';
import { useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { readTime } from '../../format.ts';
import { useDeed } from '../../parts/form.tsx';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag, type Tone } from '../../parts/status.tsx';
import { Code, Time } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';
import { CertificateUpload } from './certificate-upload.tsx';

type Certificate = {
  readonly fingerprint: string;
  readonly kind: string;
  readonly participantCode: string | null;
  readonly subject: string;
  readonly keyKind: 'rsa' | 'sm2';
  readonly validFrom: string;
  readonly validUntil: string;
  readonly state: string;
  readonly successor: string | null;
};

const DAY_MS = 86_400_000;
// A new certificate takes an authority some weeks.
const WARN_DAYS = 45;

/** Whose keys sign, until when, whether they count; new ones are registered, wrong ones end. */
export function CertificatesView() {
  const t = useText();
  const pages = usePages<Certificate>('/certificates?limit=100');
  const { items, problem } = pages;
  return (
    <>
      <CertificateUpload onDone={pages.reload} />
      {problem && <Failed problem={problem} onRetry={pages.reload} />}
      {!items && !problem && <Skeleton />}
      {items?.length === 0 && (
        <Empty title={t.operator.noCertificates} fix={t.operator.noCertificatesFix} />
      )}
      {items && items.length > 0 && (
        <TableFrame>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.operator.subject}</th>
                <th scope="col">{t.operator.owner}</th>
                <th scope="col">{t.operator.key}</th>
                <th scope="col">{t.register.validFrom}</th>
                <th scope="col">{t.operator.validUntil}</th>
                <th scope="col">{t.declarations.status}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <CertificateRow key={one.fingerprint} one={one} onDone={pages.reload} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {pages.hasMore && (
        <button type="button" onClick={pages.more}>
          {t.declarations.more}
        </button>
      )}
    </>
  );
}

type RowProps = { readonly one: Certificate; readonly onDone: () => void };

function CertificateRow({ one, onDone }: RowProps) {
  const t = useText();
  const states: Readonly<Record<string, string>> = t.operator.certificateStates;
  return (
    <tr>
      <th scope="row" title={one.fingerprint}>
        {one.subject}
      </th>
      <td>
        <Code text={one.participantCode} />
      </td>
      <td>{one.keyKind.toUpperCase()}</td>
      <td>
        <Time at={one.validFrom} />
      </td>
      <td>
        <Time at={one.validUntil} /> <Ending one={one} />
      </td>
      <td>
        <Tag tone={toneOf(one.state)}>{states[one.state] ?? one.state}</Tag>
      </td>
      <td className="number">{one.state !== 'revoked' && <Revoke one={one} onDone={onDone} />}</td>
    </tr>
  );
}

/** A warning before a certificate ends, and whether another follows it. */
function Ending({ one }: { readonly one: Certificate }) {
  const t = useText().register;
  const ends = readTime(one.validUntil);
  const days = ends === undefined ? Infinity : Math.floor((ends - systemClock.now()) / DAY_MS);
  if (days > WARN_DAYS || one.state === 'revoked') return null;
  const isSucceeded = one.successor !== null;
  const words = isSucceeded ? t.endsIn(days) : `${t.endsIn(days)} · ${t.noSuccessor}`;
  return <Tag tone={isSucceeded ? 'open' : 'care'}>{words}</Tag>;
}

function Revoke({ one, onDone }: RowProps) {
  const t = useText().register;
  const { api } = useSession();
  const deed = useDeed();
  const [reason, setReason] = useState<string>();
  const revoke = async () => {
    const path = `/certificates/${one.fingerprint}/revocation`;
    if (await deed.run(() => api.post(path, { reason: reason?.trim() }))) onDone();
  };
  if (reason === undefined) {
    return (
      <button type="button" aria-label={t.revokeConfirm(one.subject)} onClick={() => setReason('')}>
        {t.revoke}
      </button>
    );
  }
  return (
    <span className="confirm">
      <input
        aria-label={t.revokeReason}
        placeholder={t.revokeReason}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
      <button
        type="button"
        className="danger"
        disabled={deed.isBusy || reason.trim() === ''}
        onClick={() => void revoke()}
      >
        {t.revokeConfirm(one.subject)}
      </button>
      <span className="complaint" role="alert">
        {deed.complaint}
      </span>
    </span>
  );
}

function toneOf(state: string): Tone {
  if (state === 'valid') return 'good';
  return state === 'revoked' ? 'bad' : 'care';
}
