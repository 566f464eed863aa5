import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  ConsumeBody,
  GatePass,
  GatePassList,
  GatePassParams,
  GatePassQuery,
  ParkList,
} from './contract.ts';

/** What the routes call. */
export type ParksUseCases = {
  listParks(): Promise<ParkList>;
  getGatePass(gatePassNo: string): Promise<GatePass>;
  listGatePasses(query: GatePassQuery): Promise<GatePassList>;
  consumeGatePass(use: { gatePassNo: string; gate: string; actor: string }): Promise<GatePass>;
};

/** Every route of this module: method, path and the scope that a caller needs. */
export const PARKS_ROUTES = [
  { method: 'GET', path: '/api/v1/parks', scope: 'parks:read' },
  { method: 'GET', path: '/api/v1/gate-passes/:no', scope: 'parks:read' },
  { method: 'POST', path: '/api/v1/gate-passes/:no/consume', scope: 'parks:gate' },
  { method: 'GET', path: '/api/v1/gate-passes', scope: 'parks:read' },
] as const;

const tags = ['parks'];

const SCHEMAS = {
  parks: {
    summary: 'Parks with their warehouses and supervised places',
    tags,
    response: { 200: ParkList },
  },
  pass: {
    summary: 'A gate pass',
    tags,
    params: GatePassParams,
    response: { 200: GatePass },
  },
  passes: {
    summary: 'Gate passes newest first, or the one of a declaration; none before its release',
    tags,
    querystring: GatePassQuery,
    response: { 200: GatePassList },
  },
  consume: {
    summary: 'Consumes a gate pass once: 200 opens the barrier, anything else keeps it shut',
    tags,
    params: GatePassParams,
    body: ConsumeBody,
    response: { 200: GatePass },
  },
};

/**
 * Adds this module's routes; the server enforces the scope that each carries in `config.scope`.
 * `actorOf` names the authenticated caller for the record.
 */
export function registerRoutes(
  app: FastifyInstance,
  useCases: ParksUseCases,
  actorOf: (request: FastifyRequest) => string,
): void {
  const [parks, pass, consume, passes] = PARKS_ROUTES;
  app.route({
    method: parks.method,
    url: parks.path,
    config: { scope: parks.scope },
    schema: SCHEMAS.parks,
    handler: () => useCases.listParks(),
  });
  app.route<{ Params: GatePassParams }>({
    method: pass.method,
    url: pass.path,
    config: { scope: pass.scope },
    schema: SCHEMAS.pass,
    handler: ({ params }) => useCases.getGatePass(params.no),
  });
  app.route<{ Querystring: GatePassQuery }>({
    method: passes.method,
    url: passes.path,
    config: { scope: passes.scope },
    schema: SCHEMAS.passes,
    handler: ({ query }) => useCases.listGatePasses(query),
  });
  app.route<{ Params: GatePassParams; Body: ConsumeBody }>({
    method: consume.method,
    url: consume.path,
    // A barrier that lost the answer asks again under the same Idempotency-Key and gets it once
    // more.
    config: { scope: consume.scope, creates: true },
    schema: SCHEMAS.consume,
    handler: (request) =>
      useCases.consumeGatePass({
        gatePassNo: request.params.no,
        gate: request.body.gate,
        actor: actorOf(request),
      }),
  });
}
