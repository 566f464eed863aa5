import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { GatePass, GatePassList, GatePassQuery } from './contract.ts';
import { noSuchPass, viewOfPass } from './model/gate-pass.ts';
import { findGatePass, listPasses, readPassesOf } from './store/gate-passes.ts';

/** The pass under a number, whatever its state. Throws GATE_PASS_NOT_FOUND. */
export async function getGatePass(
  gatePassNo: string,
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<GatePass> {
  const pass = await findGatePass(needs.db, needs.zoneCode, gatePassNo);
  if (!pass) throw noSuchPass(gatePassNo);
  return viewOfPass(pass);
}

/**
 * The pass of a declaration, or passes newest first, of one state or of all. Throws CURSOR_INVALID.
 */
export async function listGatePasses(
  { declarationId, state, cursor, limit = 50 }: GatePassQuery,
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<GatePassList> {
  if (declarationId !== undefined) {
    const passes = await findGatePasses(needs.db, [declarationId], needs);
    return { items: passes.filter((pass) => pass !== undefined), next: null };
  }
  const before = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
  const found = await listPasses(needs.db, needs.zoneCode, { state, before, limit: limit + 1 });
  const page = pageOf(found, limit, ({ gatePassNo }) => [gatePassNo]);
  return { items: page.items.map(viewOfPass), next: page.next };
}

/** The passes of declarations, in their order; `undefined` where none was issued. */
export async function findGatePasses(
  q: Queryable,
  declarationIds: readonly string[],
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<(GatePass | undefined)[]> {
  if (declarationIds.length === 0) return [];
  const passes = await readPassesOf(q, needs.zoneCode, declarationIds);
  const byDeclaration = new Map(passes.map((pass) => [pass.declarationId, viewOfPass(pass)]));
  return declarationIds.map((declarationId) => byDeclaration.get(declarationId));
}
