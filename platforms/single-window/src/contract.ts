import { Type, type Static } from 'typebox';

/**
 * The single window's published language: events about declarations. Amounts are decimal strings in
 * CNY units of 1 CNY ("36.4"), so that an event reads the same in every language; days are days in
 * China.
 */

/** What happened to a declaration line (清单表体) of a released list. */
export type ReleasedLine = {
  readonly lineNo: number;
  /** 10-digit customs code (gcode). */
  readonly hsCode: string;
  readonly name: string;
  /** Country of origin, customs' 3-digit code. */
  readonly originCountry: string;
  readonly quantity: string;
  readonly unit: string;
  readonly quantity1: string;
  readonly unit1: string;
  /** Dutiable price of the line with its share of freight and insurance. */
  readonly dutiablePrice: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly valueAddedTax: string;
};

/**
 * Whose declaration it is: the enterprises involved, by customs code; "" where the list names none.
 */
export type DeclarationParties = {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly agentCode: string;
  readonly assureCode: string;
  readonly payCode: string;
  readonly logisticsCode: string;
  readonly areaCode: string;
};

/** A declaration as events carry it. */
export type DeclarationFacts = DeclarationParties & {
  readonly declarationId: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly preNo: string;
  readonly invtNo: string;
  readonly logisticsNo: string;
  readonly tradeMode: string;
  readonly customsCode: string;
  readonly portCode: string;
  /** Supervised place (监管场所) and bonded book (账册); "" where the list names none. */
  readonly loctNo: string;
  readonly emsNo: string;
  /** Pseudonym of the buyer: keyed hash of the id number. */
  readonly buyerKey: string;
  /** Administrative division of the consignee from the order, "" when not given. */
  readonly consigneeDistrict: string;
  readonly grossWeightKg: string;
  readonly dutiablePrice: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly valueAddedTax: string;
  /** Sum of the three taxes, as rounded per line. */
  readonly tax: string;
  readonly lane: 'green' | 'amber' | 'red';
  readonly lines: readonly ReleasedLine[];
};

/** 放行: customs let these lists go. One event per batch. */
export const DECLARATIONS_RELEASED = 'declarations-released';

export type DeclarationsReleased = {
  readonly eventId: string;
  /** Day of release in China. */
  readonly day: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly declarations: readonly DeclarationFacts[];
};

/** What became of a declaration, in the words of the `clear` command. */
export type Outcome =
  'released' | 'rejected' | 'held' | 'waiting' | 'staged' | 'returned' | 'cancelled' | 'refused';

/**
 * Lists that reached an outcome worth remembering about the enterprises involved. One event per
 * batch.
 */
export const DECLARATIONS_CONCLUDED = 'declarations-concluded';

export type DeclarationsConcluded = {
  readonly eventId: string;
  readonly day: string;
  readonly at: string;
  readonly declarations: readonly (DeclarationParties & {
    readonly declarationId: string;
    readonly outcome: 'released' | 'rejected' | 'held' | 'cancelled';
    readonly returnStatus: string;
    /** Codes of the reasons; empty on a released list. */
    readonly reasonCodes: readonly string[];
  })[];
};

/**
 * A part of a released list that came back (部分退货). The amounts of all parts of a release add up to
 * those of its facts, to the last unit.
 */
export type UndonePart = {
  /** From 1 per attempt of the list. */
  readonly no: number;
  /** Whether goods of the list remain released after this part. */
  readonly remains: boolean;
  readonly grossWeightKg: string;
  readonly dutiablePrice: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly valueAddedTax: string;
  readonly tax: string;
  /** What came back of each line; `isLast` when nothing of the line remains. */
  readonly lines: readonly (ReleasedLine & { readonly isLast: boolean })[];
};

/**
 * Released lists whose effect is taken back, wholly or in part: cancelled or returned. One event
 * per batch, each list once in an event.
 */
export const DECLARATIONS_UNDONE = 'declarations-undone';

export type DeclarationsUndone = {
  readonly eventId: string;
  readonly day: string;
  readonly at: string;
  readonly cause: 'cancelled' | 'returned';
  /**
   * The facts as they were released, with the day of that release; `part` says what of them is
   * undone, and is absent where all of it is.
   */
  readonly declarations: readonly (DeclarationFacts & {
    readonly releasedOn: string;
    readonly part?: UndonePart;
  })[];
};

