import { Type, type Static } from 'typebox';

const PublishedCellShape = Type.Object({
  row: Type.String({ description: 'Code of the dimension; "" is the sum' }),
  direction: Type.String({ description: 'import, export; "" is the sum' }),
  count: Type.Integer({ description: '0 where the cell is withheld' }),
  value: Type.Optional(Type.String({ description: 'CNY; absent where the cell is withheld' })),
  tax: Type.Optional(Type.String({ description: 'CNY; absent where the cell is withheld' })),
});

const PublishedTableShape = Type.Object({
  dimension: Type.Enum(['tradeMode', 'hs2', 'partner', 'province'] as const),
  counts: Type.Union([Type.Literal('lists'), Type.Literal('lines')]),
  cells: Type.Array(PublishedCellShape),
});

/** One publication's head: what it is and when it opened. */
export const PublicationHead = Type.Object({
  publicationId: Type.String({ format: 'uuid' }),
  period: Type.String({ description: '2026-11 or 2026-Q4' }),
  edition: Type.Integer({ description: 'From 1; later ones are revisions' }),
  revision: Type.Integer({ description: 'Of the facts: the numbers can be computed again' }),
  opensAt: Type.String({ description: 'ISO 8601 UTC' }),
  reason: Type.String({ description: 'Why a later edition was made' }),
});

export type PublicationHead = Static<typeof PublicationHead>;

export const Publication = Type.Object({
  ...PublicationHead.properties,
  zone: Type.String(),
  currency: Type.Literal('CNY'),
  tables: Type.Array(PublishedTableShape),
});

export type Publication = Static<typeof Publication>;

/** What stands in the archive and what the calendar promises. */
export const PublicationList = Type.Object({
  items: Type.Array(PublicationHead),
  calendar: Type.Array(
    Type.Object({ period: Type.String(), edition: Type.Integer(), opensAt: Type.String() }),
    { description: 'Signed by two and under embargo' },
  ),
});

export type PublicationList = Static<typeof PublicationList>;

export const PublicationCheck = Type.Object({
  name: Type.Enum(['totals', 'tables', 'before', 'outliers', 'late'] as const),
  isOk: Type.Boolean(),
  detail: Type.Array(Type.String(), { description: 'Numbers behind it' }),
});

export type PublicationCheck = Static<typeof PublicationCheck>;

/** A publication as those see it who make it. */
export const PublicationDraft = Type.Object({
  ...Publication.properties,
  madeAt: Type.String(),
  madeBy: Type.String(),
  checks: Type.Array(PublicationCheck),
  signatures: Type.Array(Type.Object({ name: Type.String(), at: Type.String() })),
  isOpen: Type.Boolean(),
});

export type PublicationDraft = Static<typeof PublicationDraft>;

export const PublicationDraftList = Type.Object({ items: Type.Array(PublicationDraft) });
export type PublicationDraftList = Static<typeof PublicationDraftList>;

export const PublicationBody = Type.Object(
  {
    period: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$' }),
    opensAt: Type.String({ format: 'date-time', description: 'Embargo' }),
    reason: Type.Optional(
      Type.String({ minLength: 4, maxLength: 500, description: 'Of a second edition' }),
    ),
  },
  { additionalProperties: false },
);

export type PublicationBody = Static<typeof PublicationBody>;

export const PublicationId = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Error codes about publications. */
export const PUBLICATION_NOT_FOUND = 'PUBLICATION_NOT_FOUND';
export const PUBLICATION_REFUSED = 'PUBLICATION_REFUSED';
export const SDMX_NOT_FOUND = 'SDMX_NOT_FOUND';
export const SDMX_QUERY_INVALID = 'SDMX_QUERY_INVALID';
export const PUBLICATION_PERSON_FORBIDDEN = 'PUBLICATION_PERSON_FORBIDDEN';
