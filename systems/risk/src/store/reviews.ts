import type { Queryable, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';
import type { ReviewRule } from '../model/review-policy.ts';
import type { Decision } from './holds.ts';

/** A policy of second officers with who set it and why. */
export type ReviewPolicy = ReviewRule & {
  readonly policyNo: number;
  readonly note: string;
  readonly setBy: string;
  readonly setAt: Instant;
};

/** What one officer proposed for a hold that two decide. */
export type HoldProposal = {
  readonly proposalNo: number;
  readonly decision: Decision;
  readonly proposedBy: string;
  readonly personId: string;
  readonly proposedAt: Instant;
  readonly note: string;
};

type HoldKey = { readonly declarationId: string; readonly attempt: number };

function policyWords({ policyNo }: Pick<ReviewPolicy, 'policyNo'>): string {
  return `review policy ${policyNo}`;
}
const POLICY_NOTE = { note: { as: 'text', boundTo: policyWords } } as const;

function proposalWords(of: HoldKey & Pick<HoldProposal, 'proposalNo'>): string {
  return `hold proposal ${of.declarationId} ${of.attempt} ${of.proposalNo}`;
}
const PROPOSAL_NOTE = { note: { as: 'text', boundTo: proposalWords } } as const;

/** Policies, the one in force first. */
export function listPolicies(
  q: Queryable,
  zoneCode: string,
  limit: number,
): Promise<ReviewPolicy[]> {
  return q.query<ReviewPolicy>(
    `select policy_no as "policyNo", min_score as "minScore", codes, note, set_by as "setBy",
       set_at as "setAt"
     from risk.review_policy
     where zone_code = $1
     order by policy_no desc
     limit $2`,
    [zoneCode, limit],
    POLICY_NOTE,
  );
}

/** Puts a policy in force. Two at the same time: the key refuses the second. */
export async function addPolicy(tx: Tx, zoneCode: string, policy: ReviewPolicy): Promise<void> {
  await tx.query(
    `insert into risk.review_policy
       (zone_code, policy_no, min_score, codes, note, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))`,
    [
      zoneCode,
      policy.policyNo,
      policy.minScore,
      policy.codes,
      await sealOne(tx, policy.note, policyWords(policy)),
      policy.setBy,
      policy.setAt,
    ],
  );
}

/** Everything proposed for a hold, the standing one last. */
export function listProposals(
  q: Queryable,
  zoneCode: string,
  hold: HoldKey,
): Promise<(HoldProposal & HoldKey)[]> {
  return q.query<HoldProposal & HoldKey>(
    `select declaration_id as "declarationId", attempt, proposal_no as "proposalNo", decision,
       proposed_by as "proposedBy", person_id as "personId", proposed_at as "proposedAt", note
     from risk.hold_proposal
     where zone_code = $1
       and declaration_id = $2
       and attempt = $3
     order by proposal_no`,
    [zoneCode, hold.declarationId, hold.attempt],
    PROPOSAL_NOTE,
  );
}

/** Everything proposed for several holds at once, in the order of each. */
export function listProposalsOf(
  q: Queryable,
  zoneCode: string,
  declarationIds: readonly string[],
): Promise<(HoldProposal & HoldKey)[]> {
  return q.query<HoldProposal & HoldKey>(
    `select declaration_id as "declarationId", attempt, proposal_no as "proposalNo", decision,
       proposed_by as "proposedBy", person_id as "personId", proposed_at as "proposedAt", note
     from risk.hold_proposal
     where zone_code = $1
       and declaration_id = any ($2::uuid[])
     order by declaration_id, attempt, proposal_no`,
    [zoneCode, declarationIds],
    PROPOSAL_NOTE,
  );
}

/** Writes a proposal. Needs the lock of lockLatestHold. */
export async function addProposal(
  tx: Tx,
  zoneCode: string,
  { declarationId, attempt, ...proposal }: HoldProposal & HoldKey,
): Promise<void> {
  const bound = proposalWords({ declarationId, attempt, proposalNo: proposal.proposalNo });
  await tx.query(
    `insert into risk.hold_proposal
       (zone_code, declaration_id, attempt, proposal_no, decision, proposed_by, person_id,
        proposed_at, note)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9)`,
    [
      ...[zoneCode, declarationId, attempt, proposal.proposalNo, proposal.decision],
      ...[proposal.proposedBy, proposal.personId, proposal.proposedAt],
      await sealOne(tx, proposal.note, bound),
    ],
  );
}
