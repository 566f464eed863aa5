import { Tabs } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { navigate, useAddress, withQuery } from '../../routing.tsx';
import { useText } from '../../text/text.ts';
import { ApplicationsView } from './applications-view.tsx';
import { CertificatesView } from './certificates-view.tsx';
import { DeadLettersView } from './dead-letters-view.tsx';
import { ImportsView } from './imports-view.tsx';
import { ParticipantsView } from './participants-view.tsx';
import { SystemView } from './system-view.tsx';

const VIEWS = {
  system: SystemView,
  letters: DeadLettersView,
  participants: ParticipantsView,
  applications: ApplicationsView,
  certificates: CertificatesView,
  imports: ImportsView,
} as const;

type ViewName = keyof typeof VIEWS;

/** The operator's desk: is everything up, what could nobody take, who is enrolled, imports. */
export function OperatorPage() {
  const t = useText().operator;
  const { query } = useAddress();
  const asked = query.get('view') ?? '';
  const view: ViewName = isView(asked) ? asked : 'system';
  const View = VIEWS[view];
  return (
    <>
      <PageTitle title={t.title} />
      <Tabs
        tabs={(Object.keys(VIEWS) as ViewName[]).map((key) => [key, t.views[key]] as const)}
        current={view}
        label={t.title}
        onChoose={(key) => navigate(withQuery(query, { view: key }), { replace: true })}
      />
      <View />
    </>
  );
}

function isView(text: string): text is ViewName {
  return text in VIEWS;
}
