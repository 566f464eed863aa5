import { describe, expect, it } from 'vitest';
import { checkErrors, checkGlossary, checkLinks, checkMentions } from './check-docs.mjs';

describe('the documents', () => {
  it('link to files and headings that exist', () => {
    expect(checkLinks()).toEqual([]);
  });

  it('name files that exist, as do comments that name documents', () => {
    expect(checkMentions()).toEqual([]);
  });

  it('explain every table in the glossary, and none that is gone', () => {
    expect(checkGlossary()).toEqual([]);
  });

  it('list every error code, and none that is gone', () => {
    expect(checkErrors()).toEqual([]);
  });
});
