import type { Purchase } from '@pilotzone/generator/purchase';
import { BROKERS, CARRIERS, PLATFORMS } from '@pilotzone/generator/companies';
import type { HttpServer } from '@pilotzone/kernel/http';
import { readXlsx } from '@pilotzone/kernel/sheets/read-xlsx';
import { csvRow } from '@pilotzone/kernel/sheets/write-csv';
import { writeXlsx } from '@pilotzone/kernel/sheets/write-xlsx';
import { textsOf } from '@pilotzone/single-window/model/text-document';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, PAPERS, purchasesOf, resultOf } from './testing-purchases.ts';
import { columnsOf, headingOf, SHEET_TABLES, type SheetName } from './upload/sheet-tables.ts';

type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let the: TestPlatform;
let server: HttpServer;
const { draw } = purchasesOf(311);

beforeAll(async () => {
  the = await openTestPlatform();
  server = await createPlatformServer(the.platform);
  await server.ready();
});

afterAll(async () => {
  await server.close();
  await the.close();
});

async function keyOf(code: string): Promise<string> {
  const request = { participantCode: code, name: 'upload', scopes: ['ceb:send'] as const };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

type Sending = { code: string; type: string; body: Buffer | string; mode?: 'check' | 'file' };

async function upload({ code, type, body, mode = 'file' }: Sending) {
  const answer = await server.inject({
    method: 'POST',
    url: `/api/v1/uploads?mode=${mode}`,
    headers: { authorization: `Bearer ${await keyOf(code)}`, 'content-type': type },
    payload: body,
  });
  const lines = answer.body.trimEnd().split('\n');
  const told = lines.map((line) => JSON.parse(line) as Line);
  const of = (kind: string) => told.filter((line) => line.kind === kind);
  return { status: answer.statusCode, told, of };
}

type Rows = string[][];

/** Documents as the rows of a template: heading, then a row per goods line. */
function rowsOf(
  name: SheetName,
  documents: readonly { head: object; lines: readonly object[] }[],
): Rows {
  const table = SHEET_TABLES.find((one) => one.name === name);
  if (!table) throw new Error('no table');
  const columns = columnsOf(table);
  const rows = documents.flatMap(({ head, lines }) => {
    const texts = textsOf(head);
    return (lines.length === 0 ? [{}] : lines).map((line, at) => {
      const own = textsOf(line);
      // The head stands in the first row only.
      return columns.map(
        ({ field, isLine }) => (isLine ? own[field] : at === 0 && texts[field]) || '',
      );
    });
  });
  return [columns.map(headingOf), ...rows];
}

const bookOf = (name: SheetName, rows: Rows) => writeXlsx([{ name: `${name} x`, rows }]);

const papersFirst = (purchase: Purchase) =>
  file(the.platform, [PAPERS.order(purchase), PAPERS.payment(purchase), PAPERS.waybill(purchase)]);

/** Purchases of one broker whose papers are on file. */
async function readyFor(count: number): Promise<{ code: string; purchases: Purchase[] }> {
  const purchases: Purchase[] = [];
  const code = BROKERS[0]?.code ?? '';
  while (purchases.length < count) {
    const purchase = draw();
    if (purchase.parties.broker.code !== code) continue;
    await papersFirst(purchase);
    purchases.push(purchase);
  }
  return { code, purchases };
}

describe('a workbook of lists', () => {
  test('is tried, then filed, and its lists are released', async () => {
    const { code, purchases } = await readyFor(3);
    const body = await bookOf(
      '621',
      rowsOf(
        '621',
        purchases.map(({ list }) => list),
      ),
    );
    const tried = await upload({ code, type: XLSX, body, mode: 'check' });
    expect(tried.of('problem')).toEqual([]);
    expect(tried.of('end')).toEqual([{ kind: 'end', good: 3, bad: 0 }]);
    const filed = await upload({ code, type: XLSX, body });
    expect(filed.of('document')).toMatchObject(
      purchases.map(({ list }) => ({ number: list.head.orderNo, outcome: 'accepted' })),
    );
    await settle(the.platform);
    for (const purchase of purchases)
      expect((await resultOf(the.platform, purchase)).status).toBe('released');
  });

  test('tells each problem at its cell, and files the lists that have none', async () => {
    const { code, purchases } = await readyFor(2);
    const [good, wrong] = purchases;
    const rows = rowsOf(
      '621',
      [wrong?.list, good?.list].filter((one) => one !== undefined),
    );
    const [headings = []] = rows;
    const at = (field: string) => headings.findIndex((one) => one.startsWith(`${field} `));
    const first = rows[1] ?? [];
    first[at('L.qty')] = 'two';
    first[at('buyerTelephone')] = '1'.repeat(31);
    first[at('portCode')] = '';
    const filed = await upload({ code, type: XLSX, body: await bookOf('621', rows) });
    const places = filed.of('problem').map(({ row, column, field, code: rule }) => {
      return [row, column, field, rule].join(' ');
    });
    const letter = (field: string) => {
      const no = at(field);
      const last = String.fromCharCode(65 + (no % 26));
      return no < 26 ? last : `${String.fromCharCode(64 + Math.floor(no / 26))}${last}`;
    };
    expect(places.sort()).toEqual(
      [
        `2 ${letter('L.qty')} qty not-a-decimal`,
        `2 ${letter('buyerTelephone')} buyerTelephone too-long`,
        `2 ${letter('portCode')} portCode wrong-length`,
      ].sort(),
    );
    expect(filed.of('document')).toMatchObject([{ number: good?.list.head.orderNo }]);
    expect(filed.of('end')).toEqual([{ kind: 'end', good: 1, bad: 1 }]);
  });

  test('with its papers in other sheets finds them, whoever may send them all', async () => {
    const purchase = draw();
    const { parties } = purchase;
    const sheets = [
      { name: '清单', rows: rowsOf('621', [purchase.list]) },
      { name: '订单', rows: rowsOf('311', [purchase.order]) },
    ];
    const sent = { type: XLSX, body: await writeXlsx(sheets), mode: 'check' as const };
    const told = await upload({ ...sent, code: parties.broker.code });
    expect(told.of('document').map(({ type }) => type)).toEqual(['CEB311Message', 'CEB621Message']);
    const list = told.of('document')[1] as { findings?: { code: string }[] } | undefined;
    const codes = (list?.findings ?? []).map(({ code }) => code);
    expect(codes).not.toContain('PZ-MISSING-ORDER');
  });

  test('says which numbers a spreadsheet has cut, and which formula failed', async () => {
    const { code, purchases } = await readyFor(1);
    const rows = rowsOf(
      '621',
      purchases.map(({ list }) => list),
    );
    const cells = (rows[0] ?? []).map((heading, at) => {
      const text = rows[1]?.[at] ?? '';
      if (heading.startsWith('orderNo ')) return `<c><v>261201527800000512</v></c>`;
      if (heading.startsWith('freight ')) return `<c t="e"><v>#REF!</v></c>`;
      return `<c t="str"><v>${text}</v></c>`;
    });
    const head = (rows[0] ?? []).map((text) => `<c t="str"><v>${text}</v></c>`).join('');
    const { ZipFile } = await import('yazl');
    const zip = new ZipFile();
    const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name);
    add(
      'xl/workbook.xml',
      '<workbook xmlns:r="r"><sheets><sheet name="x" r:id="a"/></sheets></workbook>',
    );
    add('xl/_rels/workbook.xml.rels', '<R><Relationship Id="a" Target="worksheets/s.xml"/></R>');
    add(
      'xl/worksheets/s.xml',
      '<worksheet><sheetData>' +
        `<row>${head}</row><row>${cells.join('')}</row></sheetData></worksheet>`,
    );
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    const told = await upload({ code, type: XLSX, body: Buffer.concat(chunks) });
    const rules = told.of('problem').map(({ code: rule, fix }) => [rule, typeof fix]);
    expect(rules).toEqual(
      expect.arrayContaining([
        ['NUMBER-CUT', 'string'],
        ['FORMULA-ERROR', 'string'],
      ]),
    );
    expect(told.of('document')).toEqual([]);
  });
});

