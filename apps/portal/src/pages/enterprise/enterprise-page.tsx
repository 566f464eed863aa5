import { useState } from 'react';
import type { Application, Enterprise } from '../../api/enterprise-shapes.ts';
import { useGet } from '../../api/use-get.ts';
import { useDeed } from '../../parts/form.tsx';
import { Facts, Section } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Load } from '../../parts/states.tsx';
import { Code } from '../../parts/values.tsx';
import { useSession } from '../../session.tsx';
import '../../styles/filing.css';
import { useText } from '../../text/text.ts';
import { ApplicationTag, ChangeTable, StepList } from './application-view.tsx';
import { ChangeForm } from './change-form.tsx';

/** What is on file about the own enterprise, and the way to change it. */
export function EnterprisePage() {
  const t = useText().enterprise;
  const loaded = useGet<Enterprise>('/enterprise');
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <PageTitle title={t.title}>
        {loaded.data && !isWriting && !openOf(loaded.data) && (
          <button type="button" className="primary" onClick={() => setWriting(true)}>
            {t.change}
          </button>
        )}
      </PageTitle>
      <Load from={loaded} rows={10}>
        {(enterprise) => (
          <>
            <OnFile enterprise={enterprise} />
            {isWriting && (
              <ChangeForm
                enterprise={enterprise}
                returned={openOf(enterprise)}
                onCancel={() => setWriting(false)}
                onDone={() => {
                  setWriting(false);
                  loaded.reload();
                }}
              />
            )}
            <Applications
              enterprise={enterprise}
              onChange={loaded.reload}
              onCorrect={isWriting ? undefined : () => setWriting(true)}
            />
          </>
        )}
      </Load>
    </>
  );
}

function openOf({ applications }: Enterprise): Application | undefined {
  return applications.find(({ status }) => status === 'submitted' || status === 'returned');
}

function OnFile({ enterprise }: { readonly enterprise: Enterprise }) {
  const t = useText();
  const { fields, nothing, ...words } = t.enterprise;
  const { code, name, creditCode, status, roles, details } = enterprise;
  const told = (field: string) => details[field] ?? <span className="quiet">{nothing}</span>;
  return (
    <Section title={words.onFile}>
      <Facts
        pairs={[
          [fields.name, name],
          [words.code, <Code text={code} />],
          [fields.creditCode, creditCode === null ? told('') : <Code text={creditCode} />],
          [words.status, words.statuses[status]],
          [fields.roles, roles.map((role) => t.account.roles[role]).join(' · ')],
          [fields.address, told('address')],
          [fields.legalRepresentative, told('legalRepresentative')],
          [fields.contactName, told('contactName')],
          [fields.contactPhone, told('contactPhone')],
          [fields.contactEmail, told('contactEmail')],
        ]}
      />
      <p className="quiet">{words.about}</p>
    </Section>
  );
}

type ApplicationsProps = {
  readonly enterprise: Enterprise;
  readonly onChange: () => void;
  /** Writes the returned application anew; `undefined` while that is done. */
  readonly onCorrect: (() => void) | undefined;
};

function Applications({ enterprise, onChange, onCorrect }: ApplicationsProps) {
  const t = useText().enterprise;
  const open = openOf(enterprise);
  const past = enterprise.applications.filter((one) => one !== open);
  return (
    <>
      {open && (
        <Section title={t.open} aside={<ApplicationTag application={open} />}>
          <ChangeTable application={open} />
          <StepList application={open} />
          <p className="form-actions">
            {open.status === 'returned' && onCorrect && (
              <button type="button" className="primary" onClick={onCorrect}>
                {t.again}
              </button>
            )}
            <Withdraw onDone={onChange} />
          </p>
        </Section>
      )}
      <Section title={t.past}>
        {past.length === 0 && !open && <Empty title={t.nonePast} fix={t.nonePastFix} />}
        {past.length === 0 && open && <p className="quiet">{t.nonePast}</p>}
        <ul className="letters">
          {past.map((one) => (
            <li key={one.applicationId} className="letter">
              <ApplicationTag application={one} />
              <StepList application={one} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Withdraw({ onDone }: { readonly onDone: () => void }) {
  const t = useText().enterprise;
  const { api } = useSession();
  const deed = useDeed();
  const [isAsked, setAsked] = useState(false);
  if (!isAsked)
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {t.withdraw}
      </button>
    );
  const withdraw = async () => {
    if (await deed.run(() => api.delete('/enterprise/application'))) onDone();
  };
  return (
    <>
      <button
        type="button"
        className="danger"
        disabled={deed.isBusy}
        onClick={() => void withdraw()}
      >
        {t.withdrawSure}
      </button>
      <button type="button" onClick={() => setAsked(false)}>
        {t.cancel}
      </button>
      <span className="complaint" role="alert">
        {deed.complaint}
      </span>
    </>
  );
}
