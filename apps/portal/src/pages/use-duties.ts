import type { GuaranteePage, TaxDueCalendar } from '@pilotzone/financial-services/contract';
import type { GatePassList } from '@pilotzone/parks/contract';
import type { Dispute, Hold } from '@pilotzone/risk/contract';
import { systemClock } from '@pilotzone/kernel/time';
import type { Page } from '../api/shapes.ts';
import type { System } from '../api/system-shapes.ts';
import { useGet, type Loaded } from '../api/use-get.ts';
import { useLiveReload } from '../api/use-live.ts';
import { readTime, showCount } from '../format.ts';
import type { Tone } from '../parts/status.tsx';
import { useSpan } from '../parts/values.tsx';
import { useSession } from '../session.tsx';
import { useText } from '../text/text.ts';

/** Something that waits for this person: what, how pressing, and where it is done. */
export type Duty = {
  readonly key: string;
  readonly tone: Tone;
  readonly text: string;
  readonly more?: string;
  readonly to: string;
};

const READ = 100;
const REFRESH_MS = 15_000;

/** What waits for the person by her rights, the most pressing first. */
export function useDuties(): { readonly isKnown: boolean; readonly duties: readonly Duty[] } {
  const { may } = useSession();
  const holds = useWatched<Page<Hold>>(may('holds:decide') && `/holds?limit=${READ}`);
  const disputes = useWatched<Page<Dispute>>(may('holds:decide') && `/disputes?limit=${READ}`);
  const system = useWatched<System>(may('admin') && '/system');
  const dues = useWatched<TaxDueCalendar>(may('finance:read') && '/tax-dues');
  const money = useWatched<GuaranteePage>(may('finance:read') && '/guarantees?limit=1000');
  const asked = `/gate-passes?state=issued&limit=${READ}`;
  const passes = useWatched<GatePassList>(may('parks:gate') && !may('holds:decide') && asked);
  const all = [holds, disputes, system, dues, money, passes];
  const duties = [
    useProbeDuties(system.data),
    useHoldDuties(holds.data),
    useCounted('disputes', disputes.data, '/disputes'),
    useMoneyDuties(dues.data, money.data),
    useCounted('passes', passes.data, '/gates'),
  ].flat();
  return { isKnown: all.every(({ isLoading, data }) => data !== undefined || !isLoading), duties };
}

/** Reads a path again and again; false: not for this person. */
function useWatched<T>(path: string | false): Loaded<T> {
  const loaded = useGet<T>(path === false ? null : path);
  useLiveReload(loaded.reload, REFRESH_MS);
  return loaded;
}

function useCountText(): (page: Page<unknown>) => string {
  const t = useText().duties;
  return ({ items, next }) => (next === null ? showCount(items.length) : t.more(items.length));
}

function useCounted(kind: 'disputes' | 'passes', page: Page<unknown> | undefined, to: string) {
  const t = useText().duties;
  const countText = useCountText();
  if (!page || page.items.length === 0) return [];
  const tone: Tone = kind === 'passes' ? 'open' : 'care';
  return [{ key: kind, tone, text: t[kind](countText(page)), to }];
}

function useHoldDuties(page: Page<Hold> | undefined): readonly Duty[] {
  const t = useText().duties;
  const { me } = useSession();
  const span = useSpan();
  const countText = useCountText();
  const [first] = page?.items ?? [];
  if (!page || !first) return [];
  const waited = span(systemClock.now() - (readTime(first.openedAt) ?? systemClock.now()));
  const isForMe = ({ proposals }: Hold) => {
    const standing = proposals.at(-1);
    return standing !== undefined && standing.personId !== me.person?.personId;
  };
  const seconds = page.items.filter(isForMe);
  const [second] = seconds;
  return [
    ...(second
      ? [
          {
            ...{
              key: 'seconds',
              tone: 'care' as const,
              text: t.seconds(showCount(seconds.length)),
            },
            to: `/holds/${second.declarationId}`,
          },
        ]
      : []),
    {
      ...{ key: 'holds', tone: 'care' as const, text: t.holds(countText(page)) },
      more: t.holdsFirst(first.score, waited),
      to: `/holds/${first.declarationId}`,
    },
  ];
}

const PLACES: Readonly<Record<string, string>> = {
  deadLetters: '/operator?view=letters',
  certificates: '/operator?view=certificates',
};

function useProbeDuties(system: System | undefined): readonly Duty[] {
  const t = useText();
  const wanting = system?.probes.filter(({ state }) => state === 'bad' || state === 'care') ?? [];
  return wanting.map(({ name, state }) => ({
    key: `probe-${name}`,
    tone: state === 'bad' ? 'bad' : 'care',
    text: t.duties.probe(t.operator.probes[name], t.operator.states[state]),
    to: PLACES[name] ?? '/operator',
  }));
}

function useMoneyDuties(
  dues: TaxDueCalendar | undefined,
  money: GuaranteePage | undefined,
): readonly Duty[] {
  const t = useText().duties;
  const countOf = (status: string) =>
    dues?.items.filter((due) => due.status === status).length ?? 0;
  const short = money?.items.filter(({ status }) => status !== 'ok').length ?? 0;
  const duties = [
    ['overdue', 'bad', countOf('overdue')],
    ['payable', 'open', countOf('payable')],
    ['guarantees', 'care', short],
  ] as const;
  return duties
    .filter(([, , count]) => count > 0)
    .map(([key, tone, count]) => ({ key, tone, text: t[key](showCount(count)), to: '/finance' }));
}
