import { Readable } from 'node:stream';
import { answerOf, callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import { PilotError } from '@pilotzone/kernel/errors';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  RulerAnswer,
  RulerQuery,
  SavedView,
  SavedViewBody,
  SavedViewId,
  SavedViewList,
  SavedViewQuery,
} from './desk-shapes.ts';
import type { Desk } from './create-desk.ts';

const PERSONAL = { personal: true } as const;
const NOTHING = { 204: Type.Null() };
const TABLE = answerOf('text/csv', 'A row for each declaration');

/** Adds what the trader's desk (企业工作台) needs beside the objects themselves. */
export function registerDeskRoutes(server: HttpServer, desk: Desk): void {
  server.get(
    '/api/v1/declarations/ruler',
    {
      config: { scope: 'declarations:read' },
      schema: {
        summary: 'Length of the list of declarations, and a mark at each of its thousands',
        tags: ['declarations'],
        querystring: RulerQuery,
        response: { 200: RulerAnswer },
      },
    },
    (request) => desk.measureList(request.query, { participantCode: ownerOf(request) }),
  );
  server.get(
    '/api/v1/declarations/export',
    {
      config: { scope: 'declarations:read', answers: { 200: TABLE } },
      schema: {
        summary: 'The list of declarations as CSV, all that match; no cell is a formula',
        tags: ['declarations'],
        querystring: RulerQuery,
      },
    },
    (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="declarations.csv"')
        .send(
          Readable.from(
            desk.exportDeclarations(request.query, { participantCode: ownerOf(request) }),
          ),
        ),
  );
  routeViews(server, desk);
}

function routeViews(server: HttpServer, desk: Desk): void {
  const tags = ['desk'];
  server.get(
    '/api/v1/me/views',
    {
      config: PERSONAL,
      schema: {
        summary: 'Your saved views of a page',
        tags,
        querystring: SavedViewQuery,
        response: { 200: SavedViewList },
      },
    },
    (request) => desk.listViews({ personId: personOf(request), page: request.query.page }),
  );
  server.post(
    '/api/v1/me/views',
    {
      config: PERSONAL,
      schema: {
        summary: 'Keep filters of a page under a name; the same name replaces',
        tags,
        body: SavedViewBody,
        response: { 200: SavedView },
      },
    },
    (request) => desk.saveView(personOf(request), request.body),
  );
  server.delete(
    '/api/v1/me/views/:id',
    {
      config: PERSONAL,
      schema: { summary: 'Forget a view', tags, params: SavedViewId, response: NOTHING },
    },
    async (request, reply) => {
      await desk.deleteView({ personId: personOf(request), viewId: request.params.id });
      return reply.code(204).send(null);
    },
  );
}

/** Who is signed in; the server lets nobody else onto a personal route. */
export function personOf(request: FastifyRequest): string {
  const { personId } = callerOf(request);
  if (personId !== undefined) return personId;
  throw new PilotError('PERSON_FORBIDDEN', 'this is for a person who is signed in, not a key');
}
