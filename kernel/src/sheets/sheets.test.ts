import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { columnName, columnOf, type Sheet } from './sheet.ts';
import { csvRow } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';

const textsOf = ({ rows }: Sheet) =>
  rows.map(({ no, cells }) => [no, ...[...cells].map(([column, { text }]) => `${column}:${text}`)]);

async function zipOf(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, part] of Object.entries(parts)) zip.addBuffer(Buffer.from(part), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A part of a workbook as it is written. */
async function partOf(bytes: Buffer, name: string): Promise<string> {
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry())
    if (entry.fileName === name) return text(await zip.openReadStreamPromise(entry));
  throw new Error(`there is no ${name}`);
}

/** A workbook of one sheet as Excel lays it out. */
function bookOf(sheet: string, more: Readonly<Record<string, string | Buffer>> = {}) {
  return zipOf({
    'xl/workbook.xml':
      '<workbook xmlns:r="x"><sheets><sheet name="清单" r:id="rId1"/>' +
      '<sheet name="hidden" state="hidden" r:id="rId2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>' +
      '<Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  });
}

describe('a workbook', () => {
  it('is read as it was written, whatever stands in its cells', async () => {
    const rows = [
      ['订单编号', 'qty'],
      ['261201527800000535', '<b>&"\''],
      ['', '=1+1'],
    ];
    const [sheet] = await readXlsx(await writeXlsx([{ name: 'A & B', rows, widths: [20, 8] }]));
    expect(sheet?.name).toBe('A & B');
    expect(textsOf(sheet as Sheet)).toEqual([
      [1, '0:订单编号', '1:qty'],
      [2, '0:261201527800000535', '1:<b>&"\''],
      [3, '1:=1+1'],
    ]);
  });

  it('gives shared strings, numbers without their artefacts, and results of formulas', async () => {
    const sheet =
      '<worksheet><sheetData><row r="3"><c r="A3" t="s"><v>1</v></c>' +
      '<c r="C3"><v>75.900000000000006</v></c><c r="D3"><f>SUM(A1)</f><v>12</v></c>' +
      '<c r="E3" t="e"><v>#REF!</v></c><c r="F3"><v>1E-2</v></c></row></sheetData></worksheet>';
    const strings =
      '<sst><si><t>a</t></si><si><r><t>枫糖</t></r><rPh><t>x</t></rPh><r><t>浆</t></r></si></sst>';
    const [read] = await readXlsx(await bookOf(sheet, { 'xl/sharedStrings.xml': strings }));
    expect(textsOf(read as Sheet)).toEqual([
      [3, '0:枫糖浆', '2:75.9', '3:12', '4:#REF!', '5:0.01'],
    ]);
    const cells = read?.rows[0]?.cells;
    expect([cells?.get(0)?.isNumber, cells?.get(2)?.isNumber]).toEqual([false, true]);
    expect(cells?.get(4)?.isError).toBe(true);
  });

  it('that unpacks without end is stopped while it unpacks', async () => {
    const zeros = Buffer.alloc(110 << 20, ' ');
    const sheet = Buffer.concat([Buffer.from('<worksheet><sheetData>'), zeros]);
    const bomb = await bookOf(sheet.toString('latin1'));
    expect(bomb.byteLength).toBeLessThan(1 << 20);
    await expect(readXlsx(bomb)).rejects.toMatchObject({ code: 'SHEET_TOO_LARGE' });
  });

  it('with entities is refused before any is expanded', async () => {
    const laughs =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>';
    await expect(readXlsx(await bookOf(laughs))).rejects.toMatchObject({
      code: 'SHEET_FILE_INVALID',
    });
  });

  it('with a million rows, or a cell far out, is too large', async () => {
    const rows = '<row><c><v>1</v></c></row>'.repeat(20_001);
    const wide = '<row r="1"><c r="XFD1"><v>1</v></c></row>';
    const far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>';
    for (const hostile of [rows, wide, far]) {
      const sheet = `<worksheet><sheetData>${hostile}</sheetData></worksheet>`;
      await expect(readXlsx(await bookOf(sheet))).rejects.toMatchObject({
        code: 'SHEET_TOO_LARGE',
      });
    }
  });

  it('that is none, is cut off, or lacks a part is no table', async () => {
    const whole = await bookOf('<worksheet/>');
    const broken = [
      Buffer.from('orderNo,qty\n1,2'),
      whole.subarray(0, 200),
      await zipOf({ 'a.txt': 'x' }),
      await bookOf('<worksheet><sheetData><row>'),
    ];
    for (const bytes of broken)
      await expect(readXlsx(bytes)).rejects.toMatchObject({ code: 'SHEET_FILE_INVALID' });
  });
});

describe('a table of text', () => {
  it('is read in UTF-8 and in GB 18030, by comma, semicolon or tab', () => {
    const rows = [
      [1, '0:订单编号', '1:qty'],
      [3, '0:枫糖浆', '1:a,b'],
    ];
    for (const text of ['\ufeff订单编号,qty\n\n枫糖浆,"a,b"\n', '订单编号;qty\n\n枫糖浆;a,b\n'])
      expect(textsOf(readCsv(Buffer.from(text), 'x'))).toEqual(rows);
    const chinese = Buffer.from('b6a9b5a5b1e0bac52c710a31', 'hex');
    expect(textsOf(readCsv(chinese, 'x'))[0]).toEqual([1, '0:订单编号', '1:q']);
  });

  it('that is none is refused', () => {
    const binary = Buffer.from([0x50, 0x4b, 0, 0]);
    expect(() => readCsv(binary, 'x')).toThrow(
      expect.objectContaining({ code: 'SHEET_FILE_INVALID' }),
    );
  });
});

describe('a cell of an export', () => {
  it('is never a formula', () => {
    expect(csvRow(['=1+1', '@SUM(A1)', '-2+3', '+1', '\t=1', '＝1', 'a"b', '-12.50', 7])).toBe(
      `'=1+1,'@SUM(A1),'-2+3,'+1,'\t=1,'＝1,"a""b",-12.50,7\r\n`,
    );
  });
});

describe('a cell of a written workbook', () => {
  it('is a text, whatever it looks like, and never a formula', async () => {
    const evil = [
      '=1+1',
      '@SUM(A1)',
      '-2+3',
      '+1',
      '\t=1',
      '<f>1</f>',
      '"]]>&',
      '0012345678901234',
    ];
    const bytes = await writeXlsx([{ name: 'x', rows: [evil.map(() => 'head'), evil] }]);
    const sheet = await partOf(bytes, 'xl/worksheets/sheet1.xml');
    const types = [...sheet.matchAll(/<c r="\w+" t="(\w+)"/g)].map(([, type]) => type);
    expect(types).toEqual(Array.from({ length: evil.length * 2 }, () => 'inlineStr'));
    expect(sheet).not.toMatch(/<f[ >]/);
    const [read] = await readXlsx(bytes);
    expect(textsOf(read as Sheet)[1]).toEqual([2, ...evil.map((one, at) => `${at}:${one.trim()}`)]);
  });
});

describe('a column', () => {
  it('has the name that spreadsheets show', () => {
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
    expect(['A1', 'Z9', 'AA1', 'ZZ', 'AAA3', '7'].map(columnOf)).toEqual([0, 25, 26, 701, 702, -1]);
  });
});
