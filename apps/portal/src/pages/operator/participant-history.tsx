import { useGet } from '../../api/use-get.ts';
import { Section } from '../../parts/layout.tsx';
import { Load } from '../../parts/states.tsx';
import { Time } from '../../parts/values.tsx';
import { useText } from '../../text/text.ts';
import { differences, type Participant } from './participant-file.ts';

type History = {
  readonly items: readonly {
    readonly at: string;
    readonly actor: string;
    readonly before: Participant | null;
    readonly after: Participant;
  }[];
};

/** What was changed of an organisation, when and by whom. */
export function ParticipantHistory({ code }: { readonly code: string }) {
  const t = useText().register;
  const loaded = useGet<History>(`/participants/${encodeURIComponent(code)}/changes`);
  return (
    <Section title={t.changes(code)}>
      <Load from={loaded} rows={2}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="quiet">{t.noChanges}</p>}
            <ol className="timeline">
              {items.map(({ at, actor, before, after }, index) => (
                <li key={index}>
                  <p>
                    <Time at={at} /> · <b>{actor}</b>
                    {before === null && ` · ${t.added(after.code)}`}
                  </p>
                  {before !== null &&
                    differences({ before, after }).map(({ field, was, becomes }) => (
                      <p key={field}>
                        <code>{field}</code> {t.was} <del>{was}</del> {t.becomes}{' '}
                        <ins>{becomes}</ins>
                      </p>
                    ))}
                </li>
              ))}
            </ol>
          </>
        )}
      </Load>
    </Section>
  );
}
