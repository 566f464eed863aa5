import type { CodeMessage } from '@pilotzone/identity/sign-in-citizen';
import { PilotError } from '@pilotzone/kernel/errors';

/**
 * How one-time codes reach telephones: shown on the page itself (demo, this machine only), or by a
 * gateway for short messages.
 */
export type CodeWay =
  | { readonly kind: 'demo' }
  | { readonly kind: 'http'; readonly url: string; readonly key: string | undefined };

export type CodeSender = {
  /** Throws CODE_SENDER_UNAVAILABLE where no way is set up. */
  assertReady(): void;
  send(message: CodeMessage): Promise<void>;
  /** What a telephone of the demo shows; nothing anywhere else. */
  readDemoPhone(requestId: string): CodeMessage | undefined;
};

// A demo in which somebody asks for more codes has seen the older ones.
const DEMO_MESSAGES_MAX = 100;
const GATEWAY_MS_MAX = 5_000;

/** The sender of a way; one that says what is missing where there is none. */
export function createCodeSender(way: CodeWay | undefined): CodeSender {
  const shown = new Map<string, CodeMessage>();
  return {
    assertReady: () => {
      if (way) return;
      const text = 'no way to send codes is set up; PILOTZONE_SMS_URL names a gateway';
      throw new PilotError('CODE_SENDER_UNAVAILABLE', text);
    },
    send: async (message) => {
      if (way?.kind === 'http') return postCode(way, message);
      if (way?.kind !== 'demo') return;
      shown.set(message.requestId, message);
      const [oldest] = shown.keys();
      if (shown.size > DEMO_MESSAGES_MAX && oldest !== undefined) shown.delete(oldest);
    },
    readDemoPhone: (requestId) => shown.get(requestId),
  };
}

/** Hands a code to the gateway: JSON with telephone, code and the text to send. */
async function postCode(
  { url, key }: CodeWay & { kind: 'http' },
  { phone, code, requestId }: CodeMessage,
): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': requestId,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ phone, code, text: textOf(code) }),
    redirect: 'error',
    signal: AbortSignal.timeout(GATEWAY_MS_MAX),
  });
  if (!answer.ok) throw new Error(`the gateway for short messages answered ${answer.status}`);
}

function textOf(code: string): string {
  return `【跨境综试区】验证码${code}，5分钟内有效，用于查询以您名义申报的跨境购买。请勿告诉他人。`;
}
