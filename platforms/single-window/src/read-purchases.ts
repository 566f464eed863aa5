import type { Database } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { pageOf } from '@pilotzone/kernel/http';
import { cny, formatMoney } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, type Instant } from '@pilotzone/kernel/time';
import { regimeOn } from '@pilotzone/tariff/limits';
import { PURCHASE_NOT_FOUND } from './contract.ts';
import { loadCases } from './load-cases.ts';
import { yearOf } from './model/allowance-year.ts';
import { isDeclarationId, type DeclarationRow } from './model/declaration.ts';
import { purchaseOf, samePhone } from './model/purchase.ts';
import { findAllowance, lockYears } from './store/allowance.ts';
import { changeFreeze, findFreeze } from './store/freezes.ts';
import {
  findPurchaseRow,
  listLooks,
  listPurchaseRows,
  listPurchaseYears,
  listRefusedRows,
} from './store/purchases.ts';

/** What the citizen's counter needs; `db` is its own pool. */
export type PurchaseNeeds = Runtime & {
  readonly db: Database;
  /** The pseudonym of a telephone, as the session keeps it. */
  contactKey(phone: string): string;
};

/** Whose purchases, and the telephone that she showed to hold. */
export type Buyer = { readonly buyerKey: string; readonly contactKey: string };

// Enough to know the telephones somebody has used lately.
const LISTS_LOOKED_AT = 20;
const REFUSED_MAX = 50;
const LOOKS_MAX = 50;

/** What a citizen may see and do about lists in her name. */
export function createPurchases(needs: PurchaseNeeds) {
  return {
    knowsPhone: (buyerKey: string, phone: string) => knowsPhone(needs, buyerKey, phone),
    readYear: (buyer: Buyer, year: number | undefined) => readYear(needs, buyer, year),
    listPurchases: (
      buyer: Buyer,
      page: { year: number; before: string | undefined; limit: number },
    ) => listPurchases(needs, buyer, page),
    findPurchase: (buyer: Buyer, declarationId: string) =>
      findPurchase(needs, buyer, declarationId),
    freeze: (buyer: Buyer) => setFreeze(needs, buyer, 'freeze'),
    thaw: (buyer: Buyer) => setFreeze(needs, buyer, 'thaw'),
  };
}

export type Purchases = ReturnType<typeof createPurchases>;

/** Whether one of the latest lists of a buyer names this telephone. */
async function knowsPhone(needs: PurchaseNeeds, buyerKey: string, phone: string): Promise<boolean> {
  for (const year of await listPurchaseYears(needs.db, buyerKey)) {
    const page = { buyerKey, year, before: undefined, limit: LISTS_LOOKED_AT };
    const rows = await listPurchaseRows(needs.db, needs.zoneCode, page);
    const cases = await needs.db.transaction((tx) => loadCases(needs, tx, rows));
    if (cases.some(({ list }) => samePhone(list.head.buyerTelephone, phone))) return true;
  }
  return false;
}

/** A citizen's year: the allowance, whether purchases are frozen, who looked at her data. */
async function readYear(needs: PurchaseNeeds, buyer: Buyer, wanted: number | undefined) {
  const { db, zoneCode, clock } = needs;
  const { buyerKey } = buyer;
  const today = dayOf(clock.now());
  const year = wanted ?? yearOf(today);
  const known = await findAllowance(db, { buyerKey, year });
  const regime = regimeOn(today);
  const limit = known?.limit ?? regime.annualLimit.units;
  const used = known?.used ?? 0n;
  const since = await findFreeze(db, zoneCode, buyerKey);
  const looks = await listLooks(db, zoneCode, { buyerKey, year, limit: LOOKS_MAX });
  const refused = await listRefusedRows(db, zoneCode, { buyerKey, limit: REFUSED_MAX });
  return {
    year,
    years: [...new Set([yearOf(today), ...(await listPurchaseYears(db, buyerKey))])],
    allowance: {
      limit: text(limit),
      used: text(used),
      left: text(limit - used),
      singleLimit: text(regime.singleLimit.units),
    },
    frozenSince: since === undefined ? null : formatInstant(since as Instant),
    refused: await showAll(needs, buyer, refused),
    looks: looks.map((look) => ({ ...look, at: formatInstant(look.at as Instant) })),
  };
}

async function listPurchases(
  needs: PurchaseNeeds,
  buyer: Buyer,
  page: { year: number; before: string | undefined; limit: number },
) {
  const { buyerKey } = buyer;
  const wanted = { ...page, buyerKey, limit: page.limit + 1 };
  const rows = await listPurchaseRows(needs.db, needs.zoneCode, wanted);
  const { items, next } = pageOf(rows, page.limit, ({ declarationId }) => [declarationId]);
  return { items: await showAll(needs, buyer, items), next };
}

/** A list in her name. Throws PURCHASE_NOT_FOUND, also for anybody else's. */
async function findPurchase(needs: PurchaseNeeds, buyer: Buyer, declarationId: string) {
  const row = isDeclarationId(declarationId)
    ? await findPurchaseRow(needs.db, needs.zoneCode, { ...buyer, declarationId })
    : undefined;
  const [shown] = row ? await showAll(needs, buyer, [row]) : [];
  if (shown) return shown;
  throw new PilotError(PURCHASE_NOT_FOUND, 'there is no such list in your name');
}

async function showAll(needs: PurchaseNeeds, buyer: Buyer, rows: readonly DeclarationRow[]) {
  if (rows.length === 0) return [];
  const cases = await needs.db.transaction((tx) => loadCases(needs, tx, rows));
  return cases.map(({ row, list }) => {
    const phone = list.head.buyerTelephone;
    const isOwnPhone = needs.contactKey(phone.replaceAll(/\D/g, '')) === buyer.contactKey;
    return purchaseOf({ row, list, isOwnPhone });
  });
}

async function setFreeze(
  { db, zoneCode, ids, clock }: PurchaseNeeds,
  { buyerKey }: Buyer,
  action: 'freeze' | 'thaw',
): Promise<void> {
  const change = { changeId: ids.newId(), buyerKey, action, at: clock.now() };
  await db.transaction(async (tx) => {
    await lockYears(tx, buyerKey);
    await changeFreeze(tx, zoneCode, change);
  });
}

function text(units: bigint): string {
  return formatMoney(cny(units));
}
