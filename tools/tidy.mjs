// tidy: what a linter does not see. One line per finding; exit 1 when there is one.
// Run: node tools/tidy.mjs [folder …]
//
// After TigerBeetle's idea that style which matters is a test. The limits are those of
// CONTRIBUTING.md.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { repository } from './install.mjs';

const ROOTS = ['kernel', 'customs', 'systems', 'platforms', 'apps'];
const LINES_MAX = 400;
// A table of cases is long and simple.
const TEST_LINES_MAX = 800;
const FUNCTION_LINES_MAX = 70;
const COLUMNS_MAX = 100;
const PARAMETERS_MAX = 3;
// The codec reads millions of fields a second; an object per call is what it cannot afford.
const HOT_CODE = /^customs\/ceb\/src\//;
const HOT_PARAMETERS_MAX = 5;

/** The six kinds of file in a system or platform (ARCHITECTURE.md); another kind needs an ADR. */
const MODULE_FILES = [
  /^(index|contract|model|store|routes)\.ts$/,
  /^(contract|model|store)\/[a-z0-9]+(-[a-z0-9]+)*\.ts$/,
  // A use case (verb-noun.ts) or a subscriber (on-event.ts): at least two words.
  /^[a-z]+(-[a-z0-9]+)+\.ts$/,
  /^testing\//,
];

const EMPTY_NAMES =
  /^(utils?|helpers?|common|misc|managers?|services?|types|interfaces|dto|mappers?)$/;

