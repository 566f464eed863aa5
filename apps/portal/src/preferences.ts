import { useSyncExternalStore } from 'react';

/** What a person chooses about the look; kept in this browser. */
export type Language = 'zh' | 'en';
export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

type Preferences = { readonly language: Language; readonly theme: Theme };

const KEY = 'pilotzone.preferences';
const listeners = new Set<() => void>();
let current = read();

/** The chosen language and theme; renders again when one changes. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

/** Changes and keeps a preference, and applies it to the page. */
export function choose(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    window.localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still shows what was chosen.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

/** Tells the page its language and theme: CSS and screen readers go by these attributes. */
export function applyPreferences(): void {
  const { documentElement: root } = document;
  root.lang = current.language === 'zh' ? 'zh-CN' : 'en';
  if (current.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = current.theme;
}

function read(): Preferences {
  const spoken: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
  const fallback: Preferences = { language: spoken, theme: 'system' };
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    const language = kept.language === 'zh' || kept.language === 'en' ? kept.language : spoken;
    const theme = THEMES.find((one) => one === kept.theme) ?? 'system';
    return { language, theme };
  } catch {
    return fallback;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
