import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { GatePass } from './contract.ts';
import { noSuchPass, viewOfPass } from './model/gate-pass.ts';
import { findGatePass, readPassesOf } from './store/gate-passes.ts';

/** The pass under a number, whatever its state. Throws GATE_PASS_NOT_FOUND. */
export async function getGatePass(
  gatePassNo: string,
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<GatePass> {
  const pass = await findGatePass(needs.db, needs.zoneCode, gatePassNo);
  if (!pass) throw noSuchPass(gatePassNo);
  return viewOfPass(pass);
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
