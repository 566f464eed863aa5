import { systemClock } from '@pilotzone/kernel/time';
import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import { TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';
import { readTime, showFullTime, showMoney, showTime, spanOf } from '../format.ts';
import { useBothLanguages, useText } from '../text/text.ts';

/** An amount in CNY; a dash where there is none. */
export function Money({ amount }: { readonly amount: string | null | undefined }) {
  const t = useText();
  if (amount === null || amount === undefined)
    return <span className="quiet">{t.states.none}</span>;
  return <>{showMoney(amount)}</>;
}

/** A moment, short; in full when pointed at. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  const t = useText();
  const instant = at ? readTime(at) : undefined;
  if (instant === undefined) return <span className="quiet">{at ?? t.states.none}</span>;
  const full = showFullTime(instant);
  return (
    <time dateTime={full} title={full}>
      {showTime(instant, systemClock.now())}
    </time>
  );
}

/** A span of time in words. */
export function useSpan(): (ms: number) => string {
  const { span } = useText();
  return (ms) =>
    spanOf(ms)
      .map(({ count, unit }) => span[unit](count))
      .join(span.join);
}

/** How long ago something happened, in words. */
export function Since({ at }: { readonly at: string }) {
  const span = useSpan();
  const instant = readTime(at);
  if (instant === undefined) return <>{at}</>;
  return <span title={showFullTime(instant)}>{span(systemClock.now() - instant)}</span>;
}

/** A number or code as customs writes it; a dash where there is none. */
export function Code({ text }: { readonly text: string | null | undefined }) {
  const t = useText();
  if (!text) return <span className="quiet">{t.states.none}</span>;
  return <code>{text}</code>;
}

/** The name of a supervision mode (监管方式), "" for an unknown one. */
export function useModeName(): (code: string) => string {
  const both = useBothLanguages();
  return (code) => {
    const mode = TRADE_MODES.get(code);
    return mode ? both(mode.zh, mode.en) : '';
  };
}

/** The meaning of a receipt status (回执状态); `undefined` for an unknown one. */
export function useReturnStatusName(): (code: string) => string | undefined {
  const both = useBothLanguages();
  return (code) => {
    const status = findReturnStatus(code);
    return status && both(status.zh, status.en);
  };
}
