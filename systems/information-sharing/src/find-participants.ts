import { askTogether } from '@pilotzone/kernel/ask-together';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Clock } from '@pilotzone/kernel/time';
import type { Participant } from './model/participant.ts';
import { findByCodes, listPage, type ParticipantFilter } from './store/participants.ts';

/** Looks companies up by customs or credit code, with a short memory. */
export type ParticipantFinder = {
  /** The companies known by these codes, by the code asked for; unknown codes are absent. */
  find(codes: Iterable<string>): Promise<Map<string, Participant>>;
  /** Forgets everything: after a change that this process committed. */
  forget(): void;
};

// A change made by another process is seen after this time; a suspended sender passes no longer
// than that.
const MEMORY_MS = 2_000;
// Unknown codes are remembered too, and a stranger may send many.
const MEMORY_MAX = 20_000;

type Remembered = { readonly participant: Participant | undefined; readonly until: number };

/** A finder of one zone. Reads outside any transaction. */
export function createParticipantFinder(needs: {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly clock: Clock;
}): ParticipantFinder {
  let memory = new Map<string, Remembered>();
  // A thousand traders run out of memory in the same second.
  const lookUpOne = askTogether(lookUp);
  return { find, forget };

  async function find(codes: Iterable<string>): Promise<Map<string, Participant>> {
    const now = needs.clock.now();
    const known = memory;
    const asked = [...new Set(codes)];
    const unknown = asked.filter((code) => (known.get(code)?.until ?? 0) <= now);
    if (unknown.length > 0) {
      if (known.size + unknown.length > MEMORY_MAX) known.clear();
      const found = await Promise.all(unknown.map(lookUpOne));
      unknown.forEach((code, i) => {
        known.set(code, { participant: found[i], until: now + MEMORY_MS });
      });
    }
    const answer = new Map<string, Participant>();
    for (const code of asked) {
      const participant = known.get(code)?.participant;
      if (participant) answer.set(code, participant);
    }
    return answer;
  }

  async function lookUp(codes: readonly string[]): Promise<Map<string, Participant>> {
    const rows = await findByCodes(needs.db, needs.zoneCode, codes);
    const byCode = new Map(rows.map((row) => [row.code, row]));
    const byCreditCode = new Map<string, Participant>();
    for (const row of rows) {
      const { creditCode } = row;
      if (creditCode === null) continue;
      const earlier = byCreditCode.get(creditCode);
      const better = earlier?.status !== 'active' && row.status === 'active';
      if (!earlier || better) byCreditCode.set(creditCode, row);
    }
    const found = new Map<string, Participant>();
    for (const code of codes) {
      const participant = byCode.get(code) ?? byCreditCode.get(code);
      if (participant) found.set(code, participant);
    }
    return found;
  }

  // A look-up that is under way writes into the old map, so it cannot bring back what was
  // forgotten.
  function forget(): void {
    memory = new Map();
  }
}

/** A page of companies in order of code; `next` is the code to go on after. */
export async function listParticipants(
  needs: { readonly zoneCode: string; readonly db: Queryable },
  filter: ParticipantFilter,
): Promise<{ participants: Participant[]; next: string | undefined }> {
  const rows = await listPage(needs.db, needs.zoneCode, { ...filter, limit: filter.limit + 1 });
  const participants = rows.slice(0, filter.limit);
  return { participants, next: rows.length > filter.limit ? participants.at(-1)?.code : undefined };
}
