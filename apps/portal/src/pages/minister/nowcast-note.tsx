import type { NowcastAnswer } from '@pilotzone/statistics/contract/indicators';
import { useGet } from '../../api/use-get.ts';
import { showCount } from '../../format.ts';
import { useMinisterWords } from '../../text/minister-words.ts';

/** What the running month will come to, with its interval and how earlier ones did. */
export function NowcastNote() {
  const words = useMinisterWords().nowcast;
  const { data } = useGet<NowcastAnswer>('/statistics/nowcast');
  if (!data) return null;
  const { month, day, nowcast, scores } = data;
  if (!nowcast) return <p className="told">{words.none(month)}</p>;
  const { estimate, low, high, coverage } = nowcast;
  const inside = scores.filter(({ isInside }) => isInside).length;
  return (
    <p className="told">
      {words.told(month, showCount(estimate))} {words.between(showCount(low), showCount(high))}{' '}
      {words.coverage(day, coverage)} {scores.length > 0 && words.score(inside, scores.length)}
    </p>
  );
}
