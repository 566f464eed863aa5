import { createHash } from 'node:crypto';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatInstant } from '@pilotzone/kernel/time';
import {
  MAP_INVALID,
  type MapImportQuery,
  type MapImportReport,
  type MapVersions,
  type ZoneMap,
} from './contract/map.ts';
import { drawMap } from './model/draw-map.ts';
import { diffMaps, isApprovalNo, readGeodata, type GeoShape } from './model/geodata.ts';
import {
  insertMap,
  latestMapVersion,
  listMapVersions,
  loadLatestMap,
  lockMaps,
  type StoredMap,
} from './store/maps.ts';

/** A map as sent, and who sent it. */
export type MapFile = MapImportQuery & { readonly content: string; readonly enteredBy: string };

const VERSIONS_SHOWN = 20;

/**
 * Checks an approved map of the provinces, tells what it changes, and shows it from then on unless
 * this is a dry run. The same map again makes no new version. Throws MAP_INVALID with everything
 * that is against it.
 */
export async function importMap(runtime: Runtime, file: MapFile): Promise<MapImportReport> {
  const { approvalNo, source, content, dryRun = true } = file;
  if (!isApprovalNo(approvalNo))
    throw new PilotError(
      MAP_INVALID,
      `“${approvalNo}” is no approval number; write it as printed on the map, like GS(2024)0650号`,
    );
  const { shapes, positions } = readOrRefuse(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return runtime.db.transaction(async (tx) => {
    await lockMaps(tx, runtime.zoneCode);
    const latest = await loadLatestMap(tx, runtime.zoneCode);
    const isSame =
      latest?.sha256 === sha256 && latest.approvalNo === approvalNo && latest.source === source;
    const version = isSame ? latest.version : (latest?.version ?? 0) + 1;
    if (!dryRun && !isSame)
      await insertMap(tx, runtime.zoneCode, {
        ...{ version, content, sha256, source, approvalNo, shapes: shapes.length },
        ...{ fileName: file.fileName ?? 'map.geojson', enteredBy: file.enteredBy },
        enteredAt: runtime.clock.now(),
      });
    const provinces = shapes.filter(({ province }) => province !== null).length;
    return {
      applied: !dryRun,
      version: dryRun ? (latest?.version ?? 0) : version,
      ...{ provinces, otherShapes: shapes.length - provinces, positions },
      before: namesOf(latest),
      ...diffMaps(latest?.content ? readOrRefuse(latest.content).shapes : [], shapes),
    };
  });
}

function readOrRefuse(content: string): { shapes: readonly GeoShape[]; positions: number } {
  const read = readGeodata(content);
  if ('errors' in read)
    throw new PilotError(
      MAP_INVALID,
      ['the map was not taken and nothing changed:', ...read.errors].join('\n  '),
    );
  return read;
}

function namesOf(map: StoredMap | undefined) {
  return map?.approvalNo && map.source ? { approvalNo: map.approvalNo, source: map.source } : null;
}

/** Shows tiles again; the withdrawal is kept like a map. Without a map nothing happens. */
export async function withdrawMap(runtime: Runtime, enteredBy: string): Promise<void> {
  await runtime.db.transaction(async (tx) => {
    await lockMaps(tx, runtime.zoneCode);
    const latest = await loadLatestMap(tx, runtime.zoneCode);
    if (!latest?.content) return;
    await insertMap(tx, runtime.zoneCode, {
      ...{ version: latest.version + 1, fileName: null, content: null, sha256: null },
      ...{ source: null, approvalNo: null, shapes: 0, enteredBy, enteredAt: runtime.clock.now() },
    });
  });
}

/** Maps and withdrawals with who entered them, the newest first. */
export async function readMapVersions({ db, zoneCode }: Runtime): Promise<MapVersions> {
  const rows = await listMapVersions(db, zoneCode, VERSIONS_SHOWN);
  return { items: rows.map((row) => ({ ...row, enteredAt: formatInstant(row.enteredAt) })) };
}

/** Reads the map that is shown; drawn once for each version, however often it is asked for. */
export function createMapReader({ db, zoneCode }: Runtime): () => Promise<ZoneMap | null> {
  let drawn: { readonly version: number; readonly map: ZoneMap | null } = { version: 0, map: null };
  return async () => {
    const version = await latestMapVersion(db, zoneCode);
    if (version === drawn.version) return drawn.map;
    const latest = await loadLatestMap(db, zoneCode);
    drawn = { version, map: latest ? draw(latest) : null };
    return drawn.map;
  };
}

function draw({ version, content, source, approvalNo }: StoredMap): ZoneMap | null {
  if (content === null || source === null || approvalNo === null) return null;
  return { version, source, approvalNo, ...drawMap(readOrRefuse(content).shapes) };
}
