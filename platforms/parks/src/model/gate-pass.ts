import { PilotError } from '@pilotzone/kernel/errors';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { GATE_PASS_CONSUMED, GATE_PASS_NOT_FOUND, GATE_PASS_REVOKED } from '../contract.ts';
import type { GateDirection, GatePass, GatePassState } from '../contract.ts';
import type { Place, PlaceClues } from './place.ts';

/** A gate pass (核放单) as stored. */
export type GatePassRecord = {
  readonly gatePassNo: string;
  readonly declarationId: string;
  readonly direction: GateDirection;
  readonly invtNo: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly parkCode: string;
  readonly facilityCode: string;
  readonly unassignedBecause: string | null;
  readonly issuedAt: Instant;
  readonly revokedAt: Instant | null;
  readonly revokedCause: string | null;
  readonly consumedAt: Instant | null;
  readonly gate: string | null;
};

/** What a pass says when it is issued. */
export type NewGatePass = Pick<
  GatePassRecord,
  | 'declarationId'
  | 'direction'
  | 'invtNo'
  | 'logisticsCode'
  | 'logisticsNo'
  | 'parkCode'
  | 'facilityCode'
  | 'unassignedBecause'
>;

/** What of a declaration stands on its pass. */
export type PassedDeclaration = Pick<
  DeclarationFacts,
  'declarationId' | 'invtNo' | 'logisticsCode' | 'logisticsNo'
> &
  PlaceClues;

/** The pass of a declaration whose goods stand at `place`, or are to stand there. */
export function newPass(
  declaration: PassedDeclaration,
  place: Place,
  direction: GateDirection,
): NewGatePass {
  const { declarationId, invtNo, logisticsCode, logisticsNo } = declaration;
  const isKnown = place.kind !== 'unassigned';
  return {
    declarationId,
    direction,
    invtNo,
    logisticsCode,
    logisticsNo,
    parkCode: isKnown ? place.parkCode : '',
    facilityCode: isKnown ? place.facilityCode : '',
    unassignedBecause: isKnown ? null : place.because,
  };
}

/** Whether a pass opens the barrier, and if not, why not. */
export function stateOfPass(pass: GatePassRecord): GatePassState {
  if (pass.consumedAt !== null) return 'consumed';
  return pass.revokedAt === null ? 'issued' : 'revoked';
}

/** A pass as the API shows it. */
export function viewOfPass(pass: GatePassRecord): GatePass {
  const { issuedAt, consumedAt, revokedAt, ...rest } = pass;
  return {
    ...rest,
    state: stateOfPass(pass),
    issuedAt: formatInstant(issuedAt),
    consumedAt: textOf(consumedAt),
    revokedAt: textOf(revokedAt),
  };
}

function textOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}

/**
 * Why the barrier stays shut: the pass is unknown, used or revoked. `pass` is what is on file
 * under the number.
 */
export function barrierStaysShut(gatePassNo: string, pass: GatePassRecord | undefined): PilotError {
  if (!pass) return noSuchPass(gatePassNo);
  if (pass.consumedAt !== null) {
    return new PilotError(
      GATE_PASS_CONSUMED,
      `gate pass ${gatePassNo} was consumed at ${formatInstant(pass.consumedAt)} ` +
        `at gate "${pass.gate ?? ''}"; it opens the barrier once, so it stays shut`,
    );
  }
  const at = pass.revokedAt === null ? 'an unknown time' : formatInstant(pass.revokedAt);
  return new PilotError(
    GATE_PASS_REVOKED,
    `gate pass ${gatePassNo} was revoked at ${at}, because the release of list ${pass.invtNo} ` +
      `was taken back (${pass.revokedCause ?? 'no cause'}); the barrier stays shut`,
  );
}

/** The refusal of a number that no release has created. */
export function noSuchPass(gatePassNo: string): PilotError {
  return new PilotError(
    GATE_PASS_NOT_FOUND,
    `there is no gate pass ${gatePassNo}: customs has released no list under it, so the barrier ` +
      'stays shut; check the number, or look up the state of the declaration',
  );
}
