import { callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Desk } from './create-desk.ts';
import {
  DraftAnswer,
  DraftChange,
  DraftId,
  DraftList,
  DraftVerdict,
  NewDraft,
} from './draft-shapes.ts';
import type { Writer } from './keep-drafts.ts';

const tags = ['drafts'];
const SEND = { scope: 'ceb:send' } as const;

/** Adds drafts (草稿): an organisation's lists that are written and not filed. */
export function registerDraftRoutes(server: HttpServer, desk: Desk): void {
  server.get(
    '/api/v1/drafts',
    {
      config: SEND,
      schema: {
        summary: 'Drafts of your organisation, newest first',
        tags,
        response: { 200: DraftList },
      },
    },
    (request) => desk.listDrafts(writerOf(request)),
  );
  server.post(
    '/api/v1/drafts',
    {
      config: { ...SEND, creates: true },
      schema: {
        summary: 'Begin a draft, or the correction of a declaration with its fixes applied',
        tags,
        body: NewDraft,
        response: { 200: DraftAnswer },
      },
    },
    (request) => desk.createDraft(request.body, writerOf(request)),
  );
  server.get(
    '/api/v1/drafts/:id',
    {
      config: SEND,
      schema: { summary: 'A draft', tags, params: DraftId, response: { 200: DraftAnswer } },
    },
    (request) => desk.getDraft(draftOf(request, request.params.id)),
  );
  server.put(
    '/api/v1/drafts/:id',
    {
      config: SEND,
      schema: {
        summary: 'Save a draft over the revision that you saw; 409 when another one stands',
        tags,
        params: DraftId,
        body: DraftChange,
        response: { 200: Type.Object({ revision: Type.Integer(), updatedAt: Type.String() }) },
      },
    },
    (request) => desk.saveDraft(request.body, draftOf(request, request.params.id)),
  );
  server.delete(
    '/api/v1/drafts/:id',
    {
      config: SEND,
      schema: { summary: 'Forget a draft', tags, params: DraftId, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await desk.deleteDraft(draftOf(request, request.params.id));
      return reply.code(204).send(null);
    },
  );
  routeFiling(server, desk);
}

function routeFiling(server: HttpServer, desk: Desk): void {
  server.post(
    '/api/v1/drafts/:id/check',
    {
      config: SEND,
      schema: {
        summary: 'What filing the draft now would give; changes nothing',
        tags,
        params: DraftId,
        response: { 200: DraftVerdict },
      },
    },
    (request) => desk.checkDraft(draftOf(request, request.params.id)),
  );
  server.post(
    '/api/v1/drafts/:id/filing',
    {
      config: SEND,
      schema: {
        summary: 'File the draft as a list (621); a draft that became a declaration is gone',
        tags,
        params: DraftId,
        response: { 200: DraftVerdict },
      },
    },
    (request) => desk.fileDraft(draftOf(request, request.params.id), callerOf(request)),
  );
}

function draftOf(request: FastifyRequest, draftId: string) {
  return { draftId, by: writerOf(request) };
}

function writerOf(request: FastifyRequest): Writer {
  const { participantCode, name } = callerOf(request);
  return { participantCode, name, reach: ownerOf(request) };
}
