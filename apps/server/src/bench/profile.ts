import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import type { Profiler } from 'node:inspector';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import { round } from './about.ts';
import { stageOf } from './stages.ts';
import type { Frame } from './stages.ts';

/** Microseconds by stage. */
export type Shares = Readonly<Record<string, number>>;

/** A profiler of the thread that it was made in. */
export type StageProfiler = { start(): Promise<void>; stop(): Promise<Shares> };

// Fine enough for a few seconds, coarse enough to cost a few per cent.
const SAMPLE_MICROS = 1_000;

/** Samples what the thread does; `stop` tells how long each stage was at work. */
export function createStageProfiler(): StageProfiler {
  let session: Session | undefined;
  return {
    start: async () => {
      session = new Session();
      session.connect();
      await post(session, 'Profiler.enable');
      await post(session, 'Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
      await post(session, 'Profiler.start');
    },
    stop: async () => {
      if (!session) return {};
      const { profile } = await post<{ profile: Profiler.Profile }>(session, 'Profiler.stop');
      session.disconnect();
      return sharesOf(profile);
    },
  };
}

function post<T>(session: Session, method: string, parameters: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result) => {
      if (error) reject(error);
      // The method named says what comes back.
      else resolve(result as T);
    });
  });
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares {
  const parents = new Map<number, Profiler.ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  const files = createFiles();
  const stages = new Map<number, string>();
  for (const node of nodes) stages.set(node.id, stageOf(framesOf(node, parents, files)));
  const shares: Record<string, number> = {};
  samples.forEach((id, i) => {
    const stage = stages.get(id) ?? '';
    if (stage !== '') shares[stage] = (shares[stage] ?? 0) + (timeDeltas[i] ?? 0);
  });
  return shares;
}

function framesOf(
  node: Profiler.ProfileNode,
  parents: ReadonlyMap<number, Profiler.ProfileNode>,
  fileOf: (frame: Profiler.ProfileNode['callFrame']) => string,
): Frame[] {
  const frames: Frame[] = [];
  for (let one: typeof node | undefined = node; one; one = parents.get(one.id)) {
    const { functionName } = one.callFrame;
    frames.push({ functionName, file: fileOf(one.callFrame) });
  }
  return frames;
}

/** The source file of a function; of one in a bundle, by the bundle's map. */
function createFiles(): (frame: Profiler.ProfileNode['callFrame']) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file:')) return '';
    if (!maps.has(url)) maps.set(url, mapOf(url));
    const entry = maps.get(url)?.findEntry(lineNumber, columnNumber);
    return entry && 'originalSource' in entry ? entry.originalSource : url;
  };
}

function mapOf(url: string): SourceMap | undefined {
  try {
    const text = readFileSync(new URL(`${url}.map`), 'utf8');
    // esbuild wrote it.
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return undefined;
  }
}

/** `total` divided by `shares`, largest first; nothing where the total is not known. */
export function spread(shares: Shares, total: number): Shares {
  const whole = Object.values(shares).reduce((sum, share) => sum + share, 0);
  if (whole === 0 || total < 0) return {};
  const sorted = Object.entries(shares).sort(([, a], [, b]) => b - a);
  return Object.fromEntries(
    sorted.map(([name, share]) => [name, round((total * share) / whole, 1)]),
  );
}
