import { useEffect, useRef } from 'react';
import { Link, useAddress } from '../routing.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

/** The person at the top right: organisation, account pages, language, theme, sign out. */
export function PersonMenu() {
  const t = useText();
  const { me, may, signOut } = useSession();
  const { path } = useAddress();
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (box.current) box.current.open = false;
  }, [path]);
  useEffect(() => {
    const onPress = (event: Event) => {
      const isOutside = !box.current?.contains(event.target as Node);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (!box.current?.open || !(isEscape || (event.type === 'pointerdown' && isOutside))) return;
      box.current.open = false;
      if (isEscape) box.current.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onPress);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onPress);
    };
  }, []);
  const { organisation, participantCode } = me;
  return (
    <details className="person-menu" ref={box}>
      <summary title={t.account.menu}>
        <span className="person-name">{me.name}</span>
      </summary>
      <div className="person-panel">
        <p className="person-organisation">
          <span className="quiet">{t.account.organisation}</span>
          <strong>{organisation?.name ?? participantCode}</strong>
          <span className="quiet">
            <code>{participantCode}</code>{' '}
            {organisation?.roles.map((role) => t.account.roles[role]).join(' · ')}
          </span>
        </p>
        <nav aria-label={t.account.menu}>
          <Link to="/account">{t.account.security}</Link>
          {may('people:manage') && <Link to="/enterprise">{t.enterprise.title}</Link>}
          {may('people:manage') && <Link to="/people">{t.account.people}</Link>}
          {may('keys:manage') && <Link to="/keys">{t.account.keys}</Link>}
          {may('webhooks:manage') && <Link to="/webhooks">{t.webhooks.title}</Link>}
          {may('personal-data:audit') && <Link to="/disclosures">{t.disclosures.title}</Link>}
        </nav>
        <p className="person-look">
          <LanguageSwitch />
          <ThemeSwitch />
        </p>
        <button type="button" onClick={signOut}>
          {t.app.signOut}
        </button>
      </div>
    </details>
  );
}
