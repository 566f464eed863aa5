import { createGatherer } from '@pilotzone/information-sharing/gather-messages';
import type { GatherMessagesNeeds } from '@pilotzone/information-sharing/gather-messages';
import type { Answer, RawMessage } from '@pilotzone/information-sharing/receive-messages';

// A single document has two or three kilobytes; a message of twenty lists does not.
const LARGE_BYTES = 64 * 1024;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;
// One batch at a time: two would share the same traders between them, each would cost as much as
// one, and they would wait for each other's guarantors.
const SMALL = { batchesMax: 1, messagesMax: 500, bytesMax: BATCH_BYTES_MAX };
const LARGE = { batchesMax: 2, messagesMax: 250, bytesMax: BATCH_BYTES_MAX };

/**
 * Receives messages that come one by one in batches; large ones have a lane of their own, so that a
 * single document does not wait behind a thousand.
 */
export function createLanes(
  needs: Pick<GatherMessagesNeeds, 'receiveMessages' | 'noteBatch'>,
): (raw: RawMessage) => Promise<Answer> {
  const small = createGatherer({ ...needs, ...SMALL });
  const large = createGatherer({ ...needs, ...LARGE });
  return (raw) => (raw.bytes.byteLength > LARGE_BYTES ? large : small)(raw);
}
