import { PilotError } from '@pilotzone/kernel/errors';
import { callerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  MAP_INVALID,
  MapAnswer,
  MapImportQuery,
  MapImportReport,
  MapVersions,
  type ZoneMap,
} from './contract/map.ts';
import type { MapFile } from './import-map.ts';

/** What the routes of the map call. */
export type MapUseCases = {
  readMap(): Promise<ZoneMap | null>;
  readMapVersions(): Promise<MapVersions>;
  importMap(file: MapFile): Promise<MapImportReport>;
  withdrawMap(enteredBy: string): Promise<void>;
};

export const MAP_ROUTES = [
  { method: 'GET', path: '/api/v1/map', scope: 'statistics:read' },
  { method: 'GET', path: '/api/v1/map/versions', scope: 'reference:import' },
  { method: 'POST', path: '/api/v1/map/import', scope: 'reference:import' },
  { method: 'DELETE', path: '/api/v1/map', scope: 'reference:import' },
] as const;

const tags = ['statistics'];
const GEOJSON = 'application/geo+json';
// The provinces at the scale of a wall have some hundred thousand positions.
const MAP_BYTES_MAX = 8 << 20;

/** Adds the routes of the map of provinces. */
export function registerMapRoutes(app: FastifyInstance, useCases: MapUseCases): void {
  const [read, versions, send, withdraw] = MAP_ROUTES;
  app.get(
    read.path,
    {
      config: { scope: read.scope },
      schema: {
        ...{ summary: 'The approved map of the provinces, if one was supplied', tags },
        response: { 200: MapAnswer },
      },
    },
    async () => ({ map: await useCases.readMap() }),
  );
  app.get(
    versions.path,
    {
      config: { scope: versions.scope },
      schema: {
        ...{ summary: 'Which maps were supplied, by whom', tags },
        response: { 200: MapVersions },
      },
    },
    () => useCases.readMapVersions(),
  );
  routeImport(app, useCases, send);
  app.delete(
    withdraw.path,
    {
      config: { scope: withdraw.scope },
      schema: { summary: 'Show tiles again', tags, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await useCases.withdrawMap(callerOf(request).name);
      return reply.code(204).send(null);
    },
  );
}

function routeImport(
  app: FastifyInstance,
  useCases: MapUseCases,
  { path, scope }: (typeof MAP_ROUTES)[2],
): void {
  app.addContentTypeParser(GEOJSON, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.post<{ Querystring: MapImportQuery }>(
    path,
    {
      config: { scope, creates: true },
      bodyLimit: MAP_BYTES_MAX,
      schema: {
        ...{ summary: 'Supply an approved map as GeoJSON; shown with dryRun=false', tags },
        querystring: MapImportQuery,
        consumes: [GEOJSON],
        response: { 200: MapImportReport },
      },
    },
    (request) =>
      useCases.importMap({
        ...request.query,
        content: textOf(request.body),
        enteredBy: callerOf(request).name,
      }),
  );
}

function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array))
    throw new PilotError(
      'REQUEST_INVALID',
      `send the map as the body, with Content-Type ${GEOJSON}`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new PilotError(MAP_INVALID, 'the file is not UTF-8; export the map in UTF-8');
  }
}