/** What may not stand in code, what to do instead, and where it may. */
const BANNED = [
  {
    pattern: /\bnew Date\(\)|\bDate\.now\(\)/,
    instead: 'ambient time; use the injected clock',
    except: /^kernel\/src\/time\.ts$/,
  },
  {
    pattern: /\bMath\.random\(/,
    instead: 'ambient chance; use the injected ids or a seeded source',
    except: null,
  },
  {
    pattern: /\bparseFloat\(|\.toFixed\(/,
    instead: 'floating point; use money in units',
    except: /^apps\/(portal|cli|server\/src\/commands)\/|^apps\/server\/src\/bench/,
  },
  {
    pattern: /\bprocess\.env\b/,
    instead: 'ambient settings; parse them once at the start',
    except:
      /^apps\/(server|cli)\/src\/(config|main|options)\.ts$|^kernel\/src\/(testing-setup|embedded-postgres\/run-as)\.ts$/,
  },
  {
    pattern: /\bas any\b|: any\b|<any>|\bany\[\]/,
    instead: 'any; give it a type, or take unknown and parse',
    except: null,
  },
  {
    pattern: /@ts-ignore|@ts-nocheck/,
    instead: 'the compiler silenced; fix it or use @ts-expect-error with a reason',
    except: null,
  },
  { pattern: /\b(FIXME|XXX|HACK)\b/, instead: 'a marker left behind; finish it', except: null },
  {
    pattern: /\bTODO\b(?!\(#\d+\))/,
    instead: 'a TODO without an issue; write TODO(#123)',
    except: null,
  },
];

const findings = [];
const folders = process.argv.length > 2 ? process.argv.slice(2) : ROOTS;
for (const folder of folders) {
  for (const path of listFiles(join(repository, folder))) checkFile(path);
}
for (const finding of findings) process.stdout.write(finding + '\n');
process.exitCode = findings.length === 0 ? 0 : 1;

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory()
      ? listFiles(path)
      : [relative(repository, path).replaceAll(sep, '/')];
  });
}

function checkFile(path) {
  checkNames(path);
  if (path.endsWith('.sql')) checkMigration(path, readText(path));
  if (!/\.tsx?$/.test(path)) return;
  const text = readText(path);
  const isTest = path.endsWith('.test.ts');
  checkLines(path, text, isTest);
  if (isTest) return;
  checkKind(path);
  checkTables(path, text);
  checkSyntax(path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}

function readText(path) {
  return readFileSync(join(repository, path), 'utf8');
}

function report(path, line, message) {
  findings.push(`${path}:${line}: ${message}`);
}

function checkNames(path) {
  const parts = path.replace(/\.[a-z.]+$/, '').split('/');
  const empty = parts.find((part) => EMPTY_NAMES.test(part));
  if (empty) report(path, 1, `"${empty}" says nothing; name what it is for`);
}

function checkLines(path, text, isTest) {
  const lines = text.split('\n');
  const linesMax = isTest ? TEST_LINES_MAX : LINES_MAX;
  const count = lines.length - 1;
  if (count > linesMax) report(path, linesMax, `${count} lines; at most ${linesMax}`);
  lines.forEach((line, index) => {
    const tooLong = line.length > COLUMNS_MAX && !/https?:\/\//.test(line);
    if (tooLong) report(path, index + 1, `${line.length} columns; at most ${COLUMNS_MAX}`);
    if (isTest || /^\s*(\*|\/\/|\/\*)/.test(line)) return;
    for (const { pattern, instead, except } of BANNED) {
      if (pattern.test(line) && !except?.test(path)) report(path, index + 1, instead);
    }
  });
}

function checkKind(path) {
  const file = /^(?:systems|platforms)\/[^/]+\/src\/(.+)$/.exec(path)?.[1];
  if (file && !MODULE_FILES.some((kind) => kind.test(file)))
    report(path, 1, 'no kind of file that a module may have');
}

/**
 * SQL stands in stores and names only tables of its own schema, kernel's, temporary ones and
 * functions.
 */
function checkTables(path, text) {
  const module = /^(?:systems|platforms|customs)\/([^/]+)\/src\/(.+)$/.exec(path);
  if (!module) return;
  const own = module[1].replaceAll('-', '_');
  const isStore = /^store(\.ts$|\/)/.test(module[2]) || path.startsWith('customs/gateway/src/');
  for (const { schema, line } of findTables(text)) {
    if (!isStore) report(path, line, `SQL outside a store (table of "${schema}")`);
    else if (schema !== own && schema !== 'kernel')
      report(path, line, `table of schema "${schema}"; a store keeps to "${own}"`);
  }
}

function findTables(text) {
  const found = [];
  const table =
    /\b(?:from|join|insert into|delete from|update|truncate|copy)\s+(?:only\s+)?([a-z_]+)\.[a-z_]+\s*(\()?/g;
  for (const match of text.matchAll(table)) {
    const isFunctionCall = match[2] !== undefined && !/^insert/.test(match[0]);
    // A schema is not a variable: only text inside a template or a string counts.
    if (isFunctionCall || !insideText(text, match.index)) continue;
    found.push({ schema: match[1], line: text.slice(0, match.index).split('\n').length });
  }
  return found;
}

/**
 * Whether a position lies in a template literal, or its line holds a quoted text: good enough for
 * SQL.
 */
function insideText(text, position) {
  const before = text.slice(0, position);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = text.slice(lineStart, text.indexOf('\n', position));
  if (/^\s*(\*|\/\/|\/\*|import\b|export\b)/.test(line)) return false;
  const ticks = (before.match(/`/g) ?? []).length;
  return ticks % 2 === 1 || /'[^']*\b(from|join|into|update|truncate)\b[^']*'/.test(line);
}

function checkMigration(path, text) {
  if (!/\/migrations\/\d{4}-[a-z]+(-[a-z0-9]+)+\.sql$/.test(path))
    report(path, 1, 'migrations are NNNN-verb-what.sql');
  const module = /^(?:systems|platforms|customs)\/([^/]+)\//.exec(path)?.[1] ?? 'kernel';
  const own = module.replaceAll('-', '_');
  const code = text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
  for (const [, name] of code.matchAll(
    /create (?:unlogged )?table (?:if not exists )?([a-z_]+\.[a-z_0-9]+)/g,
  )) {
    if (!name.startsWith(own + '.')) report(path, 1, `table ${name} is not in schema ${own}`);
    const commented = new RegExp(`comment on table ${name.replace('.', '\\.')}\\s+is`).test(text);
    if (!commented && !/partition of/.test(code)) report(path, 1, `table ${name} has no comment`);
  }
}

function checkSyntax(path, source) {
  visit(source);

  function visit(node) {
    if (ts.isFunctionLike(node) && node.body) checkFunction(node);
    if (
      ts.isFunctionDeclaration(node) &&
      isExported(node) &&
      ts.getJSDocCommentsAndTags(node).length === 0
    ) {
      report(
        path,
        lineOf(node.getStart(source)),
        `${node.name?.text ?? 'a function'} is exported without a doc comment`,
      );
    }
    if (ts.isNonNullExpression(node))
      report(path, lineOf(node.getStart(source)), '`!`; handle the missing value');
    ts.forEachChild(node, visit);
  }

  function checkFunction(node) {
    const first = lineOf(node.getStart(source));
    const length = lineOf(node.end) - first + 1;
    if (length > FUNCTION_LINES_MAX)
      report(path, first, `a function of ${length} lines; at most ${FUNCTION_LINES_MAX}`);
    const count = node.parameters.length;
    const most = HOT_CODE.test(path) ? HOT_PARAMETERS_MAX : PARAMETERS_MAX;
    if (count > most)
      report(path, first, `${count} parameters; more than ${most} go in one object`);
  }

  function lineOf(position) {
    return source.getLineAndCharacterOfPosition(position).line + 1;
  }
}

function isExported(node) {
  return node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
