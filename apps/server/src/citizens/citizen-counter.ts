import {
  createCitizenSignIn,
  type CitizenNeeds,
  type CitizenSignIn,
} from '@pilotzone/identity/sign-in-citizen';
import type { Database } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Disputes } from '@pilotzone/risk/settle-disputes';
import type { Purchases, PurchaseNeeds } from '@pilotzone/single-window/read-purchases';
import { buyerKeyOf } from '../buyer-key.ts';
import { createCodeSender, type CodeSender, type CodeWay } from './send-code.ts';

/**
 * How many citizens are served at once, with how many connections, and how long a question may
 * take. Forty of them wait for three connections no longer than a person waits for a page.
 */
export const COUNTER = {
  atOnceMax: 40,
  retryAfter: 2,
  pool: { batch: 1, query: 2, statementMsMax: 3_000 },
} as const;

/** The name of the compartment that its routes carry. */
export const CITIZENS = 'citizens';

/** Everything behind the citizens' page. */
export type CitizenCounter = {
  readonly signIn: CitizenSignIn;
  readonly purchases: Purchases;
  readonly disputes: Disputes;
  readonly sender: CodeSender;
};

type CounterNeeds = Runtime & {
  /** Own connections: whoever rushes here waits here. */
  readonly db: Database;
  readonly personKey: string;
  readonly way: CodeWay | undefined;
  createPurchases(counter: Pick<PurchaseNeeds, 'db' | 'contactKey'>): Purchases;
  createDisputes(runtime: Runtime): Disputes;
};

/** The citizens' counter, which asks identity, the single window and risk on its own pool. */
export async function openCitizenCounter(needs: CounterNeeds): Promise<CitizenCounter> {
  const { personKey, way, ...runtime } = needs;
  const contactKey = (phone: string) => buyerKeyOf(personKey, `phone ${phone}`);
  const purchases = needs.createPurchases({ db: needs.db, contactKey });
  const sender = createCodeSender(way);
  const signInNeeds: CitizenNeeds = {
    ...runtime,
    buyerKey: (idNumber) => buyerKeyOf(personKey, idNumber),
    contactKey,
    knowsPhone: purchases.knowsPhone,
    sendCode: sender.send,
  };
  return {
    signIn: createCitizenSignIn(signInNeeds),
    purchases,
    disputes: needs.createDisputes(runtime),
    sender,
  };
}
