import { AUTHORITIES } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';
import { operationsOf, type Operation, type Schema } from './testing-schema.ts';

/** What an attacker adds to a body in the hope that it is written through. */
const SMUGGLED = {
  ...{ zoneCode: 'X', zone_code: 'X', participantCode: 'X', organisation: 'X', owner: 'X' },
  ...{ roles: ['customs'], role: 'customs', scopes: ['admin'], permissions: ['admin'] },
  ...{ id: 'x', state: 'released', status: 'released', isAdmin: true, createdAt: '2026-01-01' },
  ...{ declarationId: 'x', lane: 'green', decidedBy: 'x', version: 99, revision: 99, actor: 'x' },
};

/** Objects that are not ours to close, and why what else they hold does no harm. */
const OPEN: Readonly<Record<string, string>> = {
  'body.response': "a browser's own object (WebAuthn), of which four members are read",
  'body.body.head': 'fields of a draft, kept as typed; filing reads those of the message',
  'body.body.lines[]': 'the same',
  'POST /api/v1/payment-raw-data': "the announcement's form, written by others; kept as delivered",
};

let the: TestPlatform;
let server: HttpServer;
let key: string;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const request = { participantCode, name: 'test', scopes: ['admin' as const] };
  ({ key } = await the.platform.informationSharing.createApiKey(request));
});
afterAll(async () => {
  await server.close();
  await the.close();
});

function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}

/** Objects of a body that take any property: their places. */
function openObjects(schema: Schema, place = 'body'): string[] {
  const { properties, items, anyOf, allOf, patternProperties } = schema;
  const inner = [
    ...Object.entries(properties ?? {}).flatMap(([name, part]) =>
      openObjects(part, `${place}.${name}`),
    ),
    ...(items ? openObjects(items, `${place}[]`) : []),
    ...[...(anyOf ?? []), ...(allOf ?? [])].flatMap((part) => openObjects(part, place)),
  ];
  const isOpen =
    schema.type === 'object' && !patternProperties && schema.additionalProperties !== false;
  return isOpen ? [place, ...inner] : inner;
}

test('no route that writes takes properties that it does not name', () => {
  const writing = [...operationsOf(server)].filter(([name]) => !name.startsWith('GET '));
  const open = writing.flatMap(([name, operation]) => {
    const schema = bodyOf(operation);
    return schema ? openObjects(schema).map((place) => ({ name, place })) : [];
  });
  expect(writing.length).toBeGreaterThan(40);
  expect(open.filter(({ name, place }) => !OPEN[place] && !OPEN[name])).toEqual([]);
});

test('organisation, role, state, id or zone in a body are refused, by every route', async () => {
  const taken: string[] = [];
  let asked = 0;
  for (const [name, operation] of operationsOf(server)) {
    const schema = bodyOf(operation);
    if (!schema?.properties) continue;
    const [method = '', path = ''] = name.split(' ');
    const url = path.replaceAll(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
    for (const [smuggled, value] of Object.entries(SMUGGLED)) {
      if (smuggled in schema.properties) continue;
      const answer = await server.inject({
        ...{ method: method as 'POST', url, payload: { [smuggled]: value } },
        headers: { authorization: `Bearer ${key}` },
      });
      asked += 1;
      if (answer.statusCode < 400 || answer.statusCode >= 500)
        taken.push(`${name} ${smuggled}: ${answer.statusCode}`);
    }
  }
  expect(asked).toBeGreaterThan(300);
  expect(taken).toEqual([]);
});
