import { createHash } from 'node:crypto';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import { assert } from '@pilotzone/kernel/errors';
import { timeOfId } from '@pilotzone/kernel/ids';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatLocalTime } from '@pilotzone/kernel/time';
import type { Channel, Parcel } from './channel/channel.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { CustomsLink, InboundHandler, WireMessage } from './link.ts';
import { createTaker } from './take-parcels.ts';
import type { Mark } from './take-once.ts';

export type ChannelLinkNeeds = Runtime & {
  readonly deadLetters: DeadLetters;
  /** DXP id of this side: the sender of what goes out, the receiver of what may come in. */
  readonly dxpId: string;
};

/** DXP ids of customs, as programs in the field write them (docs/protocols/envelopes.md). */
export const CUSTOMS_IMPORT_ID = 'DXPEDCCEB0000002';
export const CUSTOMS_EXPORT_ID = 'DXPEDCCEB0000003';

/** Name of the link in dead letters. */
export const CUSTOMS_CHANNEL = 'customs';

/**
 * Customs at the other end of a channel: every message goes out in an envelope of its own with the
 * id that it has in the exchange log, the same bytes each time, and comes in through the checks of
 * envelope, receiver and id.
 */
export function createChannelLink(channel: Channel, needs: ChannelLinkNeeds): CustomsLink {
  return {
    name: channel.name,
    send: (messages) =>
      channel.send(
        messages.map((message) => ({
          id: message.id ?? '',
          body: wrapForCustoms(message, needs.dxpId),
        })),
      ),
    onMessages: (handler) => {
      const handle = (parcels: readonly Parcel[]) => takeIn(needs, parcels, handler);
      channel.receive(createTaker({ ...needs, channel: CUSTOMS_CHANNEL, handle }));
    },
    // What is on its way is the channel's: it will be delivered, whenever that is.
    settled: () => Promise.resolve(),
    close: () => channel.close(),
  };
}

/** A message in an envelope of ours; one that a trader sent in an envelope is taken out first. */
function wrapForCustoms({ id, messageType, body }: WireMessage, dxpId: string): Buffer {
  assert(id !== undefined, 'a message for a channel has an id');
  const unwrapped = unwrapDxp(body);
  const envelope = {
    copMsgId: id.toUpperCase(),
    senderId: dxpId,
    receiverIds: [isExport(messageType) ? CUSTOMS_EXPORT_ID : CUSTOMS_IMPORT_ID],
    // The same on every try, so that a repeat has equal bytes.
    creatTime: formatLocalTime(timeOfId(id)),
    msgType: messageType,
  };
  return wrapDxp(envelope, unwrapped.kind === 'dxp' ? unwrapped.payload : body);
}

/** Export messages. Source: specification 202205, index of messages. */
function isExport(messageType: string): boolean {
  return /^CEB(2|303|304|40[34]|505|506|507|508|509|510|60|70|792)/.test(messageType);
}

async function takeIn(
  needs: ChannelLinkNeeds,
  parcels: readonly Parcel[],
  handler: InboundHandler,
): Promise<void> {
  const bodies: Uint8Array[] = [];
  const marks: Mark[] = [];
  const dead: { parcel: Parcel; reason: string }[] = [];
  for (const parcel of parcels) {
    const opened = open(parcel, needs.dxpId);
    if ('reason' in opened) dead.push({ parcel, reason: opened.reason });
    else {
      bodies.push(opened.body);
      marks.push(opened.mark);
    }
  }
  if (dead.length > 0 && parcels.length === 1) throw new Error(dead[0]?.reason);
  if (bodies.length > 0) await handler(bodies, marks);
  await needs.deadLetters.record(
    needs.db,
    dead.map(({ parcel: { id, body }, reason }) => {
      return { channel: CUSTOMS_CHANNEL, messageId: id, reason, body };
    }),
  );
}

type Opened = { readonly body: Uint8Array; readonly mark: Mark } | { readonly reason: string };

function open({ id, body }: Parcel, dxpId: string): Opened {
  const unwrapped = unwrapDxp(body);
  switch (unwrapped.kind) {
    case 'dxp': {
      const { senderId, receiverIds, copMsgId, payload } = unwrapped;
      if (!receiverIds.includes(dxpId))
        return { reason: `2002: it is for ${receiverIds.join(', ')}, and this is ${dxpId}` };
      return { body: payload, mark: { sender: senderId, messageId: copMsgId } };
    }
    case 'invalid': {
      const [first] = unwrapped.errors;
      return { reason: `0002: the envelope: ${first?.path ?? ''} ${first?.message ?? ''}` };
    }
    case 'not-dxp': {
      const messageId = id === '' ? createHash('sha256').update(body).digest('hex') : id;
      return { body, mark: { sender: '', messageId } };
    }
  }
}
