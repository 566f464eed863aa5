import { choose, THEMES, usePreferences, type Theme } from '../preferences.ts';
import { useText } from '../text/text.ts';

/** Changes to the other language; its name stands in that language. */
export function LanguageSwitch() {
  const t = useText();
  const { language } = usePreferences();
  return (
    <button
      type="button"
      className="plain"
      aria-label={`${t.app.language} – ${t.app.languageLabel}`}
      lang={language === 'zh' ? 'en' : 'zh-CN'}
      onClick={() => choose({ language: language === 'zh' ? 'en' : 'zh' })}
    >
      {t.app.language}
    </button>
  );
}

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const t = useText();
  const { theme } = usePreferences();
  return (
    <select
      className="plain"
      aria-label={t.app.themeLabel}
      value={theme}
      // The options are the themes.
      onChange={(event) => choose({ theme: event.target.value as Theme })}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {t.app.theme[one]}
        </option>
      ))}
    </select>
  );
}
