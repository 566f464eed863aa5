import { Tabs } from '../../parts/layout.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { navigate, useAddress, withQuery } from '../../routing.tsx';
import '../../styles/filing.css';
import { useText } from '../../text/text.ts';
import { BasketView } from './basket-view.tsx';
import { DraftsView } from './drafts-view.tsx';
import { UploadView } from './upload-view.tsx';

const TABS = ['drafts', 'upload', 'preflight'] as const;

/** Filing without a program of one's own: by form, by file, and tried before. */
export function FilingPage() {
  const t = useText().desk.filing;
  const { query } = useAddress();
  const current = TABS.find((tab) => tab === query.get('tab')) ?? 'drafts';
  return (
    <>
      <PageTitle title={t.title} />
      <Tabs
        tabs={TABS.map((tab) => [tab, t.tabs[tab]] as const)}
        current={current}
        label={t.title}
        onChoose={(tab) => navigate(withQuery(query, { tab }), { replace: true })}
      />
      <div role="tabpanel" className="tabpanel">
        {current === 'drafts' && <DraftsView />}
        {current === 'upload' && <UploadView />}
        {current === 'preflight' && <BasketView />}
      </div>
    </>
  );
}