/** A goods line of an export list. */
export type ExportLine = {
  readonly lineNo: number;
  readonly hsCode: string;
  readonly name: string;
  /** Country of final destination, customs' 3-digit code. */
  readonly destinationCountry: string;
  readonly quantity: string;
  readonly unit: string;
  readonly quantity1: string;
  readonly unit1: string;
  /** Free on board, in CNY by the rate of the day. */
  readonly value: string;
};

/** An export list (出口清单, CEB603) as events carry it. */
export type ExportFacts = DeclarationParties & {
  readonly declarationId: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly preNo: string;
  readonly invtNo: string;
  readonly logisticsNo: string;
  readonly tradeMode: string;
  /** A simplified 简化申报, B summed up 汇总申报. */
  readonly statisticsFlag: string;
  readonly customsCode: string;
  readonly portCode: string;
  readonly loctNo: string;
  readonly emsNo: string;
  readonly country: string;
  /** 1; 0 where only a part of the list is told of. */
  readonly lists: 0 | 1;
  readonly grossWeightKg: string;
  readonly value: string;
  readonly lines: readonly ExportLine[];
};

/** 审结: customs examined these export lists; their goods may enter the supervised place. */
export const EXPORTS_EXAMINED = 'exports-examined';

/** 放行: customs let these exports go. One event per batch. */
export const EXPORTS_RELEASED = 'exports-released';

/** Of both kinds of event about export lists. */
export type ExportsTold = {
  readonly eventId: string;
  readonly day: string;
  readonly at: string;
  readonly declarations: readonly ExportFacts[];
};

/** Released exports that were cancelled, or of which goods came back. One event per batch. */
export const EXPORTS_UNDONE = 'exports-undone';

export type ExportsUndone = {
  readonly eventId: string;
  readonly day: string;
  readonly at: string;
  readonly cause: 'cancelled' | 'returned';
  /** The part that is taken back, with the day of its release; "" for a list not released yet. */
  readonly declarations: readonly (ExportFacts & { readonly releasedOn: string })[];
};

/** Error codes of this module; docs/errors.md says who does what. */
export const DECLARATION_NOT_FOUND = 'DECLARATION_NOT_FOUND';
export const DECLARATION_NOT_HELD = 'DECLARATION_NOT_HELD';
export const PURCHASE_NOT_FOUND = 'PURCHASE_NOT_FOUND';
export const PREFLIGHT_UNREADABLE = 'PREFLIGHT_UNREADABLE';
export const EXPORT_NOT_FOUND = 'EXPORT_NOT_FOUND';
export const WITHDRAWAL_REFUSED = 'WITHDRAWAL_REFUSED';
export const REFERENCE_CHANGED = 'REFERENCE_CHANGED';
export const REFERENCE_IMPORT_NOT_FOUND = 'REFERENCE_IMPORT_NOT_FOUND';
export const REFERENCE_IMPORT_NOT_PLANNED = 'REFERENCE_IMPORT_NOT_PLANNED';
export const VIEW_NOT_FOUND = 'VIEW_NOT_FOUND';
export const VIEW_LIMIT_REACHED = 'VIEW_LIMIT_REACHED';
export const GOODS_FILING_NOT_FOUND = 'GOODS_FILING_NOT_FOUND';
export const GOODS_FILING_CHANGED = 'GOODS_FILING_CHANGED';
export const GOODS_FILING_REFUSED = 'GOODS_FILING_REFUSED';
export const DRAFT_NOT_FOUND = 'DRAFT_NOT_FOUND';
export const DRAFT_CHANGED = 'DRAFT_CHANGED';
export const DRAFT_LIMIT_REACHED = 'DRAFT_LIMIT_REACHED';
export const DRAFT_IMPOSSIBLE = 'DRAFT_IMPOSSIBLE';
export const DRAFT_ORDER_NOT_FOUND = 'DRAFT_ORDER_NOT_FOUND';

