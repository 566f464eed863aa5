import { usePreferences } from '../preferences.ts';
import { MAP_WORDS, type MapWords } from './map-texts.ts';

/** Words about the map of provinces, in the person's language. */
export function useMapWords(): MapWords {
  return MAP_WORDS[usePreferences().language];
}
