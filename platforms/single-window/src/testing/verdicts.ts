import { packDocument } from '@pilotzone/ceb/pack';
import { endOfDay } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DocumentSet } from '@pilotzone/rules/match';
import { createDemoTariff, demoSupervisionModes } from '@pilotzone/tariff/demo';
import { toCase } from '../model/arriving-case.ts';
import type { DeclarationRow } from '../model/declaration.ts';
import { judgeDeclaration } from '../model/judge.ts';
import type { JudgeContext } from '../model/judge.ts';
import { begin } from '../model/verdict.ts';
import type { Verdict } from '../model/verdict.ts';

/** The day on which tests judge. */
export const DAY = '2026-11-20' as PlainDate;

export const ZONE_CODE = '330100';

/** Judging by the demo tariff on `DAY`. */
export const CONTEXT: JudgeContext = {
  on: DAY,
  tariff: createDemoTariff(),
  zoneCode: ZONE_CODE,
  supervisionModes: demoSupervisionModes(ZONE_CODE),
};

const DECLARATION_ID = '01998000-0000-7000-8000-000000000001';
export const BUYER_KEY = '0b5e0000-0000-4000-8000-000000000001';

/** What the rules say about a set of documents, as the first declaration of its numbers. */
export function verdictOf(set: DocumentSet): Verdict {
  const item = toCase({
    document: set.list,
    body: packDocument('CEB621Message', set.list),
    exchangeId: DECLARATION_ID,
    known: undefined,
    newId: DECLARATION_ID,
    status: 'filed',
    buyerKey: BUYER_KEY,
    now: endOfDay(DAY),
  });
  const { order, waybill } = set;
  return begin({ case: item, order, waybill, judgement: judgeDeclaration(set, CONTEXT) });
}

/** A declaration that customs has, changed by `changes`. */
export function sentRow(set: DocumentSet, changes: Partial<DeclarationRow> = {}): DeclarationRow {
  const { row } = verdictOf(set).case;
  return { ...row, status: 'sent', version: 1, lane: 'green', ...changes };
}
