import { Readable } from 'node:stream';
import { SCOPES } from '@pilotzone/information-sharing/contract';
import { PilotError } from '@pilotzone/kernel/errors';
import {
  answerOf,
  callerOf,
  createAdmission,
  ownerOf,
  type HttpServer,
} from '@pilotzone/kernel/http';
import { CSV_MARK, csvRow } from '@pilotzone/kernel/sheets/write-csv';
import { writeXlsx } from '@pilotzone/kernel/sheets/write-xlsx';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Platform } from '../compose.ts';
import { runUpload, type Upload, type UploadEvent } from './run-upload.ts';
import { SHEET_NAMES, SHEET_TABLES, templateOf } from './sheet-tables.ts';

const tags = ['uploads'];
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

// A full legal message has 20 MB; tables have less.
const FILE_BYTES_MAX = 32 << 20;
// Each is in memory whole while it is read.
const UPLOADS_AT_ONCE_MAX = 4;

const LINES = answerOf('application/x-ndjson', 'What became of each row, the sum last');
const text = { schema: { type: 'string' } };
const TABLE = { description: 'The table', content: { [XLSX_TYPE]: text, 'text/csv': text } };

/** Adds uploads of files (XML, DXP, CSV, XLSX) and the templates of the tables. */
export function registerUploadRoutes(server: HttpServer, platform: Platform): void {
  server.addContentTypeParser(XLSX_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.post(
    '/api/v1/uploads',
    {
      config: { scope: 'ceb:send', answers: { 200: LINES } },
      bodyLimit: FILE_BYTES_MAX,
      onRequest: createAdmission(UPLOADS_AT_ONCE_MAX),
      schema: {
        summary: 'Check or file a file of documents; answers a line of JSON at a time',
        description:
          'Body: a CEB or DXP message, or a table as of the templates. Every problem of a table ' +
          'is told at its cell; documents without one are filed with mode=file.',
        tags,
        consumes: ['application/xml', 'text/csv', XLSX_TYPE],
        querystring: Type.Object({
          mode: Type.Union([Type.Literal('check'), Type.Literal('file')]),
          fileName: Type.Optional(Type.String({ maxLength: 200 })),
        }),
      },
    },
    async (request, reply) => {
      const events = await runUpload(platform, uploadOf(request, request.query));
      return reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(linesOf(events)));
    },
  );
  routeTemplates(server);
}

function routeTemplates(server: HttpServer): void {
  server.get(
    '/api/v1/uploads/templates/:name',
    {
      config: { scope: 'ceb:send', answers: { 200: TABLE } },
      schema: {
        summary: 'A table to fill: 311, 411, 511 or 621, as .xlsx or .csv',
        tags,
        params: Type.Object({
          name: Type.String({ pattern: `^(${SHEET_NAMES.join('|')})\\.(xlsx|csv)$` }),
        }),
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const table = SHEET_TABLES.find((one) => name.startsWith(one.name));
      if (!table) throw new PilotError('REQUEST_INVALID', `there is no template ${name}`);
      const sheets = templateOf(table);
      reply.header('content-disposition', `attachment; filename="pilotzone-${name}"`);
      if (name.endsWith('.csv'))
        return reply
          .type('text/csv; charset=utf-8')
          .send(CSV_MARK + csvRow(sheets[0]?.rows[0] ?? []));
      return reply.type(XLSX_TYPE).send(await writeXlsx(sheets));
    },
  );
}

type Query = { readonly mode: Upload['mode']; readonly fileName?: string };

function uploadOf(request: FastifyRequest, { mode, fileName = '' }: Query): Upload {
  const { body } = request;
  if (!(body instanceof Uint8Array)) {
    const text = 'send the file itself as the body: XML, DXP, .csv or .xlsx with its Content-Type';
    throw new PilotError('REQUEST_INVALID', text);
  }
  const { participantCode, scopes, name } = callerOf(request);
  const caller = { participantCode, name, scopes: SCOPES.filter((one) => scopes.includes(one)) };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const format = formatOf(String(request.headers['content-type']), bytes);
  return { bytes, format, fileName, mode, caller, reach: ownerOf(request) };
}

/** What a file is, by its first bytes before what the browser calls it. */
function formatOf(type: string, bytes: Buffer): Upload['format'] {
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return 'xlsx';
  const isMarkup = /^(\ufeff)?\s*</.test(bytes.subarray(0, 64).toString('utf8'));
  if (isMarkup) return 'xml';
  return type.startsWith(XLSX_TYPE) ? 'xlsx' : 'csv';
}

async function* linesOf(events: AsyncGenerator<UploadEvent>): AsyncGenerator<string> {
  try {
    for await (const event of events) yield JSON.stringify(event) + '\n';
  } catch (error) {
    // The answer has begun: what failed is its last line. What was filed before stays filed.
    const known = error instanceof PilotError ? error : undefined;
    const detail = known?.message ?? 'the server failed; what is listed was done, the rest was not';
    yield JSON.stringify({ kind: 'failed', code: known?.code ?? 'INTERNAL_ERROR', detail }) + '\n';
  }
}
