import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import {
  ApplicationBody,
  ApplicationId,
  ApplicationPage,
  ApplicationQuery,
  DecisionBody,
  EnterpriseShape,
} from './contract/enterprise.ts';
import type { InformationSharing } from './index.ts';

export type EnterpriseUseCases = InformationSharing['enterprise'];

const OWN = '/api/v1/enterprise/application';
const ALL = '/api/v1/enterprise-applications';

/** Where they are and what their caller must be allowed to. */
export const ENTERPRISE_ROUTES = {
  readEnterprise: { method: 'GET', url: '/api/v1/enterprise', scope: 'people:manage' },
  applyForChange: { method: 'POST', url: OWN, scope: 'people:manage' },
  withdrawApplication: { method: 'DELETE', url: OWN, scope: 'people:manage' },
  listApplications: { method: 'GET', url: ALL, scope: 'reference:import' },
  decideApplication: { method: 'POST', url: `${ALL}/:id/decision`, scope: 'reference:import' },
} as const;

const tags = ['enterprise'];

/** Adds what enterprises file about themselves, and the zone's answers. */
export function routeEnterprises(server: HttpServer, useCases: EnterpriseUseCases): void {
  routeOwn(server, useCases);
  server.route({
    ...at('listApplications'),
    schema: {
      summary: 'Applications of enterprises that wait for the zone, longest first',
      tags,
      querystring: ApplicationQuery,
      response: { 200: ApplicationPage },
    },
    handler: ({ query: { cursor, all = false, limit = 30 } }) =>
      useCases.listApplications({ cursor, all, limit }),
  });
  server.route({
    ...at('decideApplication'),
    schema: {
      summary: 'Approve an application, return it for correction, or refuse it',
      tags,
      params: ApplicationId,
      body: DecisionBody,
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      const decision = { ...request.body, applicationId: request.params.id };
      await useCases.decideApplication(decision, callerOf(request));
      return reply.code(204).send(null);
    },
  });
}

function routeOwn(server: HttpServer, useCases: EnterpriseUseCases): void {
  server.route({
    ...at('readEnterprise'),
    schema: {
      summary: 'What is on file about your enterprise, and its applications',
      tags,
      response: { 200: EnterpriseShape },
    },
    handler: (request) => useCases.readEnterprise(callerOf(request).participantCode),
  });
  server.route({
    ...at('applyForChange'),
    schema: {
      summary: 'Ask the zone to change what is on file, or again after it was returned',
      tags,
      body: ApplicationBody,
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      await useCases.applyForChange(request.body, callerOf(request));
      return reply.code(204).send(null);
    },
  });
  server.route({
    ...at('withdrawApplication'),
    schema: { summary: 'Take the open application back', tags, response: { 204: Type.Null() } },
    handler: async (request, reply) => {
      await useCases.withdrawApplication(callerOf(request));
      return reply.code(204).send(null);
    },
  });
}

function at(name: keyof typeof ENTERPRISE_ROUTES) {
  const { method, url, scope } = ENTERPRISE_ROUTES[name];
  return { method, url, config: { scope } };
}
