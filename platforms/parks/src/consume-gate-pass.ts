import type { Publish } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import { GATE_PASS_CONSUMED_EVENT } from './contract.ts';
import type { GatePass, GatePassConsumed } from './contract.ts';
import { barrierStaysShut, viewOfPass } from './model/gate-pass.ts';
import { consumeOnce, findGatePass } from './store/gate-passes.ts';

export type ConsumeGatePassNeeds = Pick<Runtime, 'zoneCode' | 'db' | 'clock' | 'ids'> & {
  readonly publish: Publish;
};

/** Who opens which gate with what. */
export type GateUse = {
  readonly gatePassNo: string;
  /** Name of the gate (卡口). */
  readonly gate: string;
  /** API key or person, for the record. */
  readonly actor: string;
};

/**
 * Consumes a gate pass and tells so through the outbox: the barrier may open. However many ask at
 * once, one succeeds.
 * Throws GATE_PASS_CONSUMED (naming when and where), GATE_PASS_REVOKED or GATE_PASS_NOT_FOUND:
 * the barrier stays shut.
 */
export async function consumeGatePass(
  use: GateUse,
  needs: ConsumeGatePassNeeds,
): Promise<GatePass> {
  const { zoneCode, clock, ids, publish } = needs;
  return needs.db.transaction(async (tx) => {
    const at = clock.now();
    const pass = await consumeOnce(tx, zoneCode, { ...use, at });
    if (!pass) {
      throw barrierStaysShut(use.gatePassNo, await findGatePass(tx, zoneCode, use.gatePassNo));
    }
    const { gatePassNo, declarationId, logisticsCode, logisticsNo, parkCode, facilityCode } = pass;
    const event: GatePassConsumed = {
      eventId: ids.newId(),
      day: dayOf(at),
      at: formatInstant(at),
      passes: [
        {
          gatePassNo,
          direction: pass.direction,
          declarationId,
          logisticsCode,
          logisticsNo,
          parkCode,
          facilityCode,
          gate: use.gate,
        },
      ],
    };
    await publish(tx, GATE_PASS_CONSUMED_EVENT, event);
    return viewOfPass(pass);
  });
}
