import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/**
 * Gives what a GET answers an ETag, and answers 304 without a body to a client that has it already:
 * pages of the portal and programs that poll ask for the same again and again. Nothing is kept
 * without asking (`no-cache`), and by nobody in between (`private`).
 */
export function addEtags(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    await Promise.resolve();
    const isAnswer = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (request.method !== 'GET' || reply.statusCode !== 200 || !isAnswer) return payload;
    if (reply.hasHeader('etag') || reply.hasHeader('cache-control')) return payload;
    const etag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    void reply.headers({ etag, 'cache-control': 'private, no-cache' });
    if (!isKnown(request.headers['if-none-match'], etag)) return payload;
    void reply.code(304);
    return '';
  });
}

/** RFC 9110, section 13.1.2: a list of tags, or `*`; weak comparison. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => [etag, etag.slice(2), '*'].includes(tag.trim()));
}
