// The program of a process of its own: traders who send messages to a server that is measured.

import { assert } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { TradersCall, TradersPlan } from '../bench/traders/traders-process.ts';
import { createSupply } from '../bench/traders/supply.ts';
import { createTraders, type Traders } from '../bench/traders/rush.ts';

assert(process.send, 'this is started by another program');
const answer = process.send.bind(process);
let traders: Traders | undefined;
let supply: ReturnType<typeof createSupply> | undefined;

process.on('message', (call: TradersCall) => {
  carryOut(call).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function carryOut(call: TradersCall): Promise<unknown> {
  if (call.kind === 'open') {
    traders = open(call.plan);
    return undefined;
  }
  assert(traders && supply, 'opened first');
  if (call.kind === 'prepare') {
    supply.prepare(call.declarations);
    return undefined;
  }
  if (call.kind === 'rush') return traders.rush(call.how);
  return traders.acknowledged();
}

function open({ address, keys, traders: count, seed, day }: TradersPlan): Traders {
  supply = createSupply({ seed, day: day as PlainDate });
  const keyOf = (trader: number, sender: string) => {
    const ofSender = keys[sender] ?? [];
    return ofSender[trader % ofSender.length] ?? '';
  };
  return createTraders({ address: new URL(address), keyOf, supply, traders: count });
}
