import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane; 50 ms here. A salt is drawn and
// stored in the hash by the library.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The argon2id hash of a password, in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

/** Whether this is the password; takes as long for `undefined`, which nobody's password is. */
export async function isPassword(passwordHash: string | undefined, password: string) {
  const isRight = await verify(passwordHash ?? (await nobodysHash()), password.normalize('NFC'));
  return isRight && passwordHash !== undefined;
}

let nobodys: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(drawPassword());
  return nobodys;
}

// No characters that are taken for each other when read aloud or typed from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password for somebody to begin with: four groups of four, 79 bits. */
export function drawPassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
