import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import type { HttpServer } from '@pilotzone/kernel/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerPortal } from './portal-files.ts';

let folder = '';
let server: HttpServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-files-'));
  server = fastify();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('a built portal', () => {
  beforeEach(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>portal</title>');
    writeFileSync(join(folder, 'assets', 'a-1.js'), '1');
    await registerPortal(server, folder);
  });

  it('answers every page address with the portal, never cached, never framed', async () => {
    for (const url of ['/', '/declarations', '/parcels/A/1?tab=2', '/apiary']) {
      const answer = await server.inject(url);
      expect([url, answer.statusCode]).toEqual([url, 200]);
      expect(answer.body).toContain('portal');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('lets browsers keep assets for good', async () => {
    const answer = await server.inject('/assets/a-1.js');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('does not hide that an API path or an asset is unknown, nor leave its folder', async () => {
    const unknown = [
      '/api/v1/nothing',
      '/assets/b.js',
      '/health',
      '/assets/..%2f..%2fpackage.json',
    ];
    for (const url of unknown) {
      const { statusCode } = await server.inject(url);
      expect([url, statusCode >= 400 && statusCode < 500]).toEqual([url, true]);
    }
  });
});

describe('a portal that is not built', () => {
  it('says how to build it', async () => {
    await registerPortal(server, join(folder, 'nowhere'));
    const answer = await server.inject('/');
    expect(answer.body).toContain('node tools/build.mjs');
  });
});
