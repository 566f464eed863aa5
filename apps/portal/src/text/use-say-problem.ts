import type { Problem } from '../api/client.ts';
import { usePreferences } from '../preferences.ts';
import { sayProblem } from './say-problem.ts';

/** What a problem says to a person, in the chosen language. */
export function useSayProblem(): (problem: Problem) => string {
  const { language } = usePreferences();
  return (problem) => sayProblem(problem, language);
}
