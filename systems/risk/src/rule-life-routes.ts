import { callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { formatInstant, type PlainDate } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import type { RuleLives, Speaker } from './advance-rule-table.ts';
import {
  ActivationAnswerBody,
  ActivationBody,
  RuleNoteBody,
  RuleStepPage,
  TableRemarks,
} from './contract/rule-life.ts';

const PATH = '/api/v1/risk/rule-tables/:version';

export const RULE_LIFE_ROUTES = [
  { method: 'GET', path: `${PATH}/steps`, scope: 'risk:read' },
  { method: 'POST', path: `${PATH}/check`, scope: 'risk:write' },
  { method: 'POST', path: `${PATH}/activation`, scope: 'risk:write' },
  { method: 'POST', path: `${PATH}/activation/answer`, scope: 'risk:write' },
  { method: 'POST', path: `${PATH}/retirement`, scope: 'risk:write' },
] as const;

const common = {
  tags: ['risk'],
  // More than the column can hold is no version either.
  params: Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
};
const SCHEMAS = {
  steps: {
    ...common,
    summary: 'The life of a version: who did what, when and why',
    response: { 200: RuleStepPage },
  },
  check: {
    ...common,
    summary: 'Looks at a stored version as a whole: rows that never count, count twice, leave gaps',
    body: RuleNoteBody,
    response: { 200: TableRemarks },
  },
  ask: {
    ...common,
    summary: 'Asks for a version to be put in force; another officer confirms',
    body: ActivationBody,
    response: { 200: RuleStepPage },
  },
  answer: {
    ...common,
    summary: 'Confirms an activation that another officer asked for, or objects',
    body: ActivationAnswerBody,
    response: { 200: RuleStepPage },
  },
  retire: {
    ...common,
    summary: 'Takes a version out of use for good',
    body: RuleNoteBody,
    response: { 200: RuleStepPage },
  },
};

/** Adds the routes of the life of rule versions. */
export function registerRuleLifeRoutes(server: HttpServer, lives: RuleLives): void {
  const [steps, check, ask, answer, retire] = RULE_LIFE_ROUTES;
  const zoneOnly = true;
  server.get(
    steps.path,
    { schema: SCHEMAS.steps, config: { scope: steps.scope } },
    async ({ params }) => show(await lives.listRuleSteps(params.version)),
  );
  server.post(
    check.path,
    { schema: SCHEMAS.check, config: { scope: check.scope, zoneOnly } },
    async (request) => {
      const said = { ...request.params, ...request.body, by: speakerOf(request) };
      return { items: [...(await lives.checkRuleVersion(said))] };
    },
  );
  server.post(
    ask.path,
    { schema: SCHEMAS.ask, config: { scope: ask.scope, zoneOnly } },
    async (request) => {
      const { from, until = null, note, canary } = request.body;
      // The schema has checked the form of both days.
      const days = { from: from as PlainDate, until: until as PlainDate | null };
      const by = speakerOf(request);
      return show(await lives.requestActivation({ ...request.params, ...days, note, by, canary }));
    },
  );
  server.post(
    answer.path,
    { schema: SCHEMAS.answer, config: { scope: answer.scope, zoneOnly } },
    async (request) => {
      const said = { ...request.params, ...request.body, by: speakerOf(request) };
      return show(await lives.answerActivation(said));
    },
  );
  server.post(
    retire.path,
    { schema: SCHEMAS.retire, config: { scope: retire.scope, zoneOnly } },
    async (request) => {
      const said = { ...request.params, ...request.body, by: speakerOf(request) };
      return show(await lives.retireRuleVersion(said));
    },
  );
}

/** Who speaks: the caller, as a person where she is one. */
export function speakerOf(request: Parameters<typeof callerOf>[0]): Speaker {
  const { name, personId } = callerOf(request);
  return { name, personId };
}

function show(steps: Awaited<ReturnType<RuleLives['listRuleSteps']>>) {
  const items = steps.map(({ version: _, saidAt, detail, ...step }) => ({
    ...step,
    saidAt: formatInstant(saidAt),
    detail: { ...detail },
  }));
  return { items };
}
