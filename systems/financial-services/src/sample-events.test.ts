// Events, companies and a runtime for the tests of this module.
import { fileURLToPath } from 'node:url';
import { createLog } from '@pilotzone/kernel/log';
import type { Database, Tx } from '@pilotzone/kernel/db';
import { createIdSource } from '@pilotzone/kernel/ids';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { cny, formatUnits, parseUnits, type Money } from '@pilotzone/kernel/money';
import { endOfDay, type Instant, type PlainDate } from '@pilotzone/kernel/time';
import type {
  DeclarationFacts,
  DeclarationsReleased,
  DeclarationsUndone,
} from '@pilotzone/single-window/contract';
import { expect, test } from 'vitest';
import type { FinancialServices } from './index.ts';
import type { UploadAnswer } from './model/raw-data.ts';
import type { RawDataNeeds } from './raw-data-needs.ts';

export const DAY = '2026-11-20' as PlainDate;
export const GUARANTOR = '3301960A01';

const ids = createIdSource(() => 1_795_000_000_000);

/** A new id; ids differ between tests, so each sets its own data. */
export function newId(): string {
  return ids.newId();
}

export const migrations = [
  ...readKernelMigrations(),
  ...readMigrations('financial-services', fileURLToPath(new URL('../migrations', import.meta.url))),
];

/** A runtime whose clock can be set, with what customs was sent and is to answer. */
export type TestRuntime = RawDataNeeds & {
  setDay(day: string): void;
  readonly uploads: string[];
  readonly answers: UploadAnswer[];
};

/** A runtime of a zone of its own, so that tests of one file share a database and nothing else. */
export function runtimeFor(db: Database): TestRuntime {
  let now: Instant = endOfDay(DAY);
  const uploads: string[] = [];
  const answers: UploadAnswer[] = [];
  const done = { kind: 'answered', code: '10000', message: '' } as const;
  return {
    zoneCode: 'zone-' + newId(),
    db,
    clock: { now: () => now },
    ids,
    log: createLog('silent'),
    ...{ uploads, answers },
    rawData: {
      blocked: undefined,
      judgeRequest: () => Promise.resolve(undefined),
      sign: () => Promise.resolve({ certNo: '01', signValue: 'c2lnbg==' }),
      upload: (payload) => {
        uploads.push(payload);
        return Promise.resolve(answers.shift() ?? done);
      },
      recordExchange: () => Promise.resolve(newId()),
    },
    setDay(day) {
      now = endOfDay(day as PlainDate);
    },
  };
}

/** Money from a decimal. */
export function yuan(text: string): Money {
  return cny(parseUnits(text) ?? 0n);
}

/** A released list. */
export function sampleFacts(
  facts: Partial<DeclarationFacts> & { taxes?: string[] } = {},
): DeclarationFacts {
  const { taxes = ['0', '52.5', '45.5'], ...rest } = facts;
  const [tariff = '0', consumptionTax = '0', valueAddedTax = '0'] = taxes;
  const units = taxes.reduce((sum, text) => sum + (parseUnits(text) ?? 0n), 0n);
  return {
    ebpCode: '3301960P01',
    ebcCode: '3301960E01',
    agentCode: '3301960D01',
    assureCode: GUARANTOR,
    payCode: '310222T996',
    logisticsCode: '3301980L01',
    areaCode: '',
    declarationId: newId(),
    orderNo: 'O1',
    copNo: 'C1',
    preNo: 'B1',
    invtNo: '29202026I000000001',
    logisticsNo: 'L1',
    tradeMode: '1210',
    customsCode: '2920',
    portCode: '2920',
    loctNo: '',
    emsNo: '',
    buyerKey: newId(),
    consigneeDistrict: '',
    grossWeightKg: '1',
    dutiablePrice: '425',
    lane: 'green',
    lines: [],
    tariff,
    consumptionTax,
    valueAddedTax,
    tax: formatUnits(units),
    ...rest,
  };
}

/** An event of release. */
export function released(
  declarations: readonly DeclarationFacts[],
  day: string = DAY,
): DeclarationsReleased {
  return { eventId: newId(), day, at: `${day}T08:00:00.000Z`, declarations };
}

/** An event that takes `declarations` back. */
export function undone(
  declarations: readonly DeclarationFacts[],
  days: { releasedOn: string; day: string } = { releasedOn: DAY, day: DAY },
): DeclarationsUndone {
  const { releasedOn, day } = days;
  return {
    eventId: newId(),
    day,
    at: `${day}T09:00:00.000Z`,
    cause: 'returned',
    declarations: declarations.map((facts) => ({ ...facts, releasedOn })),
  };
}

/** What a person at the finance desk would do and look at. */
export type TestOffice = ReturnType<typeof officeOf>;

/** Short hands on one zone's financial services. */
export function officeOf(runtime: TestRuntime, finance: FinancialServices) {
  const { db } = runtime;
  return { inTx, grant, earmark, guarantee, balances, expectSoundBooks };

  function inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return db.transaction(work);
  }

  function grant(limit: string, guarantorCode = GUARANTOR, warnShare?: bigint) {
    const order = {
      guarantorCode,
      limit: yuan(limit),
      warnShare,
      reason: '开业',
      changedBy: 'test',
    };
    return inTx((tx) => finance.setGuarantee(tx, order));
  }

  function earmark(
    ...lists: readonly { declarationId: string; assureCode: string; tax: string }[]
  ) {
    const requests = lists.map((facts) => ({
      declarationId: facts.declarationId,
      guarantorCode: facts.assureCode,
      amount: yuan(facts.tax),
    }));
    return inTx((tx) => finance.earmarkGuarantees(tx, requests));
  }

  async function guarantee(code = GUARANTOR) {
    const { items } = await finance.http.listGuarantees({});
    return items.find((item) => item.guarantorCode === code);
  }

  async function balances(): Promise<Record<string, string>> {
    const { accounts } = await finance.http.getTrialBalance();
    const signed = accounts.map(({ accountCode, debit, credit }) => [
      accountCode,
      credit === '0.00' ? debit : '-' + credit,
    ]);
    return Object.fromEntries(signed) as Record<string, string>;
  }

  async function expectSoundBooks() {
    expect(await finance.checkLedger(db)).toEqual({ kind: 'balanced' });
  }
}

test('sample taxes add up', () => {
  expect(sampleFacts().tax).toBe('98');
});
