// Documents that drift: broken links, files that are not there, tables nobody explains, error codes
// nobody lists. Run: node tools/check-docs.mjs   One line per finding; exit 1 when there is one.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const CODE = ['kernel', 'customs', 'systems', 'platforms', 'apps', 'tools', 'bin'];
const NEVER = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

/** All findings, each `file:line: what`. */
export function checkDocs() {
  return [...checkLinks(), ...checkMentions(), ...checkGlossary(), ...checkErrors()];
}

/** Links to files and headings of this repository. Addresses elsewhere are not looked up. */
export function checkLinks() {
  return listDocuments().flatMap((path) =>
    proseLinesOf(path).flatMap(({ text, line }) => {
      const prose = text.replaceAll(/`[^`]*`/g, '');
      return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => judgeLink(path, target))
        .filter((finding) => finding !== undefined)
        .map((finding) => `${path}:${line}: ${finding}`);
    }),
  );
}

function judgeLink(path, target) {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file, heading] = target.split('#');
  const at = file === '' ? path : relative(repository, join(repository, dirname(path), file));
  if (!existsSync(join(repository, at))) return `links to ${target}, which is not there`;
  if (!heading || !at.endsWith('.md')) return undefined;
  return headingsOf(at).has(heading)
    ? undefined
    : `links to ${target}, a heading that is not there`;
}

/** The anchors that GitHub gives to the headings of a document. */
function headingsOf(path) {
  const headings = proseLinesOf(path)
    .map(({ text }) => /^#{1,6} +(.+)$/.exec(text)?.[1])
    .filter((heading) => heading !== undefined);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/**
 * Files that documents name in backticks, and documents that comments in code name. A path with a
 * placeholder (`NNNN`, `<…>`, `…`, `x/`) is an example; one with `*` must fit some file.
 */
export function checkMentions() {
  const roots = [...CODE, 'docs', '.ci'].join('|').replace('.', '\\.');
  const named = new RegExp(`\`((?:${roots})/[^\`\\s]+)\``, 'g');
  const inDocuments = listDocuments().flatMap((path) =>
    proseLinesOf(path).flatMap(({ text, line }) =>
      [...text.matchAll(named)]
        .map(([, file]) => file)
        .filter((file) => !isExample(file) && !isThere(file))
        .map((file) => `${path}:${line}: names ${file}, which is not there`),
    ),
  );
  const inCode = listCode(/\.(ts|tsx|mjs|sql)$/).flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((text, index) =>
        [...text.matchAll(/\bdocs\/[\w/-]+\.md\b/g)]
          .filter(([file]) => !existsSync(join(repository, file)))
          .map(([file]) => `${path}:${index + 1}: names ${file}, which is not there`),
      ),
  );
  return [...inDocuments, ...inCode];
}

function isExample(file) {
  return /NNN|[<>…{}]|\/x\//.test(file);
}

function isThere(file) {
  const path = file.replace(/[.,:;]$/, '').replace(/:\d+$/, '');
  if (!path.includes('*')) return existsSync(join(repository, path));
  const parent = path.slice(0, path.indexOf('*')).replace(/[^/]*$/, '');
  const pattern = new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/]*')}$`,
  );
  const folders = new Set();
  const files = listFiles(parent);
  for (const known of files) {
    for (let at = dirname(known); at.length > parent.length; at = dirname(at)) folders.add(at);
  }
  return [...files, ...folders].some((known) => pattern.test(known));
}

/** Every table of every migration is explained in GLOSSARY.md, and no table that is gone. */
export function checkGlossary() {
  const tables = new Set(['kernel.migration']);
  for (const path of listCode(/\/migrations\/[^/]+\.sql$/)) {
    const sql = readText(path).replaceAll(/--.*$/gm, '');
    const made = /create (?:unlogged )?table (?:if not exists )?([a-z_]+)\.("?)([a-z_0-9]+)\2/g;
    for (const [, schema, , name] of sql.matchAll(made)) tables.add(`${schema}.${name}`);
    for (const [, name] of sql.matchAll(/drop table (?:if exists )?([a-z_]+\.[a-z_0-9]+)/g))
      tables.delete(name);
  }
  const schemas = new Set([...tables].map((name) => name.split('.')[0]));
  const explained = new Set();
  for (const [, schema, name] of readText('GLOSSARY.md').matchAll(/`([a-z_]+)\.([a-z_0-9]+)`/g))
    if (schemas.has(schema)) explained.add(`${schema}.${name}`);
  return [
    ...[...tables]
      .filter((name) => !explained.has(name))
      .map((name) => `GLOSSARY.md:1: does not explain the table ${name}`),
    ...[...explained]
      .filter((name) => !tables.has(name))
      .map((name) => `GLOSSARY.md:1: explains the table ${name}, which no migration makes`),
  ];
}

/** Every code of a PilotError is listed in docs/errors.md, and no code that is gone. */
export function checkErrors() {
  const page = 'docs/errors.md';
  const sources = listCode(/\.ts$/).filter((path) => !/\.test\.ts$|\/testing/.test(path));
  const texts = sources.map(readText);
  const thrown = codesThrownIn(texts);
  const listed = new Set([...readText(page).matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code));
  const literals = new Set(
    texts.flatMap((text) => [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, code]) => code)),
  );
  return [
    ...[...thrown]
      .filter((code) => !listed.has(code))
      .map((code) => `${page}:1: does not list ${code}`),
    ...[...listed]
      .filter((code) => !literals.has(code))
      .map((code) => `${page}:1: lists ${code}, which no code uses`),
  ];
}

function codesThrownIn(texts) {
  const codes = new Map();
  const constant = /\b([A-Z][A-Z_]+)(?: =|:) '([A-Z]+(?:_[A-Z]+)*)'/g;
  for (const text of texts) {
    for (const [, name, code] of text.matchAll(constant)) codes.set(name, code);
  }
  const thrown = new Set();
  for (const text of texts) {
    for (const [, what] of text.matchAll(/new PilotError\(\s*([\w.']+)\s*,/g)) {
      const literal = /^'([A-Z_]+)'$/.exec(what)?.[1];
      const code = literal ?? codes.get(what.split('.').at(-1));
      if (code) thrown.add(code);
    }
  }
  return thrown;
}

/** Markdown of this repository. */
function listDocuments() {
  const top = readdirSync(repository).filter((name) => name.endsWith('.md'));
  const below = [...CODE, 'docs'].flatMap(listFiles).filter((path) => path.endsWith('.md'));
  return [...top, ...below];
}

function listCode(kind) {
  return CODE.flatMap(listFiles).filter((path) => kind.test(path));
}

function listFiles(folder) {
  const absolute = join(repository, folder);
  if (!existsSync(absolute) || !statSync(absolute).isDirectory()) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    if (NEVER.has(entry.name)) return [];
    const path = join(folder, entry.name).replaceAll(sep, '/');
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Lines outside of fenced blocks. */
function proseLinesOf(path) {
  let fenced = false;
  return readText(path)
    .split('\n')
    .flatMap((text, index) => {
      const isFence = /^\s*(```|~~~)/.test(text);
      if (isFence) fenced = !fenced;
      return fenced || isFence ? [] : [{ text, line: index + 1 }];
    });
}

function readText(path) {
  return readFileSync(join(repository, path), 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = checkDocs();
  for (const finding of findings) process.stdout.write(finding + '\n');
  process.exitCode = findings.length === 0 ? 0 : 1;
}
