import { useEffect, useState } from 'react';
import { createEventParser } from '../api/event-stream.ts';

/** What happened in one second. */
export type Beat = {
  readonly at: string;
  readonly filed: number;
  readonly released: number;
  readonly rejected: number;
  readonly held: number;
  readonly value: string;
  readonly passing: readonly Passing[];
};

export type Passing = {
  readonly orderNo: string;
  readonly tradeMode: string;
  readonly dutiablePrice: string | null;
  readonly at: string;
};

type Top = { readonly code: string; readonly count: number; readonly value: string };

/** How everything stands. */
export type Sums = {
  readonly at: string;
  readonly standing: readonly {
    readonly status: string;
    readonly lane: string | null;
    readonly tradeMode: string;
    readonly count: number;
    readonly dutiablePrice: string | null;
    readonly tax: string | null;
  }[];
  readonly provinces: readonly { readonly province: string; readonly count: number }[];
  readonly chapters: readonly Top[];
  readonly origins: readonly Top[];
  readonly lastWeek: { readonly count: number; readonly value: string } | null;
  readonly holds: { readonly count: number; readonly oldest: string | null };
  readonly customs: { readonly state: 'up' | 'down'; readonly queued: number };
  readonly pending: number;
  readonly failing: readonly string[];
};

export type Cockpit = {
  readonly line: 'connecting' | 'live' | 'lost';
  /** The last two minutes, oldest first. */
  readonly beats: readonly Beat[];
  readonly sums: Sums | undefined;
  /** Releases as they passed, newest first. */
  readonly passing: readonly Passing[];
};

export const BEATS_SHOWN = 120;
const PASSING_SHOWN = 12;
const RETRY_MS = 3_000;
// A beat comes every second; nothing for so long is a dead line.
const SILENCE_MS = 10_000;

const NOTHING: Cockpit = { line: 'connecting', beats: [], sums: undefined, passing: [] };

/** Follows GET /cockpit while the screen is shown, and begins anew after a break. */
export function useCockpit(): Cockpit {
  const [cockpit, setCockpit] = useState(NOTHING);
  useEffect(() => {
    const cut = new AbortController();
    void follow(cut.signal, setCockpit);
    return () => cut.abort();
  }, []);
  return cockpit;
}

type Change = (change: (before: Cockpit) => Cockpit) => void;

async function follow(cut: AbortSignal, change: Change): Promise<void> {
  while (!cut.aborted) {
    await readOnce(cut, change).catch(() => undefined);
    change((before) => ({ ...before, line: 'lost' }));
    await new Promise((resume) => setTimeout(resume, RETRY_MS));
  }
}

async function readOnce(cut: AbortSignal, change: Change): Promise<void> {
  const answer = await fetch('/api/v1/cockpit', { signal: cut });
  if (!answer.ok || !answer.body) return;
  const parse = createEventParser(({ name, data }) => {
    // The server writes these itself, in these shapes.
    if (name === 'beat') change((before) => withBeat(before, JSON.parse(data) as Beat));
    if (name === 'sums') change((before) => ({ ...before, sums: JSON.parse(data) as Sums }));
  });
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  for (;;) {
    const silence = setTimeout(() => void reader.cancel(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    parse(decoder.decode(value, { stream: true }));
  }
}

/** Adds a beat and drops what is older than the screen shows. */
export function withBeat(before: Cockpit, beat: Beat): Cockpit {
  return {
    ...before,
    line: 'live',
    beats: [...before.beats, beat].slice(-BEATS_SHOWN),
    passing:
      beat.passing.length === 0
        ? before.passing
        : [...beat.passing, ...before.passing].slice(0, PASSING_SHOWN),
  };
}
