import { usePages } from '../../api/use-pages.ts';
import { TableFrame } from '../../parts/layout.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tag, type Tone } from '../../parts/status.tsx';
import { Code, Time } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';

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

/** Whose keys sign, until when, and whether they count at this moment. */
export function CertificatesView() {
  const t = useText();
  const pages = usePages<Certificate>('/certificates?limit=100');
  const { items, problem } = pages;
  const states: Readonly<Record<string, string>> = t.operator.certificateStates;
  return (
    <>
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
                <th scope="col">{t.operator.validUntil}</th>
                <th scope="col">{t.declarations.status}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.fingerprint}>
                  <th scope="row" title={one.fingerprint}>
                    {one.subject}
                  </th>
                  <td>
                    <Code text={one.participantCode} />
                  </td>
                  <td>{one.keyKind.toUpperCase()}</td>
                  <td>
                    <Time at={one.validUntil} />
                  </td>
                  <td>
                    <Tag tone={toneOf(one.state)}>{states[one.state] ?? one.state}</Tag>
                  </td>
                </tr>
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

function toneOf(state: string): Tone {
  if (state === 'valid') return 'good';
  return state === 'revoked' ? 'bad' : 'care';
}
