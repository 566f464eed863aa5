import { Type, type Static } from 'typebox';
import type { Finding } from '@pilotzone/kernel/finding';

/** 出区: the gate let a parcel out of a park. One event per consumption. */
export const GATE_PASS_CONSUMED_EVENT = 'gate-pass-consumed';

export type GatePassConsumed = {
  readonly eventId: string;
  /** Day in China. */
  readonly day: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly passes: readonly {
    readonly gatePassNo: string;
    readonly direction: GateDirection;
    readonly declarationId: string;
    readonly logisticsCode: string;
    readonly logisticsNo: string;
    /** "" where the place of the goods is not known. */
    readonly parkCode: string;
    readonly facilityCode: string;
    /** Name of the gate (卡口) as the gate gives it. */
    readonly gate: string;
  }[];
};

/** Whether goods leave (出区) or enter (入区). */
export type GateDirection = 'in' | 'out';

/**
 * Where goods of a declaration stand: a bonded warehouse in the zone, or a place under
 * supervision.
 */
export const FACILITY_KINDS = ['warehouse', 'supervised-place'] as const;

export type FacilityKind = (typeof FACILITY_KINDS)[number];

export const Facility = Type.Object({
  facilityCode: Type.String(),
  kind: Type.Enum(FACILITY_KINDS),
  name: Type.String(),
  operatorCode: Type.String({ description: 'Customs code of its operator' }),
  areaCode: Type.String({ description: 'warehouse: customs code of the bonded operator 区内企业' }),
  emsNo: Type.String({ description: 'warehouse: its book 账册; empty for any of the operator' }),
  customsCode: Type.String({ description: 'supervised place: customs office in charge' }),
  loctNo: Type.String({ description: 'supervised place: its number 监管场所代码' }),
  demo: Type.Boolean({ description: 'Invented for the demo zone' }),
});

export type Facility = Static<typeof Facility>;

export const Park = Type.Object({
  parkCode: Type.String(),
  name: Type.String(),
  operatorCode: Type.String(),
  operatorName: Type.String(),
  demo: Type.Boolean(),
  facilities: Type.Array(Facility),
});

export type Park = Static<typeof Park>;

export const ParkList = Type.Object({ parks: Type.Array(Park) });

export type ParkList = Static<typeof ParkList>;

/** `issued`: opens the barrier once; `consumed`: did; `revoked`: the release was taken back. */
export const GatePassState = Type.Union([
  Type.Literal('issued'),
  Type.Literal('consumed'),
  Type.Literal('revoked'),
]);

export type GatePassState = Static<typeof GatePassState>;

export const GatePass = Type.Object({
  gatePassNo: Type.String(),
  state: GatePassState,
  direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
  declarationId: Type.String(),
  invtNo: Type.String(),
  logisticsCode: Type.String(),
  logisticsNo: Type.String(),
  parkCode: Type.String({ description: 'Empty when the place of the goods is not known' }),
  facilityCode: Type.String({ description: 'Empty when the place of the goods is not known' }),
  unassignedBecause: Type.Union([Type.String(), Type.Null()], {
    description: 'Why no facility was found; null when one was',
  }),
  issuedAt: Type.String({ format: 'date-time' }),
  consumedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  gate: Type.Union([Type.String(), Type.Null()]),
  revokedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  revokedCause: Type.Union([Type.String(), Type.Null()]),
});

export type GatePass = Static<typeof GatePass>;

export const GatePassParams = Type.Object({ no: Type.String({ minLength: 1, maxLength: 30 }) });

export type GatePassParams = Static<typeof GatePassParams>;

