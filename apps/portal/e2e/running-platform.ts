import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findRepository } from '@pilotzone/kernel/migrate';

const run = promisify(execFile);
const repository = findRepository();
const program = join(repository, 'bin', 'pilotzone.mjs');

/** A platform in a process of its own, as `npm start` runs it, with the demo zone loaded. */
export type RunningPlatform = {
  readonly address: string;
  readonly dataDir: string;
  readonly keys: { readonly operator: string; readonly officer: string };
  /** The password of a demo login. */
  passwordOf(loginName: string): string;
  /** Somebody of the demo day, by whom the citizens' page is opened. */
  readonly citizen: { readonly idNumber: string; readonly phone: string };
  /** Reads the API as the operator. */
  get<T>(path: string): Promise<T>;
  /** Posts as the operator: JSON, or XML where the text begins like it. */
  post(path: string, body: string): Promise<void>;
  /** Posts as a person of the demo, signed in by password. */
  postAs(loginName: string, path: string, body: object): Promise<void>;
  stop(): Promise<void>;
};

/** The browser that the tests drive; `undefined` where none is installed. */
export function findChromium(): string | undefined {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return places.find((place) => existsSync(place));
}

/** Starts the platform, which builds the portal, on a free port and a fresh database. */
export async function startPlatform(): Promise<RunningPlatform> {
  const data = mkdtempSync(join(tmpdir(), 'portal-e2e-'));
  const child = spawn(process.execPath, [program, 'up', '--port', '0', '--data', data], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = await readUntil(child, 'Stop with Ctrl-C');
  const address = /serves at (\S+)/.exec(told)?.[1] ?? '';
  const keyOf = (who: string) => new RegExp(`^${who} +(pz_\\S+)`, 'm').exec(told)?.[1] ?? '';
  const keys = { operator: keyOf('operator'), officer: keyOf('officer') };
  const passwordOf = (loginName: string) =>
    new RegExp(`^${loginName} +((?:\\w{4}-){3}\\w{4}) `, 'm').exec(told)?.[1] ?? '';
  const citizen = /A citizen of the demo .*: id (\S+), (\S+)/.exec(told);
  return {
    address,
    dataDir: data,
    keys,
    citizen: { idNumber: citizen?.[1] ?? '', phone: citizen?.[2] ?? '' },
    passwordOf,
    get: async <T>(path: string) => (await (await call(path, {})).json()) as T,
    post: async (path, body) => {
      const type = body.startsWith('<') ? 'application/xml' : 'application/json';
      await call(path, { method: 'POST', body, headers: { 'content-type': type } });
    },
    postAs: async (loginName, path, body) => {
      const signIn = { loginName, password: passwordOf(loginName) };
      await post(path, body, await enter(address, signIn));
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };

  async function post(path: string, body: object, headers: Record<string, string>) {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...headers, ...JSON_TYPE },
    };
    const answer = await fetch(`${address}/api/v1${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${keys.operator}` };
    const answer = await fetch(`${address}/api/v1${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Signs a person in; the headers by which the server knows her from then on. */
async function enter(address: string, signIn: { loginName: string; password: string }) {
  const body = JSON.stringify(signIn);
  const init = { method: 'POST', body, headers: JSON_TYPE };
  const entered = await fetch(`${address}/api/v1/session`, init);
  if (!entered.ok) throw new Error(`${signIn.loginName}: ${entered.status}`);
  const cookie = entered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const me = await fetch(`${address}/api/v1/me`, { headers: { cookie } });
  // The shape is the contract's.
  const { person } = (await me.json()) as { person: { csrfToken: string } };
  return { cookie, 'x-csrf-token': person.csrfToken };
}

/** Puts a stored version in force as two people do; a back-test of today comes first. */
export async function activateRules(
  platform: RunningPlatform,
  { version, day }: { version: number; day: string },
): Promise<void> {
  const path = `/risk/rule-tables/${version}`;
  const note = 'for the portal’s tests';
  await platform.post(`${path}/check`, JSON.stringify({ note }));
  await platform.post('/risk/back-tests', JSON.stringify({ version, from: day, until: day }));
  type Steps = { items: { stepNo: number; kind: string }[] };
  const stepsOf = async () => (await platform.get<Steps>(`${path}/steps`)).items;
  while (!(await stepsOf()).some(({ kind }) => kind === 'back-tested')) await setTimeout(200);
  await platform.postAs('operator', `${path}/activation`, { from: day, note });
  const request = (await stepsOf()).at(-1)?.stepNo;
  await platform.postAs('analyst', `${path}/activation/answer`, {
    request,
    answer: 'confirm',
    note,
  });
}

function readUntil(child: ChildProcess, mark: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes(mark)) resolve(out);
    });
    child.once('exit', () => reject(new Error(`the platform ended\n${out}\n${complaints}`)));
  });
}

/** Files generated declarations, after a rule that holds every one above `price` CNY. */
export async function fileHeldDeclarations(
  platform: RunningPlatform,
  order: { price: string; day: string },
): Promise<void> {
  const shipped = join(repository, 'systems', 'risk', 'rules', 'retail-import.json');
  // The shipped table, whose shape the risk system's tests keep.
  const table = JSON.parse(readFileSync(shipped, 'utf8')) as { rows: object[] };
  const rule = {
    id: 'portal-test',
    conditions: [{ field: 'dutiablePrice', operator: '>=', operand: order.price }],
    score: 80,
    code: 'PZ-RISK-PORTAL-TEST',
    reason: { zh: '完税价格较高', en: 'The value is high.' },
    fix: 'Have the papers of the order at hand.',
    basis: 'the portal’s own test',
    validFrom: order.day,
    owner: 'test',
  };
  const changed = { table: { ...table, rows: [...table.rows, rule] } };
  await platform.post('/risk/rule-tables', JSON.stringify(changed));
  type Tables = { items: { version: number }[] };
  const { items } = await platform.get<Tables>('/risk/rule-tables');
  await activateRules(platform, { version: items[0]?.version ?? 0, day: order.day });
  await fileDeclarations(platform, { seed: 5, day: order.day });
}

/** Files a few generated declarations; another seed, others. */
export async function fileDeclarations(platform: RunningPlatform, how: Generated): Promise<void> {
  for (const message of await generate({ ...how, declarations: 12 }))
    await platform.post('/ceb', message);
}

/** The same with the text of each message altered before it is sent. */
export async function fileAltered(
  platform: RunningPlatform,
  { alter, ...how }: Generated & { readonly alter: (text: string) => string },
): Promise<void> {
  for (const message of await generate({ ...how, declarations: 12 }))
    await platform.post('/ceb', alter(message));
}

/** Files an order that has no list yet. */
export async function fileOrder(
  platform: RunningPlatform,
  how: Generated,
): Promise<{ ebpCode: string; orderNo: string }> {
  const messages = await generate({ ...how, declarations: 1 });
  const order = messages.find((text) => text.includes('CEB311Message'));
  if (order === undefined) throw new Error('no order was generated');
  await platform.post('/ceb', order);
  const valueOf = (name: string) => new RegExp(`<\\w*:?${name}>([^<]+)<`).exec(order)?.[1] ?? '';
  return { ebpCode: valueOf('ebpCode'), orderNo: valueOf('orderNo') };
}

type Generated = { readonly seed: number; readonly day: string };

/** Messages of declarations, those that come first first. */
async function generate({
  declarations,
  seed,
  day,
}: Generated & { declarations: number }): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'portal-e2e-messages-'));
  const made = ['generate', '--declarations', String(declarations), '--seed', String(seed)];
  await run(process.execPath, [program, ...made, '--out', out, '--day', day]);
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  const messages = files
    .filter((name) => name.endsWith('.xml'))
    .map((name) => readFileSync(join(out, name), 'utf8'));
  rmSync(out, { recursive: true });
  return messages;
}