describe('other files', () => {
  test('a table of text does the same', async () => {
    const { code, purchases } = await readyFor(1);
    const body = rowsOf(
      '621',
      purchases.map(({ list }) => list),
    )
      .map(csvRow)
      .join('');
    const filed = await upload({ code, type: 'text/csv', body });
    expect(filed.of('end')).toEqual([{ kind: 'end', good: 1, bad: 0 }]);
  });

  test('a message is filed as it is; one against the schema is refused at its places', async () => {
    const code = PLATFORMS[0]?.code ?? '';
    const day = generateDay({ declarations: 20, seed: 9, faults: 0 }).messages.map(String);
    const own = day.find((xml) => xml.includes('CEB311') && xml.includes(`copCode>${code}<`)) ?? '';
    const filed = await upload({ code, type: 'application/xml', body: own });
    expect(filed.of('document').length).toBeGreaterThan(0);
    expect(filed.of('end')).toMatchObject([{ bad: 0 }]);
    const broken = own.replace(/<ceb:goodsValue>[^<]*</, '<ceb:goodsValue>dear<');
    const told = await upload({ code, type: 'application/xml', body: broken });
    expect(told.of('problem')).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ field: 'Order[0].OrderHead.goodsValue', code: 'not-a-decimal' }),
      ]),
    );
  });

  test('a message in somebody else’s name is refused whole', async () => {
    const day = generateDay({ declarations: 20, seed: 9, faults: 0 }).messages.map(String);
    const foreign = day.find((xml) => xml.includes('CEB511')) ?? '';
    const told = await upload({ code: CARRIERS[1]?.code ?? '', type: 'text/xml', body: foreign });
    const codes = told.told.map(({ code, returnStatus }) => String(code ?? returnStatus));
    expect(codes.join()).toContain('-10102');
  });

  test('what is no table, a bomb of entities, or 50 MB is refused in words', async () => {
    const code = BROKERS[0]?.code ?? '';
    const nothing = await upload({ code, type: 'text/csv', body: 'a,b\n1,2\n' });
    expect(nothing).toMatchObject({ status: 400, told: [{ code: 'SHEET_FILE_INVALID' }] });
    const laughs = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>';
    const bomb = await upload({ code, type: 'application/xml', body: laughs, mode: 'check' });
    expect(bomb.of('problem')).toMatchObject([{ code: 'doctype' }]);
    const large = await upload({
      code,
      type: 'application/xml',
      body: Buffer.alloc(50 << 20, 'x'),
    });
    expect(large.status).toBe(413);
    expect(JSON.stringify(large.told)).toContain('split');
  });

  test('a template has the columns that are read', async () => {
    const get = async (name: string) => {
      const url = `/api/v1/uploads/templates/${name}`;
      const headers = { authorization: `Bearer ${await keyOf(BROKERS[0]?.code ?? '')}` };
      return server.inject({ url, headers });
    };
    for (const { name } of SHEET_TABLES) {
      const book = await readXlsx((await get(`${name}.xlsx`)).rawPayload);
      const headings = [...(book[0]?.rows[0]?.cells.values() ?? [])].map(({ text }) => text);
      expect(headings.join()).toBe(rowsOf(name, [])[0]?.join());
      expect((await get(`${name}.csv`)).body).toContain(headings[0]);
    }
    expect((await get('999.xlsx')).statusCode).toBe(400);
  });
});
