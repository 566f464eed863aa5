import type { FastifyReply, FastifyRequest } from 'fastify';

/** The value of a cookie of the request. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

export type Cookie = {
  readonly name: string;
  /** "" removes the cookie. */
  readonly value: string;
  /** Seconds it lives; 0 removes it. */
  readonly maxAge: number;
  readonly path: string;
  /** True where the browser came by https: then it never sends the cookie without. */
  readonly isSecure: boolean;
};

/**
 * Sets a cookie that no script can read and that comes along only when the person comes from our
 * own pages or by a link (`Lax`: an OIDC provider leads back by one).
 */
export function setCookie(reply: FastifyReply, cookie: Cookie): void {
  const parts = [
    `${cookie.name}=${cookie.value}`,
    `Path=${cookie.path}`,
    `Max-Age=${cookie.maxAge}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(cookie.isSecure ? ['Secure'] : []),
  ];
  const before = reply.getHeader('set-cookie');
  const kept = Array.isArray(before) ? before : before === undefined ? [] : [String(before)];
  void reply.header('set-cookie', [...kept, parts.join('; ')]);
}
