import { expect, it } from 'vitest';
import { documentTables } from './document-tables.ts';

it('docs/protocols/ceb.md says what the tables say', async () => {
  await expect(documentTables()).toMatchFileSnapshot('../../../docs/protocols/ceb.md');
});