/** Filters of the list of declarations; all must hold. */
export const DeclarationQuery = Type.Object(
  {
    status: Type.Optional(
      Type.String({
        description:
          'staged, waiting, held, sent, customs-held, rejected, released …; several with commas',
        maxLength: 120,
      }),
    ),
    filedFrom: Type.Optional(Type.String({ format: 'date', description: 'Day in China' })),
    filedUntil: Type.Optional(Type.String({ format: 'date', description: 'The last such day' })),
    tradeMode: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
    orderNo: Type.Optional(Type.String({ maxLength: 60 })),
    copNo: Type.Optional(Type.String({ maxLength: 20 })),
    invtNo: Type.Optional(Type.String({ maxLength: 18 })),
    lane: Type.Optional(
      Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red')]),
    ),
    reason: Type.Optional(
      Type.String({ description: 'Code of a reason: 1332, -621005, PZ-…', maxLength: 40 }),
    ),
    cursor: Type.Optional(
      Type.String({ description: '`next` of the page before', maxLength: 400 }),
    ),
    from: Type.Optional(
      Type.String({
        description: 'Instead: a mark of the ruler, whose row is first',
        maxLength: 400,
      }),
    ),
    skip: Type.Optional(
      Type.Integer({ description: 'Rows to leave out after it', minimum: 0, maximum: 1000 }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
);

export type DeclarationQuery = Static<typeof DeclarationQuery>;

/** An officer's decision; the note is kept, and told to the trader when the list is refused. */
export const HoldDecisionBody = Type.Object(
  {
    decision: Type.Union([Type.Literal('release'), Type.Literal('reject')]),
    note: Type.String({ minLength: 2, maxLength: 1000 }),
    proposal: Type.Optional(
      Type.Integer({
        description: 'Number of the proposal that this confirms or objects to, where two decide',
        minimum: 1,
        maximum: 2_147_483_647,
      }),
    ),
  },
  { additionalProperties: false },
);

export type HoldDecisionBody = Static<typeof HoldDecisionBody>;

const Reason = Type.String({ minLength: 2, maxLength: 1000, description: '撤单、退货原因' });

/** Asks customs to cancel a list that it has and has not decided (CEB623). */
export const CancellationBody = Type.Object({ reason: Reason }, { additionalProperties: false });

export type CancellationBody = Static<typeof CancellationBody>;

/** Asks to return goods of a released list (CEB625); without `lines` all that is left. */
export const ReturnBody = Type.Object(
  {
    reason: Reason,
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            gnum: Type.Integer({ minimum: 1, maximum: 9999 }),
            quantity: Type.String({ pattern: '^[0-9]{1,14}([.][0-9]{1,5})?$' }),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 99 },
      ),
    ),
  },
  { additionalProperties: false },
);

export type ReturnBody = Static<typeof ReturnBody>;

/** Draft documents as CEB messages of any type that companies send, in any order. */
export const PreflightBody = Type.Object(
  { messages: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 20 }) },
  { additionalProperties: false },
);

export type PreflightBody = Static<typeof PreflightBody>;

/** Filters of the list of export declarations; all must hold. */
export const ExportQuery = Type.Object(
  {
    status: Type.Optional(
      Type.String({ description: 'staged, waiting, held, sent, examined, released, closed …' }),
    ),
    tradeMode: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
    statisticsFlag: Type.Optional(Type.String({ pattern: '^[AB]$' })),
    lane: Type.Optional(
      Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red')]),
    ),
    orderNo: Type.Optional(Type.String({ maxLength: 60 })),
    copNo: Type.Optional(Type.String({ maxLength: 30 })),
    invtNo: Type.Optional(Type.String({ maxLength: 20 })),
    cursor: Type.Optional(
      Type.String({ description: '`next` of the page before', maxLength: 400 }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
);

export type ExportQuery = Static<typeof ExportQuery>;

/** For what personal data may be seen in the clear. */
export const PURPOSES = ['review', 'dispute', 'return', 'correction', 'audit'] as const;

export const DisclosureRequest = Type.Object(
  {
    purpose: Type.Enum(PURPOSES),
    reason: Type.String({ minLength: 4, maxLength: 300, description: 'Kept with your name' }),
  },
  { additionalProperties: false },
);
export type DisclosureRequest = Static<typeof DisclosureRequest>;

const PersonalFields = Type.Record(Type.String(), Type.String());

export const DisclosureAnswer = Type.Object({
  disclosureId: Type.String(),
  documents: Type.Object({
    list: PersonalFields,
    order: PersonalFields,
    payment: PersonalFields,
    waybill: PersonalFields,
  }),
});

export type DisclosureAnswer = Static<typeof DisclosureAnswer>;

export const DisclosureQuery = Type.Object({
  declarationId: Type.Optional(Type.String({ format: 'uuid' })),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type DisclosureQuery = Static<typeof DisclosureQuery>;

export const DisclosurePage = Type.Object({
  items: Type.Array(
    Type.Object({
      disclosureId: Type.String(),
      declarationId: Type.String(),
      at: Type.String(),
      actor: Type.String(),
      actorParticipant: Type.String(),
      purpose: Type.String(),
      reason: Type.String(),
      fields: Type.Array(Type.String()),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});
