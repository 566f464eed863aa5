import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { CHALLENGE_GONE, CODE_WRONG } from './contract.ts';
import { noteAccountEvent, type IdentityNeeds } from './identity-needs.ts';
import type { Person } from './model/person.ts';
import { insertChallenge, takeNewest } from './store/challenges.ts';
import { setTotp, takeTotpStep } from './store/people.ts';

// Clocks of telephones are seconds off, and typing takes time: one step of 30 s to each side.
const TOLERANCE_S = 30;
const OFFER_LASTS_MS = 15 * 60_000;

/** A secret for an authenticator app; nothing changes until a code of it is shown. */
export async function offerTotp(
  needs: IdentityNeeds,
  person: Person,
): Promise<{ secret: string; uri: string }> {
  const { db, zoneCode, ids, clock } = needs;
  const secret = generateSecret();
  const sealed = await needs.vault.seal(secret, contextOf(person));
  await insertChallenge(db, zoneCode, {
    challenge: {
      challengeId: ids.newId(),
      kind: 'totp-new',
      personId: person.personId,
      value: { sealed: sealed.toString('base64') },
    },
    expiresAt: (clock.now() + OFFER_LASTS_MS) as Instant,
  });
  return { secret, uri: generateURI({ issuer: 'pilotzone', label: person.loginName, secret }) };
}

/** Takes the app into use once it shows a right code. Throws CHALLENGE_GONE, CODE_WRONG. */
export async function confirmTotp(
  needs: IdentityNeeds,
  person: Person,
  code: string,
): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const { personId, loginName } = person;
  const which = { kind: 'totp-new', personId, now: clock.now() } as const;
  const offer = await takeNewest(db, zoneCode, which);
  if (!offer) throw new PilotError(CHALLENGE_GONE, 'the offer ran out; begin again');
  const sealed = Buffer.from(offer.value['sealed'] ?? '', 'base64');
  const step = stepOf(needs, await secretIn(needs, person, sealed), code);
  if (step === undefined) {
    const text = 'the code is not the one the app shows now; begin again and check the clock';
    throw new PilotError(CODE_WRONG, text);
  }
  await setTotp(db, zoneCode, { personId, sealed, step });
  await noteAccountEvent(needs, { personId, kind: 'totp-added', actor: loginName, detail: '' });
}

/** Removes the app: by its owner, or by an administrator for somebody who lost it. */
export async function removeTotp(
  needs: IdentityNeeds,
  { personId }: Person,
  actor: string,
): Promise<void> {
  await setTotp(needs.db, needs.zoneCode, { personId, sealed: null, step: null });
  await noteAccountEvent(needs, { personId, kind: 'totp-removed', actor, detail: '' });
}

/** Whether the code is right now and was not used before; using it up. */
export async function takeTotpCode(
  needs: IdentityNeeds,
  person: Person,
  code: string,
): Promise<boolean> {
  if (person.totpSealed === null) return false;
  const secret = await secretIn(needs, person, person.totpSealed);
  const step = stepOf(needs, secret, code);
  const { personId } = person;
  return step !== undefined && takeTotpStep(needs.db, needs.zoneCode, { personId, step });
}

function stepOf(needs: IdentityNeeds, secret: string, code: string): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const epoch = Math.floor(needs.clock.now() / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: TOLERANCE_S });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

async function secretIn(needs: IdentityNeeds, person: Person, sealed: Buffer): Promise<string> {
  return (await needs.vault.open(sealed, contextOf(person))).toString();
}

function contextOf({ personId }: Person): string {
  return `totp:${personId}`;
}
