import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { createChannelLink } from '@pilotzone/gateway/channel-link';
import { openChannel } from '@pilotzone/gateway/channel/open-channel';
import { createDeadLetters, type DeadLetters } from '@pilotzone/gateway/dead-letters';
import type { CustomsLink } from '@pilotzone/gateway/link';
import type { DraftSigning } from '@pilotzone/gateway/sign-drafts';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { createRemoteKey } from '@pilotzone/signatures/remote-signer';
import { encodeSigned, signDraft } from '@pilotzone/signatures/sign-message';
import { PLATFORM_TRANSFER } from './config.ts';
import type { PlatformConfig } from './config.ts';
import type { Apart } from './roles/apart.ts';
import { deferLink } from './roles/deferred-link.ts';
import { NO_CUSTOMS } from './roles/no-customs.ts';

/** Signs messages as they are composed, with a key in this process; absent without one. */
export function encoderOf({
  signingKey: key,
}: PlatformConfig): ((message: OutgoingMessage) => Buffer) | undefined {
  return key && ((message) => encodeSigned(message, key));
}

/** Signs what waits in the queue, with a key outside this process; absent without a service. */
export function draftSigningOf(
  { signingService: service }: PlatformConfig,
  { logSigned }: Pick<DraftSigning, 'logSigned'>,
): DraftSigning | undefined {
  if (!service) return undefined;
  const key = createRemoteKey(service);
  const { origin, pathname } = new URL(service.url);
  return {
    name: `signing service ${origin}${pathname}`,
    sign: (draft) => signDraft(draft, key),
    logSigned,
  };
}

/** The way to customs, inside this process or outside, and where what cannot go it is kept. */
export function openLink(
  runtime: Runtime,
  config: PlatformConfig,
  { simulator, apart }: { simulator: CustomsLink; apart?: Apart | undefined },
): { link: CustomsLink; deadLetters: DeadLetters } {
  const deadLetters = createDeadLetters(runtime);
  if (apart && !apart.roles.has('gateway')) return { link: NO_CUSTOMS, deadLetters };
  const { customs } = config;
  if (!customs) return { link: simulator, deadLetters };
  const { dxpId } = PLATFORM_TRANSFER;
  const open = () => {
    const channel = openChannel(customs.address, { role: 'client', log: runtime.log, dxpId });
    return createChannelLink(channel, { ...runtime, deadLetters, dxpId });
  };
  const link = apart ? deferLink(() => apart.isMyTurn('gateway'), open) : open();
  return { link, deadLetters };
}
