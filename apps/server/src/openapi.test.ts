import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpServer } from '@pilotzone/kernel/http';
import { findRepository } from '@pilotzone/kernel/migrate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, type TestPlatform } from './testing-platform.ts';
import {
  differencesOf,
  documentOf,
  operationsOf,
  type Operation,
  type Schema,
} from './testing-schema.ts';

// From this file the client in clients/typescript is made: `npm run client` writes both.
const KEPT = join(findRepository(), 'clients', 'openapi.json');
const isWriting = process.env['WRITE_OPENAPI'] === '1';

let the: TestPlatform;
let server: HttpServer;

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await the.close();
});

/** What a rule finds wrong, by operation. */
function faults(rule: (operation: Operation, name: string) => unknown): string[] {
  return [...operationsOf(server)]
    .filter(([name, operation]) => Boolean(rule(operation, name)))
    .map(([name]) => name);
}

describe('the OpenAPI document', () => {
  test('is of version 3.1 and describes what is served, no more and no less', () => {
    expect(server.swagger()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'pilotzone', license: { identifier: 'Apache-2.0' } },
      components: { securitySchemes: expect.any(Object) },
    });
    expect(differencesOf(server)).toEqual([]);
    expect(operationsOf(server).size).toBeGreaterThan(90);
  });

  test('names every operation once, with a summary and what it is about', () => {
    const ids = [...operationsOf(server).values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(faults(({ operationId }) => !/^[a-z][A-Za-z]+$/.test(operationId ?? ''))).toEqual([]);
    expect(faults(({ summary }) => !summary || summary.length > 120)).toEqual([]);
    expect(faults(({ tags }) => tags?.length !== 1)).toEqual([]);
  });

  test('says of every operation who may call it', () => {
    const known = Object.keys(documentOf(server).components.securitySchemes);
    expect(faults(({ security }) => security === undefined)).toEqual([]);
    const ways = [...operationsOf(server).values()].flatMap(({ security = [] }) =>
      security.flatMap((way) => Object.keys(way)),
    );
    expect([...new Set(ways)].sort()).toEqual(known.sort());
  });

  test('describes every answer: what it means, and its shape where it has a body', () => {
    const isDone = ([status]: readonly [string, unknown]) => /^[23]/.test(status);
    expect(
      faults(({ responses }) => Object.entries(responses).filter(isDone).length === 0),
    ).toEqual([]);
    expect(faults(({ responses }) => responses['4XX'] === undefined)).toEqual([]);
    const isShapeless = ({ responses }: Operation) =>
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2') && status !== '204')
        .some(([, { content = {} }]) => {
          const schemas = Object.values(content).map(({ schema }) => schema);
          return schemas.length === 0 || schemas.some((schema) => isEmpty(schema));
        });
    expect(faults(isShapeless)).toEqual([]);
  });

  test('describes every parameter of a path, as text or number, and none that is not there', () => {
    const wrong = faults(({ parameters = [] }, name) => {
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      const names = inPath.map((parameter) => parameter.name).sort();
      const needed = [...name.matchAll(/\{(\w+)\}/g)].map(([, one]) => one ?? '').sort();
      return names.join() !== needed.join() || inPath.some(({ required }) => required !== true);
    });
    expect(wrong).toEqual([]);
    expect(faults(({ parameters = [] }) => parameters.some((p) => isEmpty(p.schema)))).toEqual([]);
  });

  test('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(server.swagger());
    const { components } = documentOf(server);
    const held = Object.entries(components).flatMap(([kind, parts]) =>
      Object.keys(parts as object).map((name) => `#/components/${kind}/${name}`),
    );
    const wanted = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name ?? '');
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter((name) => !held.includes(name))).toEqual([]);
    expect(text).not.toMatch(/"nullable":/);
  });

  test('is the one that the typed client was made from; `npm run client` makes it anew', () => {
    const text = `${JSON.stringify(server.swagger(), null, 2)}\n`;
    if (isWriting) writeFileSync(KEPT, text);
    expect(text === readFileSync(KEPT, 'utf8') ? '' : 'run: npm run client').toBe('');
  });
});

function isEmpty(schema: Schema | undefined): boolean {
  const says = ['type', 'anyOf', 'allOf', 'enum', 'const', '$ref'];
  return !schema || !Object.keys(schema).some((key) => says.includes(key));
}
