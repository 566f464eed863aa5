import type { JudgedLabel } from './judge-months.ts';

/** How one typology was found. */
export type TypologyScore = {
  readonly typology: string;
  /** Cases planted, and those of which a rule of the typology hit at least one list. */
  readonly cases: number;
  readonly found: number;
  /** Lists planted, those that a rule of the typology hit, and those that any rule stopped. */
  readonly lists: number;
  readonly hit: number;
  readonly stopped: number;
};

export type MonthScore = {
  readonly typologies: readonly TypologyScore[];
  readonly recall: number;
  /** Lists of nobody's pattern, and those of them that are not green. */
  readonly ordinary: number;
  readonly falseAlarms: number;
  readonly falseAlarmRate: number;
  /** False alarms by rule. */
  readonly alarmsByRule: Readonly<Record<string, number>>;
  /** Planted lists that would not even be judged: the months would be wrong. */
  readonly refused: number;
};

type Sum = {
  readonly cases: Set<number>;
  readonly found: Set<number>;
  lists: number;
  hit: number;
  stopped: number;
};

/** Adds up what was found of what was planted, and what else was stopped. */
export function scoreMonths(judged: Iterable<JudgedLabel>): MonthScore {
  const sums = new Map<string, Sum>();
  const alarmsByRule: Record<string, number> = {};
  let [ordinary, falseAlarms, refused] = [0, 0, 0];
  for (const { typology, caseNo, verdict, refusedFor } of judged) {
    if (refusedFor.length > 0) refused += 1;
    const isStopped = verdict.lane !== 'green';
    if (typology === undefined) {
      ordinary += 1;
      if (!isStopped) continue;
      falseAlarms += 1;
      for (const { rule } of verdict.hits) alarmsByRule[rule] = (alarmsByRule[rule] ?? 0) + 1;
      continue;
    }
    const sum = sums.get(typology) ?? newSum();
    sums.set(typology, sum);
    const isHit = isStopped && verdict.hits.some(({ rule }) => rule.startsWith(typology));
    sum.cases.add(caseNo);
    sum.lists += 1;
    if (isHit) sum.found.add(caseNo);
    if (isHit) sum.hit += 1;
    if (isStopped) sum.stopped += 1;
  }
  const typologies = [...sums].map(([typology, sum]) => scoreOf(typology, sum));
  const cases = typologies.reduce((all, one) => all + one.cases, 0);
  const found = typologies.reduce((all, one) => all + one.found, 0);
  return {
    typologies: typologies.sort((a, b) => (a.typology < b.typology ? -1 : 1)),
    recall: cases === 0 ? 1 : found / cases,
    ordinary,
    falseAlarms,
    falseAlarmRate: ordinary === 0 ? 0 : falseAlarms / ordinary,
    alarmsByRule,
    refused,
  };
}

function newSum(): Sum {
  return { cases: new Set(), found: new Set(), lists: 0, hit: 0, stopped: 0 };
}

function scoreOf(typology: string, { cases, found, lists, hit, stopped }: Sum): TypologyScore {
  return { typology, cases: cases.size, found: found.size, lists, hit, stopped };
}
