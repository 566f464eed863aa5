import type { FastifyInstance } from 'fastify';
import { PilotError } from '@pilotzone/kernel/errors';
import { callerOf } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { importReferenceText } from './commands/import-reference.ts';
import type { Platform } from './compose.ts';

/** Imports of reference data over HTTP: look at the difference first, then apply. */
export const REFERENCE_ROUTE = {
  method: 'POST',
  path: '/api/v1/reference/:kind/import',
  scope: 'reference:import',
} as const;

/** What a file of reference data may hold. */
export const ReferenceKinds = Type.Union([
  Type.Literal('tariff'),
  Type.Literal('positive-list'),
  Type.Literal('supervision-modes'),
  Type.Literal('exchange-rates'),
  Type.Literal('export-goods'),
  Type.Literal('overseas-warehouses'),
]);

const Kind = Type.Object({ kind: ReferenceKinds });

const Query = Type.Object({
  dryRun: Type.Optional(
    Type.Boolean({ default: true, description: 'Only shows what would change; true unless said' }),
  ),
  fileName: Type.Optional(Type.String({ maxLength: 200, description: 'Kept with the import' })),
});

const Report = Type.Object({
  kind: Type.String(),
  file: Type.String(),
  applied: Type.Boolean(),
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  closed: Type.Integer(),
  inForceFrom: Type.String({ description: 'The first day that is judged otherwise (China)' }),
  diff: Type.Array(Type.String(), { description: 'Lines of the difference, at most 100' }),
});

// The whole customs tariff has some 13,000 codes; ten rows of each are 20 MB.
const FILE_BYTES_MAX = 32 << 20;

/** Adds the route; text/csv bodies are read as bytes by the parser of the participants' import. */
export function registerReferenceRoutes(app: FastifyInstance, platform: Platform): void {
  app.post<{ Params: Static<typeof Kind>; Querystring: Static<typeof Query> }>(
    REFERENCE_ROUTE.path,
    {
      config: { scope: REFERENCE_ROUTE.scope, creates: true },
      bodyLimit: FILE_BYTES_MAX,
      schema: {
        summary: 'Import reference data (rates, lists, modes); applies with dryRun=false',
        tags: ['platform'],
        params: Kind,
        querystring: Query,
        consumes: ['text/csv'],
        response: { 200: Report },
      },
    },
    (request) =>
      importReferenceText(platform, {
        kind: request.params.kind,
        fileName: request.query.fileName ?? 'upload.csv',
        content: textOf(request.body),
        importedBy: callerOf(request).name,
        dryRun: request.query.dryRun ?? true,
        replace: false,
      }),
  );
}

function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array))
    throw new PilotError('REQUEST_INVALID', 'send the CSV as the body, with Content-Type text/csv');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new PilotError('REFERENCE_FILE_INVALID', 'the file is not UTF-8; save it as CSV UTF-8');
  }
}
