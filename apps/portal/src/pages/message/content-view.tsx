import { useState, type ReactNode } from 'react';
import type { MessageContent } from '../../api/message-shapes.ts';
import { Facts, Section, TableFrame } from '../../parts/layout.tsx';
import { StatusTag, Tag } from '../../parts/status.tsx';
import { Code } from '../../parts/values.tsx';
import { Link } from '../../routing.tsx';
import { usePreferences } from '../../preferences.ts';
import { useBothLanguages, useText } from '../../text/text.ts';

type Props = { readonly content: MessageContent };

/** What was judged of a message, what became of it, and every field of its documents. */
export function ContentView({ content }: Props) {
  const t = useText().messages;
  const { documents, documentCount, names } = content;
  return (
    <>
      <Section title={t.verdicts}>
        <Verdicts content={content} />
      </Section>
      <Section title={t.became}>
        <Lists content={content} />
      </Section>
      <Section title={t.documents(documents.length, documentCount)}>
        {documents.map(({ head, lines }, index) => (
          <Fold
            key={index}
            isOpen={index === 0}
            title={
              <>
                {t.document(index + 1)}{' '}
                <Code text={String(head['orderNo'] ?? head['copNo'] ?? '')} />
              </>
            }
          >
            <Fields fields={head} names={names.head} />
            {lines.map((line, at) => (
              <Fold
                key={at}
                title={`${t.line(at + 1)} ${String(line['gname'] ?? line['itemName'] ?? '')}`}
              >
                <Fields fields={line} names={names.line} />
              </Fold>
            ))}
          </Fold>
        ))}
      </Section>
    </>
  );
}

type FoldProps = {
  readonly title: ReactNode;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
};

/** What is inside is made when it is opened: a message may have a hundred documents. */
function Fold({ title, isOpen = false, children }: FoldProps) {
  const [isShown, setShown] = useState(isOpen);
  return (
    <details
      className="message-document"
      open={isOpen}
      onToggle={(event) => {
        // Toggles of folds inside come by here, too.
        if (event.target === event.currentTarget && event.currentTarget.open) setShown(true);
      }}
    >
      <summary>{title}</summary>
      {isShown && children}
    </details>
  );
}

function Verdicts({ content }: Props) {
  const t = useText().messages;
  const both = useBothLanguages();
  const { envelope, schema, signature, findings, refused } = content;
  const signed = signature.valid === null ? t.unsigned : signature.valid ? t.valid : t.invalid;
  return (
    <>
      <Facts
        pairs={[
          ...(envelope
            ? [[t.envelope, `${envelope.senderId} · ${envelope.msgType}`] as const]
            : []),
          [
            t.schema,
            <Tag key="schema" tone={schema.valid ? 'good' : 'bad'}>
              {schema.valid ? t.valid : t.invalid}
            </Tag>,
          ],
          [
            t.signature,
            <span key="signature">
              <Tag tone={toneOfSignature(signature.valid)}>{signed}</Tag>{' '}
              {both(signature.reasonZh, signature.reason)}
            </span>,
          ],
          [
            t.rules,
            <Tag key="rules" tone={findings.length === 0 ? 'good' : 'bad'}>
              {findings.length === 0 ? t.noFindings : t.findings(findings.length)}
            </Tag>,
          ],
        ]}
      />
      {refused !== null && <p className="tone-bad">{refused}</p>}
      <ul className="message-errors">
        {schema.errors.map((error, index) => (
          <li key={index}>
            <code>{error.path}</code> {both(error.messageZh, error.message)}
          </li>
        ))}
        {findings.map((finding, index) => (
          <li key={index}>
            <code>{finding.path}</code> {both(finding.messageZh, finding.message)}{' '}
            <span className="quiet">{both(finding.fixZh, finding.fix)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function toneOfSignature(valid: boolean | null) {
  if (valid === null) return 'open' as const;
  return valid ? ('good' as const) : ('bad' as const);
}

function Lists({ content: { lists } }: Props) {
  const t = useText().messages;
  if (lists.length === 0) return <p className="quiet">{t.noLists}</p>;
  return (
    <ul className="duties">
      {lists.map(({ declarationId, orderNo, status }) => (
        <li key={declarationId}>
          <Link to={`/declarations/${declarationId}`}>
            <code>{orderNo}</code> <StatusTag status={status} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

type FieldsProps = {
  readonly fields: Readonly<Record<string, string | number>>;
  readonly names: Readonly<Record<string, string>>;
};

/** Every field: customs' Chinese name, the name in the message, the value. */
function Fields({ fields, names }: FieldsProps) {
  const { language } = usePreferences();
  return (
    <TableFrame>
      <table className="compact message-fields">
        <tbody>
          {Object.entries(fields).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                {/* The specification names its fields in Chinese only. */}
                <span lang="zh">{names[name] ?? name}</span>
              </th>
              <td>
                <code className={language === 'zh' ? 'quiet' : ''}>{name}</code>
              </td>
              <td className="wrap">{String(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
