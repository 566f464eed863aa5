import { createHash } from 'node:crypto';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import type { Channel, Parcel } from '@pilotzone/gateway/channel/channel';
import { openChannel, parseAddress } from '@pilotzone/gateway/channel/open-channel';
import type { ChannelAddress } from '@pilotzone/gateway/channel/open-channel';
import { createTaker, Outage } from '@pilotzone/gateway/take-parcels';
import type { Caller } from '@pilotzone/information-sharing/contract';
import type { Answer, RawMessage } from '@pilotzone/information-sharing/receive-messages';
import { PilotError } from '@pilotzone/kernel/errors';
import { timeOfId } from '@pilotzone/kernel/ids';
import { formatLocalTime } from '@pilotzone/kernel/time';
import type { Platform } from './compose.ts';
import { PLATFORM_TRANSFER } from './config.ts';
import { returnReceipts } from './return-receipts.ts';

/** A channel through which traders send. */
export type IntakeAddress = {
  readonly address: ChannelAddress;
  /** Whose channel it is: only this participant may transmit through it. */
  readonly participantCode: string;
  /** Unlike those of the other channels; stands in dead letters. */
  readonly name: string;
};

/**
 * Parses `ADDRESS?participant=CODE[&name=NAME]`. Throws CHANNEL_ADDRESS_INVALID; a channel without
 * a participant would let anyone who reaches the folder or broker transmit for everybody.
 */
export function parseIntake(text: string): IntakeAddress {
  const { address, settings } = parseAddress(text);
  const participantCode = settings.get('participant') ?? '';
  if (participantCode === '')
    throw new PilotError(
      'CHANNEL_ADDRESS_INVALID',
      'an intake names whose it is: add participant=CODE to its address',
    );
  return { address, participantCode, name: settings.get('name') ?? participantCode };
}

/**
 * Takes messages of traders from folders and queues, by the same use case as those by HTTP, and
 * sends the receipts back the same way. Returns what ends it.
 */
export function openIntakes(
  platform: Platform,
  intakes: readonly IntakeAddress[],
): () => Promise<void> {
  const channels = intakes.map((intake) => openIntake(platform, intake));
  return async () => {
    await Promise.all(channels.map((close) => close()));
  };
}

function openIntake(platform: Platform, intake: IntakeAddress): () => Promise<void> {
  const { runtime, deadLetters } = platform;
  const { dxpId } = PLATFORM_TRANSFER;
  const channel = openChannel(intake.address, { role: 'server', log: runtime.log, dxpId });
  const handle = (parcels: readonly Parcel[]) => take(platform, intake, { channel, parcels });
  channel.receive(createTaker({ ...runtime, deadLetters, channel: channelOf(intake), handle }));
  const returning = returnReceipts(platform, channel, channelOf(intake));
  return async () => {
    await returning.stop();
    await channel.close();
  };
}

/** As dead letters and the origins of messages call it. */
function channelOf({ name }: IntakeAddress): string {
  return `intake ${name}`;
}

/** Takes a batch, and acknowledges it by returning: when it is committed and answered. */
async function take(
  { takeMessages, gateway, dispatcher }: Platform,
  intake: IntakeAddress,
  { channel, parcels }: { channel: Channel; parcels: readonly Parcel[] },
): Promise<void> {
  const caller: Caller = {
    participantCode: intake.participantCode,
    scopes: ['ceb:send'],
    name: channelOf(intake),
  };
  const transport = intake.address.kind === 'folder' ? 'folder' : 'queue';
  const received = await takeMessages(
    parcels.map(({ id, body }): RawMessage => {
      const channelId = id === '' ? hashOf(body) : id;
      return { bytes: body, caller, transport, channelId, channel: channelOf(intake) };
    }),
  );
  gateway.kick();
  dispatcher.kick();
  const receipts = received.map((one, i) => receiptOf(one, parcels[i]));
  try {
    await channel.send(receipts);
  } catch (error) {
    // It is committed; delivered again, it gets the same answer.
    const text = error instanceof Error ? error.message : String(error);
    throw new Outage(`receipts could not be sent: ${text}`, { cause: error });
  }
}

/** The receipt, in an envelope where the message came in one. */
function receiptOf({ receipt }: Answer, parcel: Parcel | undefined): Parcel {
  const id = receipt.exchangeId;
  const unwrapped = parcel && unwrapDxp(parcel.body);
  // The exchange answers for itself: its reply stands in no envelope.
  if (unwrapped?.kind !== 'dxp' || receipt.type === 'DxpRep') return { id, body: receipt.bytes };
  const envelope = {
    copMsgId: id.toUpperCase(),
    senderId: PLATFORM_TRANSFER.dxpId,
    receiverIds: [unwrapped.senderId],
    creatTime: formatLocalTime(timeOfId(id)),
    msgType: receipt.type,
  };
  return { id, body: wrapDxp(envelope, receipt.bytes) };
}

function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
