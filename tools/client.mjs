// Makes the typed client anew: the OpenAPI document by the server itself, in a test, then
// clients/typescript from it by @hey-api/openapi-ts.
// Run: npm run client
//
// tools/client.test.mjs tells when what is kept is not what would be made.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { fail, repository } from './install.mjs';

export const DOCUMENT = join(repository, 'clients', 'openapi.json');
export const CLIENT = join(repository, 'clients', 'typescript');

/** Writes the client that follows from the document into a folder. */
export async function generate(folder) {
  await createClient({
    input: DOCUMENT,
    output: { path: folder, clean: true },
    logs: { level: 'silent' },
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
  });
  // The library's own part is written for looser settings than ours; what it makes of our document
  // is checked.
  for (const part of ['client', 'core']) {
    for (const file of readdirSync(join(folder, part))) {
      const path = join(folder, part, file);
      writeFileSync(path, `// @ts-nocheck\n${readFileSync(path, 'utf8')}`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = spawnSync(
    process.execPath,
    [join(repository, 'tools', 'test.mjs'), 'apps/server/src/openapi.test.ts'],
    { stdio: 'inherit', env: { ...process.env, WRITE_OPENAPI: '1' } },
  );
  if (made.status !== 0) fail('the OpenAPI document breaks a rule; see above');
  await generate(CLIENT);
}
