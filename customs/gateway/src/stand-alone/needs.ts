import type { WireMessage } from '../link.ts';
import type { Numbers } from '../simulator/numbers.ts';
import type { SimulatorNeeds } from '../simulator/options.ts';
import type { Trust } from '@pilotzone/signatures/trust';
import type { Scenario } from './scenario.ts';

/** What the stand-alone simulator works with. */
export type StandAloneNeeds = SimulatorNeeds & {
  readonly numbers: Numbers;
  scenario(): Scenario;
  /** Whose certificates count; without it only the mathematics of a signature are judged. */
  readonly trust?: Trust | undefined;
  /** The simulator inside the platform, for messages that need no matching. */
  answerOthers(messages: readonly WireMessage[]): Promise<Uint8Array[]>;
};

/** An answer before it is on its way. */
export type Answer = {
  readonly body: Uint8Array;
  /** "" where nothing is answered yet, and only the reason is told. */
  readonly messageType: string;
  /** Its place in the life of a document: 0 for 2, 1 for 120, 2 for the decision. */
  readonly step: number;
  /** How much later than its step. */
  readonly laterMs: number;
  /** Why, in lines for people. */
  readonly why: readonly string[];
};

/** Where answers go. */
export type ReplyTo = {
  readonly channel: string;
  readonly receiver: string;
  /** In an envelope, because the message came in one. */
  readonly isEnveloped: boolean;
};
