import { useEffect, type ReactNode } from 'react';
import { useText } from '../text/text.ts';

type PageTitleProps = {
  readonly title: string;
  /** What kind of thing the page shows, above its title. */
  readonly kind?: string;
  readonly children?: ReactNode;
};

/** The heading of a page, also of its tab in the browser; actions stand at its right. */
export function PageTitle({ title, kind, children }: PageTitleProps) {
  const t = useText();
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [title, t]);
  return (
    <header className="page-head">
      <div>
        {kind !== undefined && <p className="quiet">{kind}</p>}
        <h1>{title}</h1>
      </div>
      <div className="page-actions">{children}</div>
    </header>
  );
}
