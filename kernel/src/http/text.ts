import type { FastifyRequest } from 'fastify';
import { PilotError } from '../errors.ts';

/** Deeper than any form of ours by far; what is walked or stored by recursion stays harmless. */
const DEPTH_MAX = 64;

/**
 * Refuses text that no database column and no message can hold, U+0000 and halves of surrogate
 * pairs, and JSON that is nested without end. As `preValidation` of every route, so that none has
 * to think of it. Throws REQUEST_INVALID.
 */
export async function refuseBrokenText(request: FastifyRequest): Promise<void> {
  const { params, query, body } = request;
  for (const [place, part] of Object.entries({ params, query, body })) {
    const fault = findFault(part, place, 0);
    if (fault !== undefined) throw new PilotError('REQUEST_INVALID', fault);
  }
  await Promise.resolve();
}

/** The first fault in a parsed value. A body is at most 1 MB, so this is cheap. */
function findFault(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === 'string') return isBroken(value) ? notText(path) : undefined;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (depth > DEPTH_MAX) return `the body is nested more than ${DEPTH_MAX} levels deep`;
  for (const [name, part] of Object.entries(value)) {
    const fault = isBroken(name) ? notText(path) : findFault(part, `${path}.${name}`, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function notText(path: string): string {
  return `${path} holds a character that is no text (U+0000 or half a surrogate pair)`;
}

function isBroken(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
