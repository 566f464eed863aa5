import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { performance } from 'node:perf_hooks';
import { PilotError } from '@pilotzone/kernel/errors';
import type { AddressGuard } from './guard-address.ts';

/** What came of one attempt; `status` is null where there was no answer. */
export type Attempt = {
  readonly status: number | null;
  /** `null` when it was taken. */
  readonly error: string | null;
  readonly milliseconds: number;
};

export type Sending = {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

// A receiver should note the delivery and work on it afterwards.
const ANSWER_WITHIN_MS = 10_000;

/**
 * Posts a delivery. Only 2xx is taken; a redirect is not followed, and of the answer nothing but
 * its status is looked at: it is none of ours, and could be somebody's else.
 */
export async function sendDelivery(guard: AddressGuard, sending: Sending): Promise<Attempt> {
  const began = performance.now();
  const result = await post(guard, sending).catch((error: unknown) => ({ error }));
  const milliseconds = Math.round(performance.now() - began);
  if ('error' in result) return { status: null, error: wordsOf(result.error), milliseconds };
  const { status } = result;
  const isTaken = status >= 200 && status < 300;
  return { status, error: isTaken ? null : refusalOf(status), milliseconds };
}

async function post(guard: AddressGuard, sending: Sending): Promise<{ status: number }> {
  const url = guard.checkUrl(sending.url);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = Buffer.from(sending.body);
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': 'pilotzone-webhooks',
    ...sending.headers,
  };
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  // Every attempt has a connection of its own: one kept open was looked up long ago.
  const options = { method: 'POST', headers, lookup: guard.lookup, agent: false, signal };
  return new Promise((resolve, reject) => {
    const request = send(url, options, (answer) => {
      resolve({ status: answer.statusCode ?? 0 });
      answer.destroy();
    });
    request.on('error', reject);
    request.end(body);
  });
}

function refusalOf(status: number): string {
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect, which is not followed; register its target`;
  return `answered ${status} instead of 2xx`;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ETIMEDOUT: 'no answer in time',
  ABORT_ERR: 'no answer within 10 s',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from nobody known',
};

function wordsOf(error: unknown): string {
  if (error instanceof PilotError) return error.message;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return WORDS[code] ?? message;
}
