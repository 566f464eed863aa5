import type { Participant } from '@pilotzone/information-sharing/model/participant';
import { cny } from '@pilotzone/kernel/money';
import type { Platform } from '../compose.ts';
import type { Companies } from './companies.ts';

// "Sufficient" for any folder of messages: a trillion CNY, far below what numeric(19,5) holds.
const SUFFICIENT = cny(1_000_000_000_000n * 100_000n);

/**
 * Enrols the companies that the messages name, unless a list of participants was given, and gives
 * the guarantors among the enrolled a sufficient guarantee. A company that is enrolled already
 * keeps its name and status.
 */
export async function enrolCompanies(
  platform: Platform,
  { companies, enrol }: { companies: Companies; enrol: boolean },
): Promise<void> {
  const named = companies.list();
  const enrolled = await platform.informationSharing.findParticipants(
    named.map((company) => company.code),
  );
  if (enrol) {
    const participants = named.flatMap(({ code, name, roles }): Participant[] => {
      const known = enrolled.get(code);
      if (!known) return [{ code, creditCode: null, name, status: 'active', roles }];
      const all = [...new Set([...known.roles, ...roles])];
      return all.length === known.roles.length ? [] : [{ ...known, roles: all }];
    });
    await platform.informationSharing.applyParticipants({ participants, actor: 'clear' });
  }
  await platform.runtime.db.transaction(async (tx) => {
    for (const guarantorCode of companies.guarantors()) {
      if (!enrol && enrolled.get(guarantorCode)?.status !== 'active') continue;
      const order = {
        guarantorCode,
        limit: SUFFICIENT,
        reason: 'clear: sufficient guarantee',
        changedBy: 'clear',
      };
      await platform.finance.setGuarantee(tx, order);
    }
  });
}
