import type { PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { Tariff } from '@pilotzone/tariff/rates';
import type { SupervisionModeRow } from '@pilotzone/tariff/supervision-modes';
import type { Arrived } from './model/arrived.ts';
import type { Case } from './model/case.ts';
import type { SentMemory } from './model/sent-memory.ts';
import type { ExportRiskFacts } from './model/export-risk-facts.ts';
import type { RiskFacts } from './model/risk-facts.ts';
import type { Assessment } from './model/verdict.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import type { OrderKey } from './store/orders.ts';

/** Answer of the tax guarantee (税款担保) to one request. */
export type EarmarkResult =
  | { readonly kind: 'earmarked'; readonly guaranteeLow: boolean }
  | { readonly kind: 'exhausted' | 'unknown'; readonly available: Money };

/** What scoring asks of risk and credit, for imports and exports alike. */
export type ScoringNeeds = {
  assessRisk(
    tx: Tx,
    facts: readonly (RiskFacts | ExportRiskFacts)[],
    on: PlainDate,
  ): Promise<readonly Assessment[]>;
  openHolds(
    tx: Tx,
    holds: readonly {
      declarationId: string;
      attempt: number;
      direction?: 'import' | 'export';
      assessment: Assessment;
    }[],
  ): Promise<void>;
  /** Grades of enterprises by code; absent is unknown. */
  gradesOf(tx: Tx, codes: readonly string[]): Promise<ReadonlyMap<string, { grade: string }>>;
  /** True: a red lane holds the list until a person decides. False: lanes are only computed. */
  readonly holdRed: boolean;
};

/** A goods record of a merchant in a bonded book. */
export type StockKey = {
  readonly areaCode: string;
  readonly emsNo: string;
  readonly ebcCode: string;
  readonly itemRecordNo: string;
};

/** The bonded stock, where lists are held against it. */
export type StockNeeds = {
  /** Whether lists received on this day are; nothing is asked of it otherwise. */
  isChecked(on: PlainDate): boolean;
  /** Whether they ever were, so that lists may hold some. */
  isUsed(): boolean;
  /** What is free of each record by the text of its key, locked until commit. */
  lock(
    tx: Tx,
    keys: readonly StockKey[],
  ): Promise<ReadonlyMap<string, { readonly available: bigint; readonly unit: string }>>;
  reserve(
    tx: Tx,
    lines: readonly (StockKey & {
      readonly declarationId: string;
      readonly attempt: number;
      readonly gnum: number;
      readonly orderNo: string;
      readonly quantity: bigint;
    })[],
  ): Promise<void>;
  free(tx: Tx, declarationIds: readonly string[]): Promise<void>;
};

/** What clearing asks of its neighbours; each line is one arrow in apps/server/src/compose.ts. */
export type ClearingNeeds = Runtime &
  SendingNeeds &
  ScoringNeeds & {
    findPayments(
      tx: Tx,
      orders: readonly OrderKey[],
    ): Promise<readonly (readonly PaymentDocument[])[]>;
    findWaybills(
      tx: Tx,
      keys: readonly { logisticsCode: string; logisticsNo: string }[],
    ): Promise<readonly (WaybillDocument | undefined)[]>;
    earmarkGuarantees(
      tx: Tx,
      requests: readonly {
        declarationId: string;
        guarantorCode: string;
        amount: Money;
        isNew: boolean;
      }[],
    ): Promise<readonly EarmarkResult[]>;
    /** What is left of each guarantor's guarantee, locked until commit; unknown ones are absent. */
    lockCover(tx: Tx, guarantorCodes: readonly string[]): Promise<ReadonlyMap<string, Money>>;
    releaseEarmarks(tx: Tx, declarationIds: readonly string[]): Promise<void>;
    readonly stock: StockNeeds;
    publish(tx: Tx, kind: string, payload: object): Promise<void>;
    readonly sentMemory: SentMemory;
    /** The tariff in force; loaded once and swapped when an import takes effect. */
    tariff(): Tariff;
    /** Which import modes the zone may use from when; 1239 by a dated local rule. */
    supervisionModes(): readonly SupervisionModeRow[];
    /** Keyed hash of a buyer's id number, as a UUID text. */
    buyerKey(idNumber: string): string;
  };

/** Lists to be cleared, and the documents that came with them in the same transaction. */
export type Clearing = { readonly cases: readonly Case[]; readonly arrived?: Arrived };
