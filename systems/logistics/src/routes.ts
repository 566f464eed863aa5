import { ownerOf } from '@pilotzone/kernel/http';
import type { FastifyInstance } from 'fastify';
import { Parcel, ParcelParams } from './contract.ts';

/** What the routes call. */
export type LogisticsUseCases = { getParcel(key: ParcelParams, owner?: string): Promise<Parcel> };

/** Every route of this module: method, path and the scope that a caller needs. */
export const LOGISTICS_ROUTES = [
  {
    method: 'GET',
    path: '/api/v1/parcels/:logisticsCode/:logisticsNo',
    scope: 'logistics:read',
  },
] as const;

/** Adds this module's routes; the server enforces the scope that each carries in `config.scope`. */
export function registerRoutes(app: FastifyInstance, useCases: LogisticsUseCases): void {
  const [parcel] = LOGISTICS_ROUTES;
  const config = { scope: parcel.scope };
  const schema = {
    summary: 'A parcel and its timeline',
    tags: ['logistics'],
    params: ParcelParams,
    response: { 200: Parcel },
  };
  app.route<{ Params: ParcelParams }>({
    method: parcel.method,
    url: parcel.path,
    config,
    schema,
    handler: (request) => useCases.getParcel(request.params, ownerOf(request)),
  });
}
