import { Type, type Static } from 'typebox';

const MaybeText = Type.Union([Type.String(), Type.Null()]);

/** What stands with a map: from whom, by which approval, taken in by whom. */
export const MapVersion = Type.Object({
  version: Type.Integer(),
  fileName: MaybeText,
  source: MaybeText,
  approvalNo: Type.Union([Type.String(), Type.Null()], {
    description: '审图号; null: the map before was withdrawn',
  }),
  shapes: Type.Integer(),
  enteredBy: Type.String(),
  enteredAt: Type.String(),
});
export type MapVersion = Static<typeof MapVersion>;

/** The newest first. */
export const MapVersions = Type.Object({ items: Type.Array(MapVersion) });
export type MapVersions = Static<typeof MapVersions>;

const MapShape = Type.Object({
  province: Type.Union([Type.String(), Type.Null()], {
    description: 'Two digits of GB/T 2260; null: a line or an island',
  }),
  name: Type.String(),
  path: Type.String({ description: 'SVG path in the units of width and height' }),
  label: Type.Union([Type.Object({ x: Type.Number(), y: Type.Number() }), Type.Null()]),
});
export type MapShape = Static<typeof MapShape>;

/** A map ready to be drawn. */
export const ZoneMap = Type.Object({
  version: Type.Integer(),
  source: Type.String(),
  approvalNo: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  shapes: Type.Array(MapShape),
});
export type ZoneMap = Static<typeof ZoneMap>;

/** `null` where none was supplied: provinces are shown as tiles then. */
export const MapAnswer = Type.Object({ map: Type.Union([ZoneMap, Type.Null()]) });
export type MapAnswer = Static<typeof MapAnswer>;

export const MapImportQuery = Type.Object(
  {
    approvalNo: Type.String({
      maxLength: 40,
      description: 'Number of the map’s approval (审图号)',
    }),
    source: Type.String({ minLength: 2, maxLength: 200, description: 'Who published the map' }),
    fileName: Type.Optional(Type.String({ maxLength: 200, description: 'Kept with the map' })),
    dryRun: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'Only shows what would change; true unless said',
      }),
    ),
  },
  { additionalProperties: false },
);
export type MapImportQuery = Static<typeof MapImportQuery>;

/** What a map changes against the one that is shown. */
export const MapImportReport = Type.Object({
  applied: Type.Boolean(),
  version: Type.Integer({ description: 'Of the map that is shown after this' }),
  provinces: Type.Integer(),
  otherShapes: Type.Integer(),
  positions: Type.Integer(),
  before: Type.Union([
    Type.Object({ approvalNo: Type.String(), source: Type.String() }),
    Type.Null(),
  ]),
  added: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
});
export type MapImportReport = Static<typeof MapImportReport>;

/** The error code when a map cannot be taken. */
export const MAP_INVALID = 'MAP_INVALID';