/** Whose pass is asked for: a declaration has at most one. Without it, passes newest first. */
export const GatePassQuery = Type.Object(
  {
    declarationId: Type.Optional(Type.String({ format: 'uuid' })),
    state: Type.Optional(GatePassState),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
);

export type GatePassQuery = Static<typeof GatePassQuery>;

export const GatePassList = Type.Object({
  items: Type.Array(GatePass),
  next: Type.Union([Type.String(), Type.Null()]),
});

export type GatePassList = Static<typeof GatePassList>;

export const ConsumeBody = Type.Object(
  { gate: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the gate 卡口' }) },
  { additionalProperties: false },
);

export type ConsumeBody = Static<typeof ConsumeBody>;

/** What an import would do, or did. Rows with errors keep the whole file from taking effect. */
export type FacilityImport =
  | {
      readonly kind: 'previewed' | 'applied';
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly unchanged: number;
    }
  | { readonly kind: 'refused'; readonly errors: readonly RowError[] };

/** What is wrong in a file; `line` counts from 1, the header included. */
export type RowError = {
  readonly line: number;
  readonly column: string;
  readonly finding: Pick<Finding, 'code' | 'message' | 'fix'>;
};

/** Error codes of this module. */
export const GATE_PASS_NOT_FOUND = 'GATE_PASS_NOT_FOUND';
export const GATE_PASS_CONSUMED = 'GATE_PASS_CONSUMED';
export const GATE_PASS_REVOKED = 'GATE_PASS_REVOKED';
export const STOCK_FORBIDDEN = 'PARKS_STOCK_FORBIDDEN';
export const STOCK_ENTRY_INVALID = 'PARKS_STOCK_ENTRY_INVALID';
export const STOCK_ENTRY_CONFLICT = 'PARKS_STOCK_ENTRY_CONFLICT';
export const STOCK_RULE_INVALID = 'PARKS_STOCK_RULE_INVALID';

const Code = Type.String({ minLength: 1, maxLength: 18 });
const Book = Type.String({ minLength: 1, maxLength: 30, description: '账册编号 emsNo' });
const RecordNo = Type.String({ minLength: 1, maxLength: 30, description: '账册备案料号' });
const Quantity = Type.String({ description: "Decimal, in the record's unit" });

/** Bonded goods that enter a warehouse (保税入区). */
export const BondedEntryBody = Type.Object(
  {
    entryNo: Type.String({ minLength: 1, maxLength: 64, description: '核注清单编号' }),
    areaCode: Code,
    emsNo: Book,
    billNo: Type.String({ minLength: 1, maxLength: 37, description: 'As the report (711) has it' }),
    rkdNo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 18, description: 'Given: they have arrived (712)' }),
    ),
    lines: Type.Array(
      Type.Object(
        {
          ebcCode: Code,
          itemRecordNo: RecordNo,
          hsCode: Type.String({ pattern: '^\\d{10}$' }),
          name: Type.String({ minLength: 1, maxLength: 250 }),
          quantity: Quantity,
          unit: Type.String({ pattern: '^\\d{3}$', description: "Customs' code" }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  },
  { additionalProperties: false },
);
export type BondedEntryBody = Static<typeof BondedEntryBody>;

const EntryState = Type.Enum(['announced', 'entered']);

export const BondedEntryAnswer = Type.Object({
  entryNo: Type.String(),
  areaCode: Type.String(),
  state: EntryState,
  repeated: Type.Boolean({ description: 'It was on file; nothing changed' }),
});
export type BondedEntryAnswer = Static<typeof BondedEntryAnswer>;

export const BondedEntryList = Type.Object({
  items: Type.Array(
    Type.Object({
      entryNo: Type.String(),
      areaCode: Type.String(),
      emsNo: Type.String(),
      billNo: Type.String(),
      rkdNo: Type.String({ description: 'Empty before customs has closed the arrival' }),
      state: EntryState,
      lines: Type.Integer(),
      deliveredBy: Type.String(),
      deliveredAt: Type.String(),
      enteredAt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type BondedEntryList = Static<typeof BondedEntryList>;

const Cursor = Type.Optional(Type.String({ description: '`next` of the page before' }));
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 500 }));
const Next = Type.Union([Type.String(), Type.Null()]);

export const StockQuery = Type.Object(
  { areaCode: Type.Optional(Code), ebcCode: Type.Optional(Code), cursor: Cursor, limit: Limit },
  { additionalProperties: false },
);
export type StockQuery = Static<typeof StockQuery>;

export const StockPage = Type.Object({
  items: Type.Array(
    Type.Object({
      areaCode: Type.String(),
      emsNo: Type.String(),
      ebcCode: Type.String(),
      itemRecordNo: Type.String(),
      hsCode: Type.String(),
      name: Type.String(),
      unit: Type.String(),
      onHand: Quantity,
      reserved: Quantity,
      available: Quantity,
    }),
  ),
  next: Next,
});
export type StockPage = Static<typeof StockPage>;

export const MovementQuery = Type.Object(
  {
    ...{ areaCode: Code, emsNo: Book, ebcCode: Code, itemRecordNo: RecordNo },
    ...{ cursor: Cursor, limit: Limit },
  },
  { additionalProperties: false },
);
export type MovementQuery = Static<typeof MovementQuery>;

export const MovementPage = Type.Object({
  items: Type.Array(
    Type.Object({
      movementNo: Type.Integer(),
      kind: Type.String({ description: 'enter, reserve, free, draw, restore' }),
      onHand: Quantity,
      reserved: Quantity,
      reference: Type.String({ description: 'Entry, or order of the list' }),
      declarationId: Type.Union([Type.String(), Type.Null()]),
      gnum: Type.Integer(),
      part: Type.Integer(),
      movedAt: Type.String(),
    }),
  ),
  next: Next,
});
export type MovementPage = Static<typeof MovementPage>;

export const StockRuleBody = Type.Object(
  {
    effectiveFrom: Type.String({ format: 'date' }),
    isChecked: Type.Boolean(),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
);
export type StockRuleBody = Static<typeof StockRuleBody>;

export const StockRuleList = Type.Object({
  isCheckedToday: Type.Boolean(),
  items: Type.Array(
    Type.Object({
      effectiveFrom: Type.String(),
      isChecked: Type.Boolean(),
      reason: Type.String(),
      setBy: Type.String(),
      setAt: Type.String(),
    }),
  ),
});
export type StockRuleList = Static<typeof StockRuleList>;
