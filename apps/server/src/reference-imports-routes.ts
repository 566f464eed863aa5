import type { FastifyInstance } from 'fastify';
import { callerOf } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Platform } from './compose.ts';
import { REFERENCE_ROUTE, ReferenceKinds } from './reference-routes.ts';

const PAGE_DEFAULT = 50;
const COUNT = Type.Union([Type.Integer(), Type.Null()]);

const Import = Type.Object({
  kind: ReferenceKinds,
  version: Type.Integer(),
  fileName: Type.String(),
  importedBy: Type.String(),
  importedAt: Type.String(),
  rows: Type.Integer({ description: 'All rows that count with it, those of before included' }),
  inForceFrom: Type.Union([Type.String(), Type.Null()], {
    description: 'The first day that is judged otherwise; null: not noted then',
  }),
  added: COUNT,
  changed: COUNT,
  closed: COUNT,
  state: Type.Union([Type.Literal('planned'), Type.Literal('begun'), Type.Literal('withdrawn')]),
  canBeWithdrawn: Type.Boolean(),
  withdrawal: Type.Union([
    Type.Object({ at: Type.String(), by: Type.String(), reason: Type.String() }),
    Type.Null(),
  ]),
});

const Query = Type.Object({
  kind: Type.Optional(ReferenceKinds),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: PAGE_DEFAULT })),
  cursor: Type.Optional(Type.String({ maxLength: 300 })),
});

const Which = Type.Object({
  kind: ReferenceKinds,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});

const Withdrawal = Type.Object(
  {
    reason: Type.String({
      minLength: 4,
      maxLength: 300,
      // Four characters from the first to the last that is no space.
      pattern: '\\S[\\s\\S]{2,}\\S',
      description: 'Kept with your name',
    }),
  },
  { additionalProperties: false },
);

const config = { scope: REFERENCE_ROUTE.scope } as const;

/** Adds the list of past and planned imports, and the withdrawal of a planned one. */
export function registerReferenceImportRoutes(app: FastifyInstance, platform: Platform): void {
  routeList(app, platform);
  routeWithdrawal(app, platform);
}

function routeList(app: FastifyInstance, { singleWindow }: Platform): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/reference/imports',
    {
      config,
      schema: {
        summary: 'Past and planned imports of reference data, the latest first',
        tags: ['platform'],
        querystring: Query,
        response: {
          200: Type.Object({
            items: Type.Array(Import),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    ({ query }) =>
      singleWindow.listReferenceImports({ ...query, limit: query.limit ?? PAGE_DEFAULT }),
  );
}

function routeWithdrawal(app: FastifyInstance, platform: Platform): void {
  app.post<{ Params: Static<typeof Which>; Body: Static<typeof Withdrawal> }>(
    '/api/v1/reference/:kind/imports/:version/withdrawal',
    {
      config,
      schema: {
        summary: 'Take a planned import back before its day; the import before it counts again',
        tags: ['platform'],
        params: Which,
        body: Withdrawal,
        response: { 200: Import },
      },
    },
    async (request) => {
      const { params, body } = request;
      const reason = body.reason.trim();
      const by = callerOf(request).name;
      const taken = await platform.singleWindow.withdrawReference({ ...params, reason, by });
      await platform.reloadTariff();
      return taken;
    },
  );
}
