/** What the server says when it refuses or fails (RFC 9457), or that it cannot be reached. */
export type Problem = {
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

/** Thrown by every call of the API that did not succeed. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The platform's API, called with the session of the browser. All calls throw {@link ApiError}. */
export type Api = {
  get<T>(path: string): Promise<T>;
  /** The bytes of an answer, as the server stores them. */
  getBytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Posts, and gives the bytes of the answer. */
  postForBytes(path: string, body: unknown): Promise<Uint8Array<ArrayBuffer>>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** Posts a file's text as it is. */
  postText<T>(path: string, text: string, type: string): Promise<T>;
  put<T = void>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
};

type Session = {
  /** What the server gave with GET /me; shows that a change comes from our own page. */
  readonly csrfToken: string;
  /** Told when the server does not, or no longer, know the session. */
  onRefused(): void;
};

/** For what is asked before anybody is signed in. */
const NOBODY: Session = { csrfToken: '', onRefused: () => undefined };

/** The ways to the server for a session, or for nobody. */
export function createApi(session: Session = NOBODY): Api {
  return {
    get: <T>(path: string) => send<T>('GET', path),
    getBytes: async (path) => new Uint8Array(await (await call('GET', path)).arrayBuffer()),
    postForBytes: async (path, body) =>
      new Uint8Array(await (await call('POST', path, body)).arrayBuffer()),
    post: <T>(path: string, body?: unknown) => send<T>('POST', path, body),
    postText: async <T>(path: string, text: string, type: string) =>
      // The shape is the server's promise.
      (await (await callWith('POST', path, { text, type })).json()) as T,
    put: <T>(path: string, body: unknown) => send<T>('PUT', path, body),
    patch: <T>(path: string, body: unknown) => send<T>('PATCH', path, body),
    delete: (path) => send('DELETE', path),
  };

  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call(method, path, body);
    // The shape is the server's promise (OpenAPI); 204 has none and is asked for as void.
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  function call(method: string, path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return callWith(method, path);
    return callWith(method, path, { text: JSON.stringify(body), type: 'application/json' });
  }

  async function callWith(
    method: string,
    path: string,
    content?: { readonly text: string; readonly type: string },
  ): Promise<Response> {
    const headers = {
      ...(content && { 'content-type': content.type }),
      ...(method !== 'GET' && { 'x-csrf-token': session.csrfToken }),
    };
    const init = { method, headers, ...(content && { body: content.text }) };
    const answer = await fetch(`/api/v1${path}`, init).catch(() => undefined);
    if (!answer) throw new ApiError(UNREACHABLE);
    if (answer.ok) return answer;
    const problem = await problemOf(answer);
    if (problem.code === 'UNAUTHENTICATED') session.onRefused();
    throw new ApiError(problem);
  }
}

const UNREACHABLE: Problem = {
  status: 0,
  code: 'UNREACHABLE',
  detail: 'no answer',
  errors: [],
};

async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => undefined);
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof told[name] === 'string' ? told[name] : '');
  return {
    status: answer.status,
    code: text('code') || `HTTP_${answer.status}`,
    detail: text('detail') || answer.statusText,
    // The server's own shape; a proxy's answer has none.
    errors: Array.isArray(told['errors']) ? (told['errors'] as Problem['errors']) : [],
  };
}

/** The problem in anything that was thrown. */
export function problemIn(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { status: 0, code: 'PORTAL_FAILED', detail, errors: [] };
}
