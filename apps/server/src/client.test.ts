import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../../clients/typescript/client/index.ts';
import {
  getDeclarations,
  getDeclarationsByDeclarationId,
  getWebhooks,
  postWebhooks,
} from '../../../clients/typescript/index.ts';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, type TestPlatform } from './testing-platform.ts';

let the: TestPlatform;
let server: HttpServer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  the = await openTestPlatform();
  const { messages } = generateDay({ declarations: 20, seed: 3, faults: 0.2 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  server = await createPlatformServer(the.platform);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as { port: number };
  const { key } = await the.platform.informationSharing.createApiKey({
    participantCode: PLATFORMS[0]?.code ?? '',
    name: 'typed client',
    scopes: ['declarations:read', 'webhooks:manage'],
  });
  client = createClient({ baseUrl: `http://127.0.0.1:${port}`, auth: key });
});

afterAll(async () => {
  await server.close();
  await the.close();
});

test('the typed client lists, pages and reads declarations', async () => {
  const released = { limit: 1, status: 'released' } as const;
  const first = await getDeclarations({ client, query: released });
  expect(first.response.status).toBe(200);
  const [one] = first.data?.items ?? [];
  const cursor = first.data?.next ?? '';
  const second = await getDeclarations({ client, query: { ...released, cursor } });
  expect(second.data?.items[0]?.declarationId).not.toBe(one?.declarationId);
  const path = { declarationId: one?.declarationId ?? '' };
  const { data } = await getDeclarationsByDeclarationId({ client, path });
  expect(data?.timeline.map(({ to }) => to)).toContain('sent');
  expect(data?.documents.list.lines.length).toBeGreaterThan(0);
});

test('it sends bodies, and a refusal comes back as a problem with its code', async () => {
  const body = { name: 'ERP', url: 'https://hooks.example.com/' };
  expect((await postWebhooks({ client, body })).data?.secret).toMatch(/^whsec_/);
  expect((await getWebhooks({ client })).data?.items).toHaveLength(1);
  const inside = await postWebhooks({ client, body: { ...body, url: 'https://10.0.0.1/' } });
  expect(inside.error).toMatchObject({ status: 403, code: 'WEBHOOK_ADDRESS_FORBIDDEN' });
  const foreign = { ...body, participantCode: AUTHORITIES[0]?.code ?? '' };
  expect((await postWebhooks({ client, body: foreign })).response.status).toBe(404);
});
