import { encodeCeb } from '@pilotzone/ceb/encode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { formatReturnTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { Numbers } from './numbers.ts';
import type { SimulatorNeeds } from './options.ts';

type ArrivalDocument = DocumentByType['CEB711Message'];

/** What customs answers to arrival reports (711): 2, 120, 399, with the number of the entry. */
export async function answerArrivals(
  needs: SimulatorNeeds & { readonly numbers: Numbers },
  reports: readonly ArrivalDocument[],
): Promise<Uint8Array[]> {
  const heads = [];
  for (const { head } of reports) {
    const { preNo } = await needs.numbers.next(head.customsCode);
    const about = {
      customsCode: head.customsCode,
      operatorCode: head.operatorCode,
      copNo: head.copNo || head.guid.slice(-20),
      preNo: `R${preNo.slice(1)}`,
    };
    const rkdNo = `K${preNo.slice(1)}`;
    heads.push(
      { ...about, rkdNo: undefined, ...step(needs, '2', '申报成功') },
      { ...about, rkdNo: undefined, ...step(needs, '120', '[Code:1800;Desc:逻辑校验通过]') },
      { ...about, rkdNo, ...step(needs, '399', '[Code:2700;Desc:海关审结]') },
    );
  }
  const bodies: Uint8Array[] = [];
  for (let from = 0; from < heads.length; from += RETURNS_PER_MESSAGE) {
    const documents = heads.slice(from, from + RETURNS_PER_MESSAGE).map((head) => ({
      head: { guid: needs.ids.newId(), ...head },
      lines: [],
    }));
    const frame = { type: 'CEB712Message', guid: needs.ids.newId(), version: '1.0' } as const;
    bodies.push(encodeCeb({ ...frame, documents }));
  }
  return bodies;
}

// The schema's limit of returns per message.
const RETURNS_PER_MESSAGE = 100;

const AFTER_MS: Readonly<Record<string, number>> = { 2: 0, 120: 1, 399: 2 };

function step(needs: SimulatorNeeds, returnStatus: string, returnInfo: string) {
  const at = (needs.clock.now() + (AFTER_MS[returnStatus] ?? 0)) as Instant;
  return { returnStatus, returnTime: formatReturnTime(at), returnInfo };
}
