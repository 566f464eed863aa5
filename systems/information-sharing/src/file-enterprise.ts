import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Vault } from '@pilotzone/kernel/vault';
import { PARTICIPANT_NOT_FOUND } from './contract.ts';
import {
  ENTERPRISE_APPLICATION_NOT_FOUND,
  ENTERPRISE_APPLICATION_EXISTS,
  ENTERPRISE_CHANGE_REFUSED,
  type ApplicationBody,
  type ApplicationShape,
  type EnterpriseShape,
} from './contract/enterprise.ts';
import { changesOf, judgeChanges, type Details } from './model/enterprise.ts';
import type { Participant } from './model/participant.ts';
import {
  addStep,
  findDetail,
  insertApplication,
  listApplicationRows,
  listApplicationsOf,
  listSteps,
  lockOpenOf,
  moveApplication,
  type ApplicationRow,
} from './store/enterprise.ts';
import { findByCodes } from './store/participants.ts';

export type EnterpriseNeeds = Runtime & { readonly vault: Vault };

/** A person or key of an organisation. */
export type Applicant = { readonly participantCode: string; readonly name: string };

const SHOWN = 20;

/** What is on file about the caller's own enterprise. Throws PARTICIPANT_NOT_FOUND. */
export async function readEnterprise(
  needs: EnterpriseNeeds,
  code: string,
): Promise<EnterpriseShape> {
  const { db, zoneCode } = needs;
  const participant = await findEnterprise(db, zoneCode, code);
  const details = await openDetails(needs, db, code);
  const rows = await listApplicationsOf(db, zoneCode, { code, limit: SHOWN });
  const applications = await showAll(needs, rows);
  return { ...participant, roles: [...participant.roles], details, applications };
}

/**
 * Asks for a change, or asks again after the zone returned it. Throws ENTERPRISE_CHANGE_REFUSED
 * with all that stands against it, and ENTERPRISE_APPLICATION_EXISTS while one waits for the zone.
 */
export async function applyForChange(
  needs: EnterpriseNeeds,
  { changes, reason }: ApplicationBody,
  by: Applicant,
): Promise<void> {
  const { db, zoneCode, ids, clock, vault } = needs;
  const code = by.participantCode;
  const participant = await findEnterprise(db, zoneCode, code);
  const wrong = judgeChanges(participant, await openDetails(needs, db, code), changes);
  if (wrong.length > 0) throw new PilotError(ENTERPRISE_CHANGE_REFUSED, wrong.join('; '));
  const at = clock.now();
  await db.transaction(async (tx) => {
    const open = await lockOpenOf(tx, zoneCode, code);
    if (open?.status === 'submitted') throw stillOpen();
    const applicationId = open?.applicationId ?? ids.newId();
    const body = await vault.seal(JSON.stringify({ changes, reason }), contextOf(applicationId));
    const revision = (open?.revision ?? 0) + 1;
    const row = { applicationId, code, status: 'submitted' as const, revision, body };
    if (open) await moveApplication(tx, zoneCode, { ...row, at });
    else if (!(await insertApplication(tx, zoneCode, { ...row, submittedAt: at })))
      throw stillOpen();
    const who = { actor: by.name, actorCode: code, note: reason.trim() };
    await addStep(tx, zoneCode, { applicationId, at, status: 'submitted', ...who });
  });
}

/** Takes the open application back. Throws ENTERPRISE_APPLICATION_NOT_FOUND where none is. */
export async function withdrawApplication(needs: EnterpriseNeeds, by: Applicant): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const at = clock.now();
  await db.transaction(async (tx) => {
    const open = await lockOpenOf(tx, zoneCode, by.participantCode);
    if (!open)
      throw new PilotError(ENTERPRISE_APPLICATION_NOT_FOUND, 'your enterprise has none open');
    const moved = { ...open, status: 'withdrawn' as const };
    const { applicationId, revision, status } = moved;
    await moveApplication(tx, zoneCode, { applicationId, revision, status, at });
    const who = { actor: by.name, actorCode: by.participantCode, note: '' };
    await addStep(tx, zoneCode, { applicationId, at, status, ...who });
  });
}

/** Applications that wait for the zone, longest first; or all. Throws CURSOR_INVALID. */
export async function listApplications(
  needs: EnterpriseNeeds,
  { cursor, all, limit }: { cursor: string | undefined; all: boolean; limit: number },
) {
  const after = cursor === undefined ? undefined : idIn(cursor);
  const rows = await listApplicationRows(needs.db, needs.zoneCode, {
    ...{ after, all, limit: limit + 1 },
  });
  const { items, next } = pageOf(rows, limit, ({ applicationId }) => [applicationId]);
  return { items: await showAll(needs, items), next };
}

/** The enrolled enterprise of this very code. Throws PARTICIPANT_NOT_FOUND. */
export async function findEnterprise(
  q: Queryable,
  zoneCode: string,
  code: string,
): Promise<Participant> {
  const found = (await findByCodes(q, zoneCode, [code])).find((one) => one.code === code);
  if (found) return found;
  throw new PilotError(PARTICIPANT_NOT_FOUND, `no enterprise ${code} is enrolled`);
}

/** What is filed beside the enrolment; nothing at first. */
export async function openDetails(
  { zoneCode, vault }: EnterpriseNeeds,
  q: Queryable,
  code: string,
): Promise<Details> {
  const sealed = await findDetail(q, zoneCode, code);
  if (!sealed) return {};
  const opened = await vault.open(sealed, detailContext(code));
  // Written by decide-application.ts alone.
  return JSON.parse(opened.toString('utf8')) as Details;
}

/** What an application asks for. */
export async function openApplication(
  { vault }: Pick<EnterpriseNeeds, 'vault'>,
  { applicationId, body }: ApplicationRow,
): Promise<ApplicationBody> {
  const opened = await vault.open(body, contextOf(applicationId));
  // Written by applyForChange, whose body was checked.
  return JSON.parse(opened.toString('utf8')) as ApplicationBody;
}

/** What the seal of an enterprise's details is bound to. */
export function detailContext(code: string): string {
  return `enterprise:${code}`;
}

function contextOf(applicationId: string): string {
  return `enterprise-application:${applicationId}`;
}

async function showAll(
  needs: EnterpriseNeeds,
  rows: readonly ApplicationRow[],
): Promise<ApplicationShape[]> {
  if (rows.length === 0) return [];
  const { db, zoneCode } = needs;
  const ids = rows.map(({ applicationId }) => applicationId);
  const steps = await listSteps(db, zoneCode, ids);
  const shown: ApplicationShape[] = [];
  for (const row of rows) {
    const { applicationId, code, status, revision, submittedAt } = row;
    const { changes, reason } = await openApplication(needs, row);
    const participant = await findEnterprise(db, zoneCode, code);
    const details = await openDetails(needs, db, code);
    const own = steps.filter((step) => step.applicationId === applicationId);
    shown.push({
      ...{ applicationId, code, name: participant.name, status, revision, reason },
      submittedAt: formatInstant(submittedAt),
      changes: changesOf(participant, details, changes),
      steps: own.map(({ at, status: to, actor, note }) => ({
        ...{ at: formatInstant(at), status: to, actor, note },
      })),
    });
  }
  return shown;
}

function stillOpen(): PilotError {
  const text = 'an application waits for the zone; withdraw it, or wait for the answer';
  return new PilotError(ENTERPRISE_APPLICATION_EXISTS, text);
}

function idIn(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one that this list gave');
}
