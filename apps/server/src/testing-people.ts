import type { HttpServer } from '@pilotzone/kernel/http';
import type { Platform } from './compose.ts';

/** What an API call of a signed-in person answered. */
export type PersonAnswer = {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  readonly text: string;
};

/** Somebody signed in, as the portal calls the API; for tests. */
export type SignedIn = {
  /** Reads; throws what the server says where it refuses. */
  get<T>(path: string): Promise<T>;
  ask(method: string, path: string, body?: object): Promise<PersonAnswer>;
};

/** Makes people of an organisation with an account and signs them in; for tests. */
export function signInAt(platform: Platform, server: HttpServer) {
  return async (loginName: string, participantCode: string): Promise<SignedIn> => {
    const about = { loginName, displayName: loginName, participantCode, actor: 'test' };
    const { password } = await platform.identity.enrolPerson({
      ...about,
      mustChangePassword: false,
    });
    const entered = await server.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { loginName, password },
    });
    const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
    const me = await server.inject({ url: '/api/v1/me', headers: { cookie } });
    const { csrfToken } = me.json<{ person: { csrfToken: string } }>().person;
    return callsWith(server, { cookie, 'x-csrf-token': csrfToken });
  };
}

function callsWith(server: HttpServer, headers: Record<string, string>): SignedIn {
  return { get, ask };

  async function ask(method: string, path: string, body?: object): Promise<PersonAnswer> {
    const answer = await server.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers,
      ...(body && { payload: body }),
    });
    const text = answer.body;
    const isJson = String(answer.headers['content-type']).includes('json');
    const parsed = isJson && text !== '' ? answer.json<unknown>() : null;
    return { status: answer.statusCode, body: parsed, text };
  }

  async function get<T>(path: string): Promise<T> {
    const { status, body } = await ask('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    // The caller knows what the route answers.
    return body as T;
  }
}
