import { PilotError } from '@pilotzone/kernel/errors';
import { ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import {
  CREDIT_ERRORS,
  CreditProfile,
  CreditQuery,
  EvidencePage,
  EvidenceQuery,
} from './contract.ts';
import type { GradeExplanation } from './contract.ts';
import type { EvidenceRows } from './list-evidence.ts';

/** What the routes call. */
export type CreditUseCases = {
  today(): PlainDate;
  explain(code: string, day: PlainDate): Promise<GradeExplanation>;
  listEvidence(page: {
    code: string;
    cursor: string | undefined;
    limit: number;
  }): Promise<EvidenceRows>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const CREDIT_ROUTES = [
  { method: 'GET', path: '/api/v1/credit/:code', scope: 'credit:read' },
  { method: 'GET', path: '/api/v1/credit/:code/evidence', scope: 'credit:read' },
] as const;

const Params = Type.Object({ code: Type.String({ minLength: 1, maxLength: 30 }) });

const SCHEMAS = {
  profile: {
    summary: 'The grade of an enterprise with its computation, today or on a past day',
    tags: ['credit'],
    params: Params,
    querystring: CreditQuery,
    response: { 200: CreditProfile },
  },
  evidence: {
    summary: 'The evidence on an enterprise, the latest first',
    tags: ['credit'],
    params: Params,
    querystring: EvidenceQuery,
    response: { 200: EvidencePage },
  },
};

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(server: HttpServer, useCases: CreditUseCases): void {
  const [profile, evidence] = CREDIT_ROUTES;
  server.get(
    profile.path,
    { schema: SCHEMAS.profile, config: { scope: profile.scope } },
    (request) => profileOf(useCases, ownCode(request, request.params.code), request.query),
  );
  server.get(
    evidence.path,
    { schema: SCHEMAS.evidence, config: { scope: evidence.scope } },
    async (request) => {
      const code = ownCode(request, request.params.code);
      const { cursor, limit } = request.query;
      const { items, next } = await useCases.listEvidence({ code, cursor, limit: limit ?? 100 });
      return { items: items.map(toEvidence), next };
    },
  );
}

/** The enterprise asked about: any for the zone, for an enterprise itself alone. */
function ownCode(request: Parameters<typeof ownerOf>[0], code: string): string {
  const owner = ownerOf(request);
  if (owner === undefined || owner === code) return code;
  const text = `no grade of ${code} that you may see; ask for your own`;
  throw new PilotError(CREDIT_ERRORS.CREDIT_NOT_FOUND, text);
}

function toEvidence(row: EvidenceRows['items'][number]) {
  return { ...row, roles: [...row.roles], declarationIds: [...row.declarationIds] };
}

async function profileOf(useCases: CreditUseCases, code: string, query: CreditQuery) {
  const now = useCases.today();
  // The schema has checked the form of the day.
  const day = (query.day ?? now) as PlainDate;
  const today = await useCases.explain(code, day);
  const tomorrow = day === now ? await useCases.explain(code, addDays(now, 1)) : null;
  return { code, today, tomorrow };
}
