import { createHash, randomBytes, randomInt } from 'node:crypto';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Instant } from '@pilotzone/kernel/time';
import { LOGIN_REFUSED, TOO_MANY_ATTEMPTS, TOO_MANY_CODES } from './contract.ts';
import { csrfTokenOf, hashToken } from './open-session.ts';
import {
  answerCitizenCode,
  countCitizenCodes,
  endCitizenSession,
  findCitizenSession,
  insertCitizenCode,
  insertCitizenSession,
  markCodeSent,
  pruneCitizens,
} from './store/citizens.ts';

/** A code on its way to a telephone. */
export type CodeMessage = {
  readonly requestId: string;
  readonly phone: string;
  readonly code: string;
};

/** What signing a citizen in needs; `db` is the pool of the citizens' own bulkhead. */
export type CitizenNeeds = Runtime & {
  buyerKey(idNumber: string): string;
  contactKey(phone: string): string;
  /** Whether declarations of this buyer name this telephone. */
  knowsPhone(buyerKey: string, phone: string): Promise<boolean>;
  /** Brings a code to a telephone: a gateway for short messages, or the demo's. */
  sendCode(message: CodeMessage): Promise<void>;
};

const CODE_LASTS_MS = 5 * 60_000;
const SESSION_LASTS_MS = 30 * 60_000;
const WRONG_PER_CODE_MAX = 5;
// Of one telephone within a quarter of an hour, whoever's number is given with it.
const REST_MS = 15 * 60_000;
const CODES_MAX = 4;
const WRONG_MAX = 10;
// Counts and sessions of a day, for whoever asks what went on.
const KEPT_MS = 24 * 3_600_000;

/** Citizens have no account: a code to the telephone of their declarations lets them in. */
export function createCitizenSignIn(needs: CitizenNeeds) {
  const { db, zoneCode, clock } = needs;
  return {
    requestCode: (who: { idNumber: string; phone: string }) => requestCode(needs, who),
    answerCode: (answer: { requestId: string; code: string }) => answerCode(needs, answer),
    findSession: async (token: string) => {
      if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
      const wanted = { tokenSha256: hashToken(token), now: clock.now() };
      const session = await findCitizenSession(db, zoneCode, wanted);
      return session && { ...session, csrfToken: csrfTokenOf(token) };
    },
    endSession: (sessionId: string) =>
      endCitizenSession(db, zoneCode, { sessionId, at: clock.now() }),
    prune: () => pruneCitizens(db, zoneCode, (clock.now() - KEPT_MS) as Instant),
  };
}

export type CitizenSignIn = ReturnType<typeof createCitizenSignIn>;

/**
 * Takes a request for a code. The answer is the same for everybody and comes before anybody looks
 * whether declarations name this telephone: neither words nor time tell who is known. `delivered`
 * ends when a code was sent, or was not. Throws TOO_MANY_CODES.
 */
async function requestCode(
  needs: CitizenNeeds,
  { idNumber, phone }: { idNumber: string; phone: string },
) {
  const { db, zoneCode, ids, clock } = needs;
  const now = clock.now();
  const contactKey = needs.contactKey(phone);
  const since = (now - REST_MS) as Instant;
  const { asked } = await countCitizenCodes(db, zoneCode, { contactKey, since });
  if (asked >= CODES_MAX) throw new PilotError(TOO_MANY_CODES, 'wait a quarter of an hour');
  const request = {
    requestId: ids.newId(),
    buyerKey: needs.buyerKey(idNumber.toUpperCase()),
    contactKey,
    createdAt: now,
    expiresAt: (now + CODE_LASTS_MS) as Instant,
  };
  const { requestId, buyerKey, expiresAt } = request;
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await insertCitizenCode(db, zoneCode, { ...request, codeSha256: hashCode(requestId, code) });
  const delivered = deliver(needs, { buyerKey, message: { requestId, phone, code } });
  return { requestId, expiresAt, delivered };
}

async function deliver(
  needs: CitizenNeeds,
  { buyerKey, message }: { buyerKey: string; message: CodeMessage },
): Promise<void> {
  const { requestId, phone } = message;
  try {
    if (!(await needs.knowsPhone(buyerKey, phone))) return;
    await markCodeSent(needs.db, needs.zoneCode, { requestId, at: needs.clock.now() });
    await needs.sendCode(message);
  } catch (error) {
    needs.log.error({ err: error, requestId }, 'a code could not be sent');
  }
}

/**
 * Opens a session for whoever holds the telephone. Throws LOGIN_REFUSED without saying what is
 * wrong, TOO_MANY_ATTEMPTS while the telephone rests.
 */
async function answerCode(needs: CitizenNeeds, answer: { requestId: string; code: string }) {
  const { db, zoneCode, ids, clock } = needs;
  const now = clock.now();
  const citizen = await answerCitizenCode(db, zoneCode, {
    requestId: answer.requestId,
    codeSha256: hashCode(answer.requestId, answer.code),
    wrongMax: WRONG_PER_CODE_MAX,
    now,
  });
  if (!citizen)
    throw new PilotError(LOGIN_REFUSED, 'the code is wrong, was used, or is older than 5 minutes');
  await refuseResting(needs, citizen.contactKey);
  const token = randomBytes(32).toString('base64url');
  const session = {
    ...citizen,
    sessionId: ids.newId(),
    createdAt: now,
    expiresAt: (now + SESSION_LASTS_MS) as Instant,
  };
  await insertCitizenSession(db, zoneCode, { ...session, tokenSha256: hashToken(token) });
  return { token, expiresAt: session.expiresAt };
}

/** Also a right answer is refused after too many wrong ones: guessing must not pay. */
async function refuseResting(needs: CitizenNeeds, contactKey: string): Promise<void> {
  const since = (needs.clock.now() - REST_MS) as Instant;
  const { wrong } = await countCitizenCodes(needs.db, needs.zoneCode, { contactKey, since });
  if (wrong < WRONG_MAX) return;
  throw new PilotError(TOO_MANY_ATTEMPTS, 'too many wrong codes; wait a quarter of an hour');
}

function hashCode(requestId: string, code: string): Buffer {
  return createHash('sha256').update(`${requestId} ${code}`).digest();
}
