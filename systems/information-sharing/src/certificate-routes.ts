import {
  callerOf,
  decodeCursor,
  encodeCursor,
  ownerOf,
  type HttpServer,
} from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import {
  CertificateAnswer,
  CertificateDetail,
  CertificateName,
  CertificatePage,
  CertificateQuery,
  CertificateRequest,
  RevocationListPage,
  RevocationRequest,
} from './contract.ts';
import type { InformationSharing } from './index.ts';

export type CertificateUseCases = Pick<
  InformationSharing,
  | 'listCertificates'
  | 'getCertificate'
  | 'showRevocationLists'
  | 'importCertificates'
  | 'revokeCertificate'
>;

/** Where they are and what their caller must be allowed to. */
export const CERTIFICATE_ROUTES = {
  listCertificates: { method: 'GET', url: '/api/v1/certificates', scope: 'declarations:read' },
  getCertificate: {
    method: 'GET',
    url: '/api/v1/certificates/:fingerprint',
    scope: 'declarations:read',
  },
  listRevocationLists: {
    method: 'GET',
    url: '/api/v1/revocation-lists',
    scope: 'declarations:read',
  },
  addCertificates: { method: 'POST', url: '/api/v1/certificates', scope: 'admin' },
  revokeCertificate: {
    method: 'POST',
    url: '/api/v1/certificates/:fingerprint/revocation',
    scope: 'admin',
  },
} as const;

const PAGE_DEFAULT = 100;

/** Adds the routes of certificates and revocation lists. */
export function routeCertificates(server: HttpServer, useCases: CertificateUseCases): void {
  routeReading(server, useCases);
  routeChanging(server, useCases);
}

function routeReading(server: HttpServer, useCases: CertificateUseCases): void {
  server.route({
    ...at('listCertificates'),
    schema: {
      summary: 'Certificates (证书) of participants and of trusted authorities',
      querystring: CertificateQuery,
      response: { 200: CertificatePage },
    },
    handler: async (request) => {
      const { limit = PAGE_DEFAULT, cursor, ...filter } = request.query;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const seen = { ...filter, owner: ownerOf(request), after, limit };
      const page = await useCases.listCertificates(seen);
      return { items: page.certificates, next: page.next ? encodeCursor([page.next]) : null };
    },
  });
  server.route({
    ...at('getCertificate'),
    schema: {
      summary: 'One certificate, with itself in PEM',
      params: CertificateName,
      response: { 200: CertificateDetail },
    },
    handler: (request) => useCases.getCertificate(request.params.fingerprint, ownerOf(request)),
  });
  server.route({
    ...at('listRevocationLists'),
    schema: {
      summary: 'Revocation lists (证书吊销列表) in force, of each authority the newest',
      response: { 200: RevocationListPage },
    },
    handler: async () => ({ items: await useCases.showRevocationLists() }),
  });
}

function routeChanging(server: HttpServer, useCases: CertificateUseCases): void {
  server.route({
    ...at('addCertificates'),
    config: { scope: CERTIFICATE_ROUTES.addCertificates.scope, creates: true },
    bodyLimit: CERTIFICATE_BYTES_MAX,
    schema: {
      summary: 'Register certificates, trust authorities, take a revocation list',
      description: 'What cannot be taken is told with its reason and stops nothing else.',
      body: CertificateRequest,
      response: { 200: CertificateAnswer },
    },
    handler: async (request) => {
      const { file, participantCode, trustRoots = false, dryRun = false } = request.body;
      const actor = callerOf(request).name;
      const files = [{ name: 'body', bytes: Buffer.from(file, 'utf8') }];
      const wanted = { files, participantCode, trustRoots, dryRun, actor };
      return { items: await useCases.importCertificates(wanted) };
    },
  });
  server.route({
    ...at('revokeCertificate'),
    schema: {
      summary: 'End a certificate at once, whatever its authority says',
      params: CertificateName,
      body: RevocationRequest,
      response: { 204: Type.Null() },
    },
    handler: async (request, reply) => {
      const { reason } = request.body;
      const { fingerprint } = request.params;
      const actor = callerOf(request).name;
      await useCases.revokeCertificate({ fingerprint, reason, actor });
      return reply.code(204).send(null);
    },
  });
}

// A revocation list of a hundred thousand entries.
const CERTIFICATE_BYTES_MAX = 5 << 20;

function at(name: keyof typeof CERTIFICATE_ROUTES) {
  const { method, url, scope } = CERTIFICATE_ROUTES[name];
  return { method, url, config: { scope } };
}
