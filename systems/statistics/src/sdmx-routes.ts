import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import {
  chooseDataFormat,
  chooseStructureFormat,
  DATA_TYPES,
  STRUCTURE_TYPES,
} from './choose-sdmx-format.ts';
import type { Series } from './model/sdmx-data.ts';
import type { SdmxDataQuestion, SdmxStructureQuestion } from './query-sdmx.ts';
import { availabilityXml, dataCsv, dataJson, genericXml, specificXml } from './write-sdmx-data.ts';
import { structureJson } from './write-sdmx-structure-json.ts';
import { structureXml } from './write-sdmx-structure.ts';
import type { SdmxHead, StructureParts } from './write-sdmx-structure.ts';

/** What the routes call. */
export type SdmxUseCases = {
  data(asked: SdmxDataQuestion): Promise<Series[]>;
  structure(asked: SdmxStructureQuestion): StructureParts;
  head(): SdmxHead;
};

const tags = ['sdmx'];
const text = { schema: { type: 'string' } };
const DATA = described('Series and their observations', DATA_TYPES);
const STRUCTURE = described('The structures', STRUCTURE_TYPES);
const XML = described('Codes and periods that there are', { xml: STRUCTURE_TYPES.xml });

function described(description: string, types: Readonly<Record<string, string>>) {
  const content: Record<string, typeof text> = {};
  for (const type of Object.values(types)) content[type.split(';')[0] ?? type] = text;
  return { 200: { description, content } };
}

const Period = Type.Optional(Type.String({ description: '2026, 2026-Q4 or 2026-11' }));
const Few = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }));

const DataQuery = Type.Object(
  {
    ...{ startPeriod: Period, endPeriod: Period },
    ...{ firstNObservations: Few, lastNObservations: Few },
    updatedAfter: Type.Optional(Type.String({ description: 'What opened since this moment' })),
    detail: Type.Optional(Type.Enum(['full', 'dataonly', 'serieskeysonly', 'nodata'] as const)),
    dimensionAtObservation: Type.Optional(Type.Literal('TIME_PERIOD')),
    format: Type.Optional(Type.Enum(['generic', 'specific', 'json', 'csv'] as const)),
  },
  { additionalProperties: false },
);
type DataQuery = Static<typeof DataQuery>;

const StructureQuery = Type.Object(
  {
    references: Type.Optional(
      Type.Enum([
        ...(['none', 'parents', 'parentsandsiblings', 'children', 'descendants', 'all'] as const),
      ]),
    ),
    detail: Type.Optional(Type.Enum(['full', 'allstubs', 'referencestubs'] as const)),
    format: Type.Optional(Type.Enum(['xml', 'json'] as const)),
  },
  { additionalProperties: false },
);
type StructureQuery = Static<typeof StructureQuery>;

type Params = Readonly<Record<string, string | undefined>>;

/** Adds SDMX-REST 2.1 for everybody: only what is open is there. */
export function registerSdmxRoutes(app: FastifyInstance, use: SdmxUseCases): void {
  for (const [path, names] of DATA_PATHS)
    app.get<{ Params: Params; Querystring: DataQuery }>(
      `/api/v1/sdmx/data/${path}`,
      {
        config: { public: true, answers: DATA },
        schema: {
          ...{ summary: 'Published series (SDMX-REST 2.1 data)', tags },
          ...{ params: paramsOf(names), querystring: DataQuery },
        },
      },
      (request, reply) => answerData(use, request, reply),
    );
  for (const [path, names] of DATA_PATHS.slice(0, 2))
    app.get<{ Params: Params; Querystring: DataQuery }>(
      `/api/v1/sdmx/availableconstraint/${path}`,
      {
        config: { public: true, answers: XML },
        schema: {
          ...{ summary: 'What there is of a key (SDMX-REST 2.1 availability)', tags },
          ...{ params: paramsOf(names), querystring: DataQuery },
        },
      },
      async (request, reply) => {
        const series = await use.data(questionOf(request));
        return send(reply, STRUCTURE_TYPES.xml, availabilityXml(series, use.head()));
      },
    );
  routeStructures(app, use);
}

const DATA_PATHS = [
  [':flow', ['flow']],
  [':flow/:key', ['flow', 'key']],
  [':flow/:key/:provider', ['flow', 'key', 'provider']],
] as const;

const STRUCTURE_PATHS = [
  [':resource', ['resource']],
  [':resource/:agency', ['resource', 'agency']],
  [':resource/:agency/:id', ['resource', 'agency', 'id']],
  [':resource/:agency/:id/:version', ['resource', 'agency', 'id', 'version']],
] as const;

function paramsOf(names: readonly string[]) {
  const one = Type.String({ maxLength: 2000 });
  return Type.Object(Object.fromEntries(names.map((name) => [name, one])));
}

function routeStructures(app: FastifyInstance, use: SdmxUseCases): void {
  for (const [path, names] of STRUCTURE_PATHS)
    app.get<{ Params: Params; Querystring: StructureQuery }>(
      `/api/v1/sdmx/${path}`,
      {
        config: { public: true, answers: STRUCTURE },
        schema: {
          ...{ summary: 'Structures and code lists (SDMX-REST 2.1 structure)', tags },
          ...{ params: paramsOf(names), querystring: StructureQuery },
        },
      },
      (request, reply) => {
        const { resource = '', agency = 'all', id = 'all', version = 'latest' } = request.params;
        const { references = 'none', format } = request.query;
        const kind = chooseStructureFormat(request.headers.accept, format);
        const parts = use.structure({ resource, agency, id, version, references });
        return kind === 'json'
          ? send(reply, STRUCTURE_TYPES.json, JSON.stringify(structureJson(parts, use.head())))
          : send(reply, STRUCTURE_TYPES.xml, structureXml(parts, use.head()));
      },
    );
}

type DataRequest = FastifyRequest<{ Params: Params; Querystring: DataQuery }>;

function questionOf({ params, query }: DataRequest): SdmxDataQuestion {
  const { flow = '', key = 'all', provider = 'all' } = params;
  const { startPeriod, endPeriod, updatedAfter, firstNObservations, lastNObservations } = query;
  return {
    ...{ flow, key, provider, startPeriod, endPeriod, updatedAfter },
    ...{ firstNObservations, lastNObservations },
  };
}

async function answerData(use: SdmxUseCases, request: DataRequest, reply: FastifyReply) {
  const { detail = 'full', format } = request.query;
  const kind = chooseDataFormat(request.headers.accept, format);
  const answer = { series: await use.data(questionOf(request)), detail, head: use.head() };
  const written = {
    generic: () => genericXml(answer),
    specific: () => specificXml(answer),
    json: () => JSON.stringify(dataJson(answer)),
    csv: () => dataCsv(answer),
  };
  return send(reply, DATA_TYPES[kind], written[kind]());
}

function send(reply: FastifyReply, type: string, body: string): FastifyReply {
  // What opens at a moment is kept by nobody on the way.
  return reply.type(type).headers({ 'cache-control': 'no-store', vary: 'accept' }).send(body);
}
