import { formatMoney } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { PostingList } from './contract.ts';
import { sidesOf } from './get-trial-balance.ts';
import { selectPostings } from './store/ledger.ts';

// A declaration has at most a handful of sets; an event one with two legs a guarantor.
const POSTINGS_MAX = 1_000;

/**
 * The postings about one thing: a declaration, an event, a tax payment or a limit change, by its
 * id; with an owner those about its money.
 */
export async function listPostings(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
  reference: string,
  owner?: string,
): Promise<PostingList> {
  const about = { postingSetId: reference, owner, limit: POSTINGS_MAX };
  const postings = await selectPostings(needs.db, needs.zoneCode, about);
  return {
    items: postings.map((posting) => {
      const { debit, credit } = sidesOf(posting.amount);
      return {
        reference: posting.postingSetId,
        setNo: posting.setNo,
        legNo: posting.legNo,
        kind: posting.referenceKind,
        day: posting.day,
        postedAt: formatInstant(posting.postedAt),
        accountCode: posting.accountCode,
        partyCode: posting.partyCode,
        debit: formatMoney(debit),
        credit: formatMoney(credit),
        currency: 'CNY',
      };
    }),
  };
}
