import { PilotError } from '@pilotzone/kernel/errors';
import { callerOf, decodeCursor, ownerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import {
  DisclosureAnswer,
  DisclosurePage,
  DisclosureQuery,
  DisclosureRequest,
} from './contract.ts';
import type { DisclosureQuery as Query, DisclosureRequest as Request } from './contract.ts';
import type { SingleWindowUseCases } from './routes.ts';

const tags = ['declarations'];
const PAGE_DEFAULT = 100;

/** Adds the way to see personal data, and to see who did. */
export function registerDisclosureRoutes(
  app: FastifyInstance,
  useCases: Pick<SingleWindowUseCases, 'disclosePerson' | 'readDisclosures'>,
): void {
  app.post<{ Params: { declarationId: string }; Body: Request }>(
    '/api/v1/declarations/:declarationId/personal-data',
    {
      config: { scope: 'personal-data:read' },
      schema: {
        summary: 'Personal data in the clear, for a purpose that goes on record',
        tags,
        body: DisclosureRequest,
        response: { 200: DisclosureAnswer },
      },
    },
    (request) => {
      const { name, participantCode: ownCode } = callerOf(request);
      const wanted = { ...request.body, declarationId: request.params.declarationId };
      return useCases.disclosePerson(wanted, { participantCode: ownerOf(request), name, ownCode });
    },
  );
  app.get<{ Querystring: Query }>(
    '/api/v1/disclosures',
    {
      config: { scope: 'personal-data:audit' },
      schema: {
        summary: 'Who saw personal data, when and why; newest first',
        tags,
        querystring: DisclosureQuery,
        response: { 200: DisclosurePage },
      },
    },
    (request) => {
      const { declarationId, cursor, limit = PAGE_DEFAULT } = request.query;
      const before = cursor === undefined ? undefined : idOf(cursor);
      const viewer = { participantCode: ownerOf(request) };
      return useCases.readDisclosures({ declarationId, before, limit }, viewer);
    },
  );
}

function idOf(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one of ours; take it from `next`');
}
