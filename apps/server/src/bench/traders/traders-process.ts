import { fork } from 'node:child_process';
import { join } from 'node:path';
import { assert, PilotError } from '@pilotzone/kernel/errors';
import { findRepository } from '@pilotzone/kernel/migrate';
import { mayStartThreads } from '../../threads/start-thread.ts';
import type { Rush, RushReport } from './rush.ts';

/** Whom the traders send to, and as whom. */
export type TradersPlan = {
  readonly address: string;
  /** API keys by the company that transmits; traders share them. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly traders: number;
  readonly seed: number;
  readonly day: string;
};

/** What the process is asked. */
export type TradersCall =
  | { readonly kind: 'open'; readonly plan: TradersPlan }
  | { readonly kind: 'prepare'; readonly declarations: number }
  | { readonly kind: 'rush'; readonly how: Rush }
  | { readonly kind: 'acknowledged' };

/** Traders in a process of their own, so that their processor time is not the server's. */
export type TradersProcess = {
  /** Makes the messages of so many declarations ahead. */
  prepare(declarations: number): Promise<void>;
  rush(how: Rush): Promise<RushReport>;
  acknowledged(): Promise<readonly string[]>;
  close(): void;
};

/** Starts the process. Throws BENCH_NOT_BUILT where its program is missing. */
export async function startTraders(plan: TradersPlan): Promise<TradersProcess> {
  if (!mayStartThreads())
    throw new PilotError(
      'BENCH_NOT_BUILT',
      'build first (node tools/build.mjs); npx pilotzone does',
    );
  const program = join(findRepository(), 'dist', 'workers', 'traders.mjs');
  const child = fork(program, { serialization: 'advanced' });
  await ask({ kind: 'open', plan });
  return {
    prepare: async (declarations) => {
      await ask({ kind: 'prepare', declarations });
    },
    // Answered by our own program, in these very forms.
    rush: async (how) => (await ask({ kind: 'rush', how })) as RushReport,
    acknowledged: async () => (await ask({ kind: 'acknowledged' })) as readonly string[],
    close: () => {
      if (child.connected) child.disconnect();
    },
  };

  /** One thing at a time. */
  function ask(call: TradersCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the process of the traders ended'));
      child.once('exit', onExit);
      child.once('message', (answer: { result?: unknown; error?: string }) => {
        child.off('exit', onExit);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(answer.error));
      });
      assert(child.connected, 'the process of the traders is there');
      child.send(call);
    });
  }
}
