import { ParcelsRefused } from '@pilotzone/gateway/channel/channel';
import type { Channel, Parcel } from '@pilotzone/gateway/channel/channel';
import { startLoop } from '@pilotzone/gateway/channel/loop';
import type { Loop } from '@pilotzone/gateway/channel/loop';
import type { Platform } from './compose.ts';

const AT_ONCE = 20;
const LOOK_EVERY_MS = 500;

/**
 * Sends customs' later receipts back by the channel their messages came through, at least once: a
 * repeat has the same id and the same bytes. While the channel is away they wait; what it will
 * never take becomes a dead letter, and replaying that hands it to the channel again.
 */
export function returnReceipts(
  { informationSharing, deadLetters, runtime }: Platform,
  channel: Channel,
  name: string,
): Loop {
  const letters = `receipts of ${name}`;
  deadLetters.register(letters, ({ id, body }) => channel.send([{ id, body }]));
  return startLoop(turn, { log: runtime.log, what: `sending receipts of ${name}` });

  async function turn(): Promise<void> {
    const waiting = await informationSharing.listReceiptsWaiting({ channel: name, limit: AT_ONCE });
    if (waiting.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      return;
    }
    const refused = await send(waiting);
    // Before they count as handed over: a crash between the two makes a second letter, not a loss.
    await deadLetters.record(
      runtime.db,
      [...refused].flatMap(([place, reason]) => {
        const parcel = waiting[place];
        if (!parcel) return [];
        const { id, body } = parcel;
        return [{ channel: letters, messageId: id, exchangeId: id, reason, body }];
      }),
    );
    await informationSharing.confirmReceipts({ ids: waiting.map(({ id }) => id) });
  }

  async function send(parcels: readonly Parcel[]): Promise<ReadonlyMap<number, string>> {
    try {
      await channel.send(parcels);
      return new Map();
    } catch (error) {
      if (error instanceof ParcelsRefused) return error.reasons;
      throw error;
    }
  }
}
