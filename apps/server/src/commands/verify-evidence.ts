import { readFile } from 'node:fs/promises';
import { verifyEvidence } from '@pilotzone/information-sharing/verify-evidence';
import type { Anchor, EvidenceReport } from '@pilotzone/information-sharing/verify-evidence';
import { PilotError } from '@pilotzone/kernel/errors';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { hasDatabase, openServer } from '../open-server.ts';
import type { Place } from '../open-server.ts';

export type { EvidenceReport };

/** What to verify. `anchorFile`: a report that an earlier verification printed as JSON. */
export type VerifyOptions = {
  readonly place: Place;
  readonly anchorFile: string | undefined;
  readonly notice: (text: string) => void;
};

/**
 * Walks the exchange log's chains from the first record to the last and names what was altered.
 * Changes nothing, not even the schema. Throws EVIDENCE_NOT_FOUND where there is no log,
 * EVIDENCE_ANCHOR_INVALID, INPUT_UNREADABLE.
 */
export async function verifyEvidenceOf(options: VerifyOptions): Promise<EvidenceReport> {
  const { place, anchorFile, notice } = options;
  const anchors = anchorFile === undefined ? [] : await readAnchors(anchorFile);
  if (!hasDatabase(place)) throw notFound(place);
  const server = await openServer(place, notice);
  try {
    return await verifyEvidence(server.db, anchors);
  } catch (error) {
    const { code } = error as { code?: string };
    throw code === UNDEFINED_TABLE || code === UNDEFINED_SCHEMA ? notFound(place) : error;
  } finally {
    await server.close();
  }
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';

function notFound({ databaseUrl, dataDir }: Place): PilotError {
  const where = databaseUrl ? 'the database of DATABASE_URL' : (dataDir ?? 'a temporary database');
  const text = `there is no exchange log in ${where}; name the folder of one with --data`;
  return new PilotError('EVIDENCE_NOT_FOUND', text);
}

const Report = Type.Object({
  chains: Type.Array(
    Type.Object({
      zoneCode: Type.String(),
      chainNo: Type.Integer(),
      lastSeq: Type.Integer(),
      lastHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});

async function readAnchors(path: string): Promise<Anchor[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`);
  });
  const report = parseJson(text);
  if (Value.Check(Report, report)) return report.chains;
  const message = `${path} is no report of an earlier \`pilotzone evidence verify --json\``;
  throw new PilotError('EVIDENCE_ANCHOR_INVALID', message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
