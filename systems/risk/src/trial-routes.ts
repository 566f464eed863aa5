import type { HttpServer } from '@pilotzone/kernel/http';
import { formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import type { PeriodReplay } from './replay-period.ts';
import {
  Replay,
  ReplayQuery,
  RuleNoteBody,
  RuleTrialPage,
  ShadowBody,
} from './contract/rule-life.ts';
import { speakerOf } from './rule-life-routes.ts';
import type { RuleTrial, RuleTrials } from './try-rules.ts';

/** What these routes call. */
export type TrialUseCases = Pick<RuleTrials, 'listRuleTrials' | 'startShadow' | 'endTrial'> & {
  replayPeriod(period: Partial<{ from: PlainDate; until: PlainDate }>): Promise<PeriodReplay>;
};

export const TRIAL_ROUTES = [
  { method: 'GET', path: '/api/v1/risk/trials', scope: 'risk:read' },
  { method: 'POST', path: '/api/v1/risk/trials', scope: 'risk:write' },
  { method: 'POST', path: '/api/v1/risk/rule-tables/:version/trial/end', scope: 'risk:write' },
  { method: 'GET', path: '/api/v1/risk/replay', scope: 'risk:read' },
] as const;

const tags = ['risk'];
const response = { 200: RuleTrialPage };
const SCHEMAS = {
  list: { summary: 'Versions that ran beside the one in force, newest first', tags, response },
  start: {
    summary: 'Runs a proven version beside the one in force, without effect',
    ...{ tags, response, body: ShadowBody },
  },
  replay: {
    summary: 'Judges what is recorded again by the versions of then, and lists what differs',
    ...{ tags, querystring: ReplayQuery, response: { 200: Replay } },
  },
  end: {
    summary: 'Ends shadow or canary of a version at once',
    ...{ tags, response, body: RuleNoteBody },
    params: Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  },
};

/** Adds the routes of versions on trial. */
export function registerTrialRoutes(server: HttpServer, trials: TrialUseCases): void {
  const [list, start, end, replay] = TRIAL_ROUTES;
  const zoneOnly = true;
  server.get(
    replay.path,
    { schema: SCHEMAS.replay, config: { scope: replay.scope, zoneOnly } },
    async ({ query }) => {
      // The schema has checked the form of both days.
      const period = query as Partial<{ from: PlainDate; until: PlainDate }>;
      const replayed = await trials.replayPeriod(period);
      return { ...replayed, differences: [...replayed.differences] };
    },
  );
  server.get(list.path, { schema: SCHEMAS.list, config: { scope: list.scope } }, async () =>
    show(await trials.listRuleTrials()),
  );
  server.post(
    start.path,
    { schema: SCHEMAS.start, config: { scope: start.scope, zoneOnly } },
    async (request) => {
      const { maxRed = null, ...said } = request.body;
      return show(await trials.startShadow({ ...said, maxRed, by: speakerOf(request) }));
    },
  );
  server.post(
    end.path,
    { schema: SCHEMAS.end, config: { scope: end.scope, zoneOnly } },
    async (request) => {
      const said = { ...request.params, ...request.body, by: speakerOf(request) };
      return show(await trials.endTrial(said));
    },
  );
}

function show(trials: readonly RuleTrial[]) {
  const items = trials.map(({ startedAt, endedAt, changes, differences, ...trial }) => ({
    ...trial,
    startedAt: formatInstant(startedAt),
    endedAt: endedAt === null ? null : formatInstant(endedAt),
    changes: { ...changes },
    differences: [...differences],
  }));
  return { items };
}
