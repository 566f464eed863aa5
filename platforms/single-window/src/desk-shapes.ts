import { Type, type Static } from 'typebox';
import { DeclarationQuery } from './contract.ts';

const {
  cursor: _cursor,
  limit: _limit,
  from: _from,
  skip: _skip,
  ...filters
} = DeclarationQuery.properties;

/** The filters of the list of declarations, without its pages. */
export const RulerQuery = Type.Object(filters, { additionalProperties: false });
export type RulerQuery = Static<typeof RulerQuery>;

/** How long a list is, and where its thousands begin, so that a scroll bar reaches any of them. */
export const RulerAnswer = Type.Object({
  total: Type.Integer(),
  every: Type.Integer({ description: 'Rows between two marks' }),
  marks: Type.Array(Type.String(), {
    description: 'For `from` of GET /declarations: the first row of each stretch',
  }),
});

const VIEW_PAGES = ['declarations'] as const;

/** Filters of a page that a person keeps under a name. */
export const SavedView = Type.Object({
  viewId: Type.String(),
  name: Type.String(),
  query: Type.String(),
});
export type SavedView = Static<typeof SavedView>;

export const SavedViewBody = Type.Object(
  {
    page: Type.Enum(VIEW_PAGES),
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    query: Type.String({ maxLength: 1000, description: 'As in the address, without "?"' }),
  },
  { additionalProperties: false },
);
export type SavedViewBody = Static<typeof SavedViewBody>;

export const SavedViewQuery = Type.Object({ page: Type.Enum(VIEW_PAGES) });
export type SavedViewQuery = Static<typeof SavedViewQuery>;

export const SavedViewList = Type.Object({ items: Type.Array(SavedView) });
export const SavedViewId = Type.Object({ id: Type.String({ format: 'uuid' }) });
