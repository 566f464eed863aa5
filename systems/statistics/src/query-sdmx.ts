import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant, parseInstant } from '@pilotzone/kernel/time';
import { SDMX_NOT_FOUND, SDMX_QUERY_INVALID } from './contract/publications.ts';
import { PERIOD, parseKey, selectSeries, seriesOf } from './model/sdmx-data.ts';
import type { Series } from './model/sdmx-data.ts';
import {
  AGENCY,
  CONCEPTS,
  DIMENSIONS,
  FLOW,
  VERSION,
  codeListsOf,
} from './model/sdmx-structure.ts';
import { readPublications } from './store/publications.ts';
import type { PublicationRow } from './store/publications.ts';
import type { SdmxHead, StructureParts } from './write-sdmx-structure.ts';

export type SdmxNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Queryable };

/** A question about data as it stands in the address. */
export type SdmxDataQuestion = {
  readonly flow: string;
  readonly key: string;
  readonly provider: string;
  readonly startPeriod?: string | undefined;
  readonly endPeriod?: string | undefined;
  readonly updatedAfter?: string | undefined;
  readonly firstNObservations?: number | undefined;
  readonly lastNObservations?: number | undefined;
};

/**
 * Series of what is open now, of each period its latest edition. Throws SDMX_QUERY_INVALID for a
 * question of the wrong form, SDMX_NOT_FOUND where nothing answers it.
 */
export async function querySdmxData(asked: SdmxDataQuestion, needs: SdmxNeeds): Promise<Series[]> {
  assertFlow(asked.flow);
  const isOurs = ['', 'all', AGENCY, `${AGENCY},${AGENCY}`].includes(asked.provider);
  const key = parseKey(asked.key);
  if (!key)
    throw invalid(`key "${asked.key}" needs ${DIMENSIONS.length} places: ${DIMENSIONS.join('.')}`);
  for (const [name, text] of [
    ['startPeriod', asked.startPeriod],
    ['endPeriod', asked.endPeriod],
  ] as const)
    if (text !== undefined && !PERIOD.test(text))
      throw invalid(`${name} "${text}" is no period; write 2026, 2026-Q4 or 2026-11`);
  const after = updatedAfter(asked.updatedAfter);
  const open = await readOpen(needs);
  const { startPeriod, endPeriod, firstNObservations, lastNObservations } = asked;
  const fresh = open.filter(({ opensAt }) => after === undefined || opensAt > after);
  const series = selectSeries(seriesOf(isOurs ? fresh : [], needs.zoneCode), {
    ...{ key, startPeriod, endPeriod, firstNObservations, lastNObservations },
  });
  if (series.length === 0) throw nothing();
  return series;
}

function updatedAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at === undefined) throw invalid(`updatedAfter "${text}" is no moment`);
  return at;
}

/** Of each period the latest edition that is open. */
async function readOpen({ db, zoneCode, clock }: SdmxNeeds): Promise<PublicationRow[]> {
  const rows = await readPublications(db, zoneCode, { openAt: clock.now() });
  return rows.filter((row, i) => rows[i - 1]?.period !== row.period);
}

/** "PZ_TRADE", "PILOTZONE,PZ_TRADE" or "PILOTZONE,PZ_TRADE,1.0". */
function assertFlow(text: string): void {
  const parts = text.split(',');
  if (parts.length > 3) throw invalid(`"${text}" is no reference to a flow`);
  const [agency = 'all', id = '', version = 'latest'] = parts.length === 1 ? ['all', text] : parts;
  const isKnown = isOneOf(agency, AGENCY) && id === FLOW && isOneOf(version, VERSION);
  if (!isKnown) throw nothing();
}

function isOneOf(asked: string, known: string): boolean {
  return asked.split('+').some((one) => /^(all|latest)$/i.test(one) || one === known);
}

/** A question about structures as it stands in the address. */
export type SdmxStructureQuestion = {
  readonly resource: string;
  readonly agency: string;
  readonly id: string;
  readonly version: string;
  readonly references: string;
};

const NOTHING: StructureParts = { flow: false, structure: false, concepts: false, codeLists: [] };

/**
 * The structures asked for, and those that they refer to. Throws SDMX_NOT_FOUND,
 * SDMX_QUERY_INVALID.
 */
export function querySdmxStructure(
  { resource, agency, id, version, references }: SdmxStructureQuestion,
  zoneCode: string,
): StructureParts {
  const lists = [...codeListsOf(zoneCode).values()];
  const isHere = isOneOf(agency, AGENCY) && isOneOf(version, VERSION);
  const has = (known: string) => isHere && isOneOf(id, known);
  const all: StructureParts = { flow: true, structure: true, concepts: true, codeLists: lists };
  const below = /^(descendants|all)$/.test(references);
  const found = ((): StructureParts => {
    switch (resource) {
      case 'dataflow': {
        const isStructure = references === 'children' || references === 'parentsandsiblings';
        if (!has(FLOW)) return NOTHING;
        return below ? all : { ...NOTHING, flow: true, structure: isStructure };
      }
      case 'datastructure':
        if (!has(FLOW)) return NOTHING;
        if (below || references === 'children') return { ...all, flow: references === 'all' };
        return { ...NOTHING, structure: true, flow: /^parents/.test(references) };
      case 'conceptscheme': {
        const isCoded = below || references === 'children';
        return has(CONCEPTS)
          ? { ...NOTHING, concepts: true, codeLists: isCoded ? lists : [] }
          : NOTHING;
      }
      case 'codelist':
        return { ...NOTHING, codeLists: lists.filter((list) => has(list.id)) };
      case 'structure':
        return isHere
          ? {
              ...{ flow: has(FLOW), structure: has(FLOW), concepts: has(CONCEPTS) },
              codeLists: lists.filter((list) => has(list.id)),
            }
          : NOTHING;
      default:
        throw invalid(`${resource} is none of ${SDMX_RESOURCES.join(', ')}`);
    }
  })();
  const isEmpty = !found.flow && !found.structure && !found.concepts;
  if (isEmpty && found.codeLists.length === 0) throw nothing();
  return found;
}

/** Kinds of structures that there are. */
export const SDMX_RESOURCES = [
  ...(['dataflow', 'datastructure', 'codelist', 'conceptscheme', 'structure'] as const),
];

/** What every message says of itself. */
export function headOf({ zoneCode, clock }: SdmxNeeds): SdmxHead {
  return { zoneCode, prepared: formatInstant(clock.now()) };
}

function invalid(message: string): PilotError {
  return new PilotError(SDMX_QUERY_INVALID, message);
}

function nothing(): PilotError {
  return new PilotError(SDMX_NOT_FOUND, 'no structure and no open data answers this');
}
