/** What GET /system answers: each part as it was measured a moment ago. */
export type Probe = {
  readonly name:
    | 'database'
    | 'replica'
    | 'disk'
    | 'clock'
    | 'customs'
    | 'events'
    | 'deadLetters'
    | 'certificates'
    | 'backup'
    | 'bus'
    | 'process';
  readonly state: 'good' | 'care' | 'bad' | 'unknown';
  readonly measured: Readonly<Record<string, number | string | null>>;
};

export type System = { readonly at: string; readonly probes: readonly Probe[] };
