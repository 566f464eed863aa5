import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readOidcProviders } from './read-oidc-providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'pilotzone-oidc-'));
const path = join(folder, 'oidc.json');

afterAll(() => rmSync(folder, { recursive: true }));

const PROVIDER = {
  id: 'city-id',
  name: '城市统一身份认证',
  issuer: 'https://id.example.cn/realms/zone',
  clientId: 'pilotzone',
  clientSecret: 'very-secret',
};

function read(content: unknown) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readOidcProviders(path);
}

test('a file names any number of providers, each with the claim that is the login name', () => {
  const other = { ...PROVIDER, id: 'mail', userName: 'email' };
  expect(read([PROVIDER, other])).toEqual([
    { ...PROVIDER, trustsUserNames: true },
    { ...other, trustsUserNames: true },
  ]);
});

test.each<[string, unknown]>([
  ['no JSON', '['],
  ['nobody', []],
  ['one provider without a list', PROVIDER],
  ['a plain http issuer', [{ ...PROVIDER, issuer: 'http://id.example.cn' }]],
  ['an id that is no path', [{ ...PROVIDER, id: '../x' }]],
  ['a missing secret', [{ ...PROVIDER, clientSecret: undefined }]],
  ['a misspelt field', [{ ...PROVIDER, trustUserName: true }]],
  ['another claim', [{ ...PROVIDER, userName: 'sub' }]],
  ['an id twice', [PROVIDER, PROVIDER]],
])('a file of %s is refused without telling what stands in it', (_what, content) => {
  expect(() => read(content)).toThrow(/^the file of sign-in providers \S+ cannot be used: \S/);
  expect(() => read(content)).not.toThrow(/very-secret/);
});

test('a file that is not there is refused', () => {
  expect(() => readOidcProviders(join(folder, 'none'))).toThrow('it cannot be read');
});
