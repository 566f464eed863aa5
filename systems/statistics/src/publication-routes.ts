import { callerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  Publication,
  PublicationBody,
  PublicationDraft,
  PublicationDraftList,
  PublicationId,
  PublicationList,
} from './contract/publications.ts';

/** What the routes call. */
export type PublicationUseCases = {
  listPublications(): Promise<PublicationList>;
  getPublication(publicationId: string): Promise<Publication>;
  listDrafts(): Promise<PublicationDraftList>;
  makePublication(body: PublicationBody, madeBy: string): Promise<string>;
  signPublication(
    publicationId: string,
    signer: { personId: string | undefined; name: string },
  ): Promise<PublicationDraft>;
};

const tags = ['publications'];
// Nothing on the way may keep what opens, or closes, at a moment.
const FRESH = { 'cache-control': 'no-store' };
const MAKERS = { scope: 'statistics:publish' };

/** Adds publications: open to everybody from their moment on, made and signed before it. */
export function registerPublicationRoutes(app: FastifyInstance, use: PublicationUseCases): void {
  app.get(
    '/api/v1/publications',
    {
      config: { public: true },
      schema: {
        ...{ summary: 'Publications that are open, and the calendar', tags },
        response: { 200: PublicationList },
      },
    },
    async (_request, reply) => reply.headers(FRESH).send(await use.listPublications()),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/publications/:id',
    {
      config: { public: true },
      schema: {
        ...{ summary: 'An open publication with its tables', tags },
        params: PublicationId,
        response: { 200: Publication },
      },
    },
    async (request, reply) =>
      reply.headers(FRESH).send(await use.getPublication(request.params.id)),
  );
  routeMaking(app, use);
}

function routeMaking(app: FastifyInstance, use: PublicationUseCases): void {
  app.get(
    '/api/v1/publication-drafts',
    {
      config: MAKERS,
      schema: {
        ...{ summary: 'Everything that was made, with its checks and signatures', tags },
        response: { 200: PublicationDraftList },
      },
    },
    async (_request, reply) => reply.headers(FRESH).send(await use.listDrafts()),
  );
  app.post<{ Body: PublicationBody }>(
    '/api/v1/publications',
    {
      config: MAKERS,
      schema: {
        ...{ summary: 'Make the tables of a month or quarter that has ended', tags },
        body: PublicationBody,
        response: { 200: Type.Object({ publicationId: Type.String() }) },
      },
    },
    async (request) => ({
      publicationId: await use.makePublication(request.body, callerOf(request).name),
    }),
  );
  app.post<{ Params: { id: string } }>(
    '/api/v1/publications/:id/signatures',
    {
      config: MAKERS,
      schema: {
        ...{ summary: 'Sign a publication off; two persons are wanted', tags },
        params: PublicationId,
        response: { 200: PublicationDraft },
      },
    },
    (request) => {
      const { personId, name } = callerOf(request);
      return use.signPublication(request.params.id, { personId, name });
    },
  );
}
