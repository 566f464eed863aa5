import type { FastifyError } from 'fastify';
import { explainDatabaseFailure } from '../database-failure.ts';
import { PilotError } from '../errors.ts';

/**
 * Problem details for HTTP (RFC 9457), with our code and, for a wrong request, the places that are
 * wrong.
 */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
};

// The only place where a failure becomes an HTTP status. A code that no line fits is 422: the
// request was understood, and its sender can do something about it.
const STATUS_OF: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/^(UNAUTHENTICATED|API_KEY_UNKNOWN|API_KEY_REVOKED|LOGIN_REFUSED|SECOND_FACTOR_REQUIRED)$/, 401],
  [/^SIGNED_/, 401],
  [/(_FORBIDDEN|_DENIED|^FORBIDDEN|_SUSPENDED)$/, 403],
  [/_NOT_FOUND$/, 404],
  [/^(REQUEST|CURSOR|.+_CURSOR|.+_FILE|.+_QUERY|IDEMPOTENCY_KEY)_INVALID$/, 400],
  [/(_CONFLICT|_EXISTS|_IN_PROGRESS|_CHANGED|_IN_USE|_ALREADY_[A-Z_]+|_VERSION_STALE)$/, 409],
  [/(_NOT_HELD|_CONSUMED|_REVOKED)$/, 409],
  [/_GONE$/, 410],
  [/_TOO_LARGE$/, 413],
  [/^TOO_MANY_|_BUSY$/, 429],
  [/^(SEAL|MASTER_KEY)_/, 500],
  [/^(DB|DISK|OUTBOX|DATABASE)_|_UNAVAILABLE$/, 503],
];

/** Titles of the statuses in use, in the words of RFC 9110. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The HTTP status of one of our codes. */
export function statusOfCode(code: string): number {
  return STATUS_OF.find(([pattern]) => pattern.test(code))?.[1] ?? 422;
}

/**
 * What a failed request is answered with. A bug of ours tells nothing about itself but the
 * request's id.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof PilotError)
    return problem(statusOfCode(error.code), error.code, error.message);
  const known = error as Partial<FastifyError>;
  if (known.validation) return requestInvalid(known);
  const database = explainDatabaseFailure(error);
  if (database) return problemOf(database, requestId);
  // A statement ran into the time that its pool allows: the compartment is too full.
  if (known.code === '57014') return problem(503, 'COUNTER_UNAVAILABLE', TOO_LONG);
  if (known.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return problem(413, 'CONTENT_TOO_LARGE', LARGE);
  const status = known.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return problem(status, codeOfStatus(status), known.message ?? 'the request is wrong');
  }
  return problem(
    500,
    'INTERNAL_ERROR',
    `something went wrong here; quote request ${requestId} when you report it`,
  );
}

const TOO_LONG =
  'this takes too long now; ask for less, such as a shorter period, or try again in a moment';

const LARGE =
  'the body is larger than what is taken here (messages and files 32 MB, tables 16 MB, others ' +
  '1 MB); split it: a message holds at most 100 documents';

/** A problem with the title of its status. */
export function problem(status: number, code: string, detail: string): Problem {
  return {
    type: `urn:pilotzone:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
  };
}

function requestInvalid(error: Partial<FastifyError>): Problem {
  const where = error.validationContext ?? 'body';
  const errors = (error.validation ?? []).map((one) => ({
    path: where + one.instancePath.replaceAll('/', '.'),
    message: one.message ?? 'is not allowed',
  }));
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return { ...problem(400, 'REQUEST_INVALID', detail), errors };
}

function codeOfStatus(status: number): string {
  return (TITLES[status] ?? 'Request refused').toUpperCase().replaceAll(/[^A-Z]+/g, '_');
}
