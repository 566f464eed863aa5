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

/** The platform's API, called with one key. All calls throw {@link ApiError}. */
export type Api = {
  get<T>(path: string): Promise<T>;
  /** The bytes of an answer, as the server stores them. */
  getBytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
  post<T>(path: string, body: unknown): Promise<T>;
};

/** `onRefusedKey` is told when the server does not, or no longer, know the key. */
export function createApi(key: string, onRefusedKey: () => void): Api {
  return {
    get: async <T>(path: string) => (await (await call(path, {})).json()) as T,
    getBytes: async (path) => new Uint8Array(await (await call(path, {})).arrayBuffer()),
    post: async <T>(path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as T;
    },
  };

  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${key}` };
    const answer = await fetch(`/api/v1${path}`, { ...init, headers }).catch(() => undefined);
    if (!answer) throw new ApiError(UNREACHABLE);
    if (answer.ok) return answer;
    if (answer.status === 401) onRefusedKey();
    throw new ApiError(await problemOf(answer));
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
