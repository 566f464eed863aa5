import { PROVINCES } from '@pilotzone/rules/codes/admin-divisions';
import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { CUSTOMS_OFFICES } from '@pilotzone/rules/codes/customs-offices';
import { useNames } from '../../api/use-names.ts';
import { useModeName } from '../../parts/values.tsx';
import { usePreferences } from '../../preferences.ts';
import { useExplorerWords } from '../../text/explorer-words.ts';
import { useText } from '../../text/text.ts';
import type { Dimension } from './question.ts';

/** What a place of a dimension is called. */
export function useMemberNames(): (dimension: Dimension | undefined, code: string) => string {
  const words = useExplorerWords();
  const provinces: Readonly<Record<string, string>> = useText().cockpit.provinces;
  const modeName = useModeName();
  const firmName = useNames();
  const { language } = usePreferences();
  return (dimension, code) => {
    if (code === '') return words.unnamed;
    switch (dimension) {
      case 'direction':
        return code === 'export' ? words.directions.export : words.directions.import;
      case 'tradeMode':
        return `${code} ${modeName(code)}`.trim();
      case 'partner':
        return COUNTRIES.get(code)?.[language] ?? code;
      case 'province':
        return provinces[code] ?? PROVINCES.get(code) ?? code;
      case 'portCode':
        return `${code} ${language === 'zh' ? (CUSTOMS_OFFICES.get(code) ?? '') : ''}`.trim();
      case 'platform':
      case 'merchant':
        return firmName(code) ?? code;
      default:
        return code;
    }
  };
}
