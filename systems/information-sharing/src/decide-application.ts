import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import type { Tx } from '@pilotzone/kernel/db';
import {
  ENTERPRISE_APPLICATION_CHANGED,
  ENTERPRISE_APPLICATION_NOT_FOUND,
  ENTERPRISE_APPLICATION_OWN,
  ENTERPRISE_CHANGE_REFUSED,
  type DecisionBody,
} from './contract/enterprise.ts';
import {
  detailContext,
  findEnterprise,
  openApplication,
  openDetails,
  type Applicant,
  type EnterpriseNeeds,
} from './file-enterprise.ts';
import { applyChanges, judgeChanges } from './model/enterprise.ts';
import { isSameParticipant } from './model/participant.ts';
import {
  addStep,
  lockApplication,
  moveApplication,
  putDetail,
  type ApplicationRow,
} from './store/enterprise.ts';
import { lockParticipants, writeChanges } from './store/participants.ts';

const OUTCOMES = { approve: 'approved', return: 'returned', refuse: 'refused' } as const;

export type DecidingNeeds = EnterpriseNeeds & {
  /** Tells the finder that companies changed. */
  readonly forgetParticipants: () => void;
};

/**
 * The zone's answer to an application, once for each revision; nobody decides about the own
 * enterprise. Approved, only what it names changes, of what is on file at this moment, in the same
 * transaction. Throws ENTERPRISE_APPLICATION_NOT_FOUND, _CHANGED, _FORBIDDEN, and
 * ENTERPRISE_CHANGE_REFUSED where it fits no longer what is on file.
 */
export async function decideApplication(
  needs: DecidingNeeds,
  { applicationId, decision, revision, note }: DecisionBody & { readonly applicationId: string },
  by: Applicant,
): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const at = clock.now();
  const status = OUTCOMES[decision];
  await db.transaction(async (tx) => {
    const open = await lockApplication(tx, zoneCode, applicationId);
    assertDecidable(open, revision, by);
    if (decision === 'approve') await approve(needs, tx, { open, at, actor: by.name });
    await moveApplication(tx, zoneCode, { applicationId, status, revision, at });
    const who = { actor: by.name, actorCode: by.participantCode, note: note.trim() };
    await addStep(tx, zoneCode, { applicationId, at, status, ...who });
  });
  needs.forgetParticipants();
}

function assertDecidable(
  open: ApplicationRow | undefined,
  revision: number,
  by: Applicant,
): asserts open is ApplicationRow {
  if (!open) throw new PilotError(ENTERPRISE_APPLICATION_NOT_FOUND, 'there is no such application');
  if (open.code === by.participantCode) {
    const text = 'an application of your own enterprise is decided by another organisation';
    throw new PilotError(ENTERPRISE_APPLICATION_OWN, text);
  }
  if (open.status !== 'submitted' || open.revision !== revision) {
    const text = `the application is ${open.status} (revision ${open.revision}); read it again`;
    throw new PilotError(ENTERPRISE_APPLICATION_CHANGED, text);
  }
}

async function approve(
  needs: DecidingNeeds,
  tx: Tx,
  { open, at, actor }: { open: ApplicationRow; at: Instant; actor: string },
): Promise<void> {
  const { zoneCode, ids, vault } = needs;
  const { applicationId, code } = open;
  await lockParticipants(tx);
  const before = await findEnterprise(tx, zoneCode, code);
  const known = await openDetails(needs, tx, code);
  const { changes } = await openApplication(needs, open);
  const wrong = judgeChanges(before, known, changes);
  if (wrong.length > 0) throw new PilotError(ENTERPRISE_CHANGE_REFUSED, wrong.join('; '));
  const { participant: after, details } = applyChanges(before, known, changes);
  if (!isSameParticipant(before, after)) {
    const change = { changeId: ids.newId(), kind: 'changed' as const, before, after };
    await writeChanges(tx, zoneCode, { changes: [change], at, actor });
  }
  const body = await vault.seal(JSON.stringify(details), detailContext(code));
  await putDetail(tx, zoneCode, { code, body, applicationId, at });
}
