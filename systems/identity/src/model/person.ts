import type {
  ParticipantStatus,
  ParticipantRole,
  Scope,
} from '@pilotzone/information-sharing/contract';
import type { Instant } from '@pilotzone/kernel/time';

/** Somebody who signs in, for one organisation. */
export type Person = {
  readonly personId: string;
  /** Lower case. */
  readonly loginName: string;
  readonly displayName: string;
  readonly participantCode: string;
  readonly permissions: readonly Scope[];
  readonly status: 'active' | 'suspended';
  /** argon2id; null when the person has no password. */
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  readonly totpSealed: Buffer | null;
  readonly totpLastStep: number | null;
  readonly failedAttempts: number;
  readonly lockedUntil: Instant | null;
};

/** An enrolled organisation as identity needs it. */
export type Organisation = {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly ParticipantRole[];
  readonly status: ParticipantStatus;
};

/** As login names are stored and compared. */
export function normalizeLoginName(name: string): string {
  return name.trim().toLowerCase();
}

// Five wrong answers are beyond typing errors; with each further five the account rests longer, so
// that guessing a six-digit code takes years.
const FREE_ATTEMPTS = 5;
const LOCK_MS = 15 * 60_000;

/** Until when an account rests after so many wrong answers in a row; `undefined`: not at all. */
export function lockAfter(failedAttempts: number, now: Instant): Instant | undefined {
  if (failedAttempts === 0 || failedAttempts % FREE_ATTEMPTS !== 0) return undefined;
  return (now + LOCK_MS * (failedAttempts / FREE_ATTEMPTS)) as Instant;
}

const PASSWORD_LENGTH_MIN = 12;
const PASSWORD_LENGTH_MAX = 200;

/**
 * Why a password is too weak, `undefined` when it is not. Length is what counts (NIST SP 800-63B
 * §3.1.1.2): no rules about kinds of characters, but nothing that stands in the account itself.
 */
export function judgePassword(password: string, person: { loginName: string }): string | undefined {
  const characters = [...password];
  if (characters.length < PASSWORD_LENGTH_MIN)
    return `a password has at least ${PASSWORD_LENGTH_MIN} characters`;
  if (characters.length > PASSWORD_LENGTH_MAX)
    return `a password has at most ${PASSWORD_LENGTH_MAX} characters`;
  if (new Set(characters).size < 5) return 'the password repeats too few characters';
  if (password.toLowerCase().includes(person.loginName)) return 'the password holds the login name';
  return undefined;
}
