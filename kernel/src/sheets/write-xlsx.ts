import { ZipFile } from 'yazl';
import { columnName } from './sheet.ts';

/** A sheet to write; every cell is a text, so that no program cuts a long number. */
export type WrittenSheet = {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** Width of each column in characters. */
  readonly widths?: readonly number[];
};

/** A workbook (.xlsx) of texts with a bold first row that stays in sight. */
export async function writeXlsx(sheets: readonly WrittenSheet[]): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(HEAD + text), name);
  add('[Content_Types].xml', contentTypes(sheets.length));
  add('_rels/.rels', RELS);
  add('xl/workbook.xml', workbook(sheets));
  add('xl/_rels/workbook.xml.rels', workbookRels(sheets.length));
  add('xl/styles.xml', STYLES);
  sheets.forEach((sheet, at) => add(`xl/worksheets/sheet${at + 1}.xml`, worksheet(sheet)));
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const RELS =
  `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" ` +
  `Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

// Number format 49 is text ("@").
const STYLES =
  `<styleSheet xmlns="${MAIN}"><fonts count="2"><font/><font><b/></font></fonts>` +
  '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>' +
  '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>';

function each(count: number, make: (no: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at + 1)).join('');
}

function contentTypes(count: number): string {
  return (
    `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ' +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
    each(
      count,
      (no) =>
        `<Override PartName="/xl/worksheets/sheet${no}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
    ) +
    '</Types>'
  );
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const listed = sheets.map(
    ({ name }, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  const root = `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">`;
  return `${root}<sheets>${listed.join('')}</sheets></workbook>`;
}

function workbookRels(count: number): string {
  const related = (id: number, kind: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  return (
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    each(count, (no) => related(no, 'worksheet', `worksheets/sheet${no}.xml`)) +
    related(count + 1, 'styles', 'styles.xml') +
    '</Relationships>'
  );
}

function worksheet({ rows, widths = [] }: WrittenSheet): string {
  const columns = widths.map((width, at) => {
    const place = `min="${at + 1}" max="${at + 1}"`;
    return `<col ${place} width="${width}" style="1" customWidth="1"/>`;
  });
  const written = rows.map((row, at) => {
    const cells = row.map((text, column) => {
      const place = `${columnName(column)}${at + 1}`;
      const style = at === 0 ? 2 : 1;
      const content = `<is><t xml:space="preserve">${escapeXml(text)}</t></is>`;
      return `<c r="${place}" t="inlineStr" s="${style}">${content}</c>`;
    });
    return `<row r="${at + 1}">${cells.join('')}</row>`;
  });
  return (
    `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>' +
    `</sheetViews>${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}` +
    `<sheetData>${written.join('')}</sheetData></worksheet>`
  );
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
