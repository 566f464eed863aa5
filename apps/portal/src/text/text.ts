import { usePreferences, type Language } from '../preferences.ts';
import { en, type Texts } from './en.ts';
import { zh } from './zh.ts';

/** Both dictionaries by language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { zh, en };

/** The words of the chosen language. */
export function useText(): Texts {
  return TEXTS[usePreferences().language];
}

/** Picks the text of the chosen language where data brings both. */
export function useBothLanguages(): (zhText: string, enText: string) => string {
  const { language } = usePreferences();
  return (zhText, enText) => (language === 'zh' ? zhText : enText) || zhText || enText;
}
