import type { KnownRoute } from '@pilotzone/kernel/http';

/** Who may call a route: nobody needs to be known, a person, any known caller, or a right. */
export function accessOf({ config }: KnownRoute): string {
  if (config.public) return 'public';
  if (config.personal) return 'person';
  return config.scope ?? 'anyone';
}

/**
 * Every route of the server with who may call it. A new route belongs here in the same change:
 * route-matrix.test.ts holds this table against the running server, and tries each route with every
 * role, without a login, and with another organisation's objects.
 */
export const ACCESS: Readonly<Record<string, string>> = {
  'DELETE /api/v1/api-keys/:id': 'admin',
  'DELETE /api/v1/me/passkeys/:id': 'person',
  'DELETE /api/v1/me/sessions': 'person',
  'DELETE /api/v1/me/sessions/:id': 'person',
  'DELETE /api/v1/session': 'person',
  'GET /': 'public',
  'GET /api/openapi.json': 'public',
  'GET /api/v1/alerts': 'declarations:read',
  'GET /api/v1/credit/:code': 'credit:read',
  'GET /api/v1/credit/:code/evidence': 'credit:read',
  'GET /api/v1/dead-letters': 'admin',
  'GET /api/v1/dead-letters/:id/body': 'admin',
  'GET /api/v1/declarations': 'declarations:read',
  'GET /api/v1/declarations/:declarationId': 'declarations:read',
  'GET /api/v1/events': 'declarations:read',
  'GET /api/v1/evidence': 'evidence:read',
  'GET /api/v1/exchanges': 'evidence:read',
  'GET /api/v1/exchanges/:id': 'evidence:read',
  'GET /api/v1/exchanges/:id/body': 'evidence:read',
  'GET /api/v1/exports': 'declarations:read',
  'GET /api/v1/exports/:exportId': 'declarations:read',
  'GET /api/v1/gate-passes': 'parks:read',
  'GET /api/v1/gate-passes/:no': 'parks:read',
  'GET /api/v1/guarantees': 'finance:read',
  'GET /api/v1/holds': 'holds:read',
  'GET /api/v1/ledger/accounts': 'finance:read',
  'GET /api/v1/ledger/postings': 'finance:read',
  'GET /api/v1/me': 'anyone',
  'GET /api/v1/me/security': 'person',
  'GET /api/v1/parcels/:logisticsCode/:logisticsNo': 'logistics:read',
  'GET /api/v1/parks': 'parks:read',
  'GET /api/v1/participants': 'declarations:read',
  'GET /api/v1/payments/:payCode/:payTransactionId': 'finance:read',
  'GET /api/v1/people': 'people:manage',
  'GET /api/v1/risk/assessments/:declarationId': 'risk:read',
  'GET /api/v1/risk/rule-tables': 'risk:read',
  'GET /api/v1/risk/rule-tables/:version': 'risk:read',
  'GET /api/v1/statistics/trade': 'statistics:read',
  'GET /api/v1/status': 'declarations:read',
  'GET /api/v1/summary': 'declarations:read',
  'GET /api/v1/tax-dues': 'finance:read',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': 'public',
  'PATCH /api/v1/people/:id': 'people:manage',
  'POST /api/v1/api-keys': 'admin',
  'POST /api/v1/ceb': 'ceb:send',
  'POST /api/v1/dead-letters/:id/discard': 'admin',
  'POST /api/v1/dead-letters/:id/replay': 'admin',
  'POST /api/v1/declarations/:declarationId/hold-decision': 'holds:decide',
  'POST /api/v1/gate-passes/:no/consume': 'parks:gate',
  'POST /api/v1/me/passkeys': 'person',
  'POST /api/v1/me/passkeys/options': 'person',
  'POST /api/v1/me/totp': 'person',
  'POST /api/v1/me/totp/remove': 'person',
  'POST /api/v1/participants/import': 'reference:import',
  'POST /api/v1/people': 'people:manage',
  'POST /api/v1/people/:id/password': 'people:manage',
  'POST /api/v1/preflight': 'declarations:read',
  'POST /api/v1/reference/:kind/import': 'reference:import',
  'POST /api/v1/risk/rule-tables': 'risk:write',
  'POST /api/v1/session': 'public',
  'POST /api/v1/session/passkey': 'public',
  'POST /api/v1/session/passkey/options': 'public',
  'POST /api/v1/tax-dues/pay': 'finance:write',
  'PUT /api/v1/guarantees/:code': 'finance:write',
  'PUT /api/v1/me/password': 'person',
  'PUT /api/v1/me/totp': 'person',
};
