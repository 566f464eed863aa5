import type { PlainDate } from '@pilotzone/kernel/time';
import type { RecordedInputs } from '@pilotzone/risk/model/inputs';
import type { Operand, RuleCondition, RuleRow, RuleTable } from '@pilotzone/risk/model/rule-table';

/** A program that judges all declarations by the same table. */
export type RuleEngine = {
  readonly program: string;
  readonly judge: () => Promise<readonly string[]>;
};

type Given = {
  readonly table: RuleTable;
  readonly day: PlainDate;
  readonly facts: readonly RecordedInputs[];
};

/**
 * Other engines with the same rules. They are no dependencies: installed on demand by
 * `npm install --no-save @gorules/zen-engine json-rules-engine`; the result names those that are
 * not there.
 */
export async function openRuleEngines(given: Given) {
  const rows = given.table.rows.filter(
    ({ validFrom, validUntil }) =>
      validFrom <= given.day && (validUntil === null || given.day <= validUntil),
  );
  const opened = await Promise.all([openZen(given, rows), openJsonRules(given, rows)]);
  return {
    engines: opened.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    missing: opened.filter((one) => typeof one === 'string'),
  };
}

async function openPackage(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch {
    return undefined;
  }
}

function missing(name: string): string {
  return `${name}, which is not installed (npm install --no-save ${name})`;
}

/** The rule that decides the lane, the same for all: the highest score of a code counts once. */
function laneOf(hits: readonly RuleRow[], { amber, red }: RuleTable['thresholds']): string {
  const byCode = new Map<string, number>();
  for (const { code, score } of hits) byCode.set(code, Math.max(score, byCode.get(code) ?? 0));
  const score = [...byCode.values()].reduce((sum, one) => sum + one, 0);
  if (score >= red || hits.some(({ lane }) => lane === 'red')) return 'red';
  return score >= amber || hits.some(({ lane }) => lane === 'amber') ? 'amber' : 'green';
}

type ZenModule = {
  readonly ZenEngine: new () => {
    createDecision(content: Buffer): {
      evaluate(input: object): Promise<{ result: { hit?: string }[] | null }>;
    };
  };
};

async function openZen({ table, facts }: Given, rows: readonly RuleRow[]) {
  const name = '@gorules/zen-engine';
  const zen = (await openPackage(name)) as ZenModule | undefined;
  if (!zen) return missing(name);
  const decision = new zen.ZenEngine().createDecision(Buffer.from(JSON.stringify(zenGraph(rows))));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inputs = facts.map(asNumbers(rows));
  const judge = async () => {
    const lanes: string[] = [];
    for (const input of inputs) {
      const { result } = await decision.evaluate(input);
      const hits = (result ?? []).flatMap(({ hit }) => byId.get(hit ?? '') ?? []);
      lanes.push(laneOf(hits, table.thresholds));
    }
    return lanes;
  };
  return { program: name, judge };
}

/** A decision table of one column of conditions, all matching rows collected. */
function zenGraph(rows: readonly RuleRow[]): object {
  const rules = rows.map((row, index) => ({
    _id: `r${index}`,
    in: row.conditions.map(zenCondition).join(' and '),
    out: JSON.stringify(row.id),
  }));
  const content = {
    hitPolicy: 'collect',
    inputs: [{ id: 'in', name: 'in' }],
    outputs: [{ id: 'out', name: 'out', field: 'hit' }],
    rules,
  };
  return {
    nodes: [
      { id: 'a', name: 'request', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'b', name: 'table', type: 'decisionTableNode', position: { x: 1, y: 0 }, content },
      { id: 'c', name: 'response', type: 'outputNode', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'e1', sourceId: 'a', targetId: 'b', type: 'edge' },
      { id: 'e2', sourceId: 'b', targetId: 'c', type: 'edge' },
    ],
  };
}

function zenCondition({ field, operator, operand }: RuleCondition): string {
  const texts = () => JSON.stringify([operand].flat().map(String));
  const [low, high] = [operand].flat();
  const known = `${field} != null`;
  switch (operator) {
    case 'between':
      return `(${known} and ${field} >= ${low} and ${field} <= ${high})`;
    case 'in':
      return `(${known} and ${field} in ${texts()})`;
    case 'notIn':
      return `(${known} and ${field} not in ${texts()})`;
    case 'includesAny':
      return `(${known} and some(${field}, # in ${texts()}))`;
    case 'includesNone':
      return `(${known} and none(${field}, # in ${texts()}))`;
    case 'startsWith':
      return `(${known} and startsWith(${field}, ${JSON.stringify(operand)}))`;
    case '=':
      return `(${known} and ${field} == ${JSON.stringify(operand)})`;
    default:
      return `(${known} and ${field} ${operator} ${String(operand)})`;
  }
}

type JsonRulesModule = {
  readonly Engine: new (
    rules: object[],
    options: object,
  ) => {
    addOperator(name: string, test: (fact: unknown, operand: unknown) => boolean): void;
    run(facts: object): Promise<{ events: { type: string }[] }>;
  };
};

async function openJsonRules({ table, facts }: Given, rows: readonly RuleRow[]) {
  const name = 'json-rules-engine';
  const found = (await openPackage(name)) as JsonRulesModule | undefined;
  if (!found) return missing(name);
  const engine = new found.Engine(
    rows.map(({ id, conditions }) => ({
      conditions: {
        all: conditions.map(({ field, operator, operand }) => ({
          fact: field,
          operator: `pz ${operator}`,
          value: operand,
        })),
      },
      event: { type: id },
    })),
    { allowUndefinedFacts: true },
  );
  for (const [operator, test] of JSON_OPERATORS) engine.addOperator(`pz ${operator}`, test);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inputs = facts.map(asNumbers(rows));
  const judge = async () => {
    const lanes: string[] = [];
    for (const input of inputs) {
      const { events } = await engine.run(input);
      lanes.push(
        laneOf(
          events.flatMap(({ type }) => byId.get(type) ?? []),
          table.thresholds,
        ),
      );
    }
    return lanes;
  };
  return { program: name, judge };
}

function listOf(operand: unknown): string[] {
  return [operand as Operand].flat().map(String);
}

function isKnown(fact: unknown): fact is string | number | boolean {
  return fact !== undefined && fact !== null;
}

const JSON_OPERATORS: readonly [string, (fact: unknown, operand: unknown) => boolean][] = [
  ['=', (fact, operand) => fact === operand],
  ['<', (fact, operand) => isKnown(fact) && Number(fact) < Number(operand)],
  ['<=', (fact, operand) => isKnown(fact) && Number(fact) <= Number(operand)],
  ['>', (fact, operand) => isKnown(fact) && Number(fact) > Number(operand)],
  ['>=', (fact, operand) => isKnown(fact) && Number(fact) >= Number(operand)],
  [
    'between',
    (fact, operand) => {
      const [low, high] = listOf(operand).map(Number);
      return isKnown(fact) && Number(fact) >= (low ?? 0) && Number(fact) <= (high ?? 0);
    },
  ],
  ['in', (fact, operand) => isKnown(fact) && listOf(operand).includes(String(fact))],
  ['notIn', (fact, operand) => isKnown(fact) && !listOf(operand).includes(String(fact))],
  ['startsWith', (fact, operand) => isKnown(fact) && String(fact).startsWith(String(operand))],
  [
    'includesAny',
    (fact, operand) =>
      Array.isArray(fact) && fact.some((one) => listOf(operand).includes(String(one))),
  ],
  [
    'includesNone',
    (fact, operand) =>
      Array.isArray(fact) && !fact.some((one) => listOf(operand).includes(String(one))),
  ],
];

/** Decimals as numbers: the other engines know no exact ones. */
function asNumbers(rows: readonly RuleRow[]) {
  const decimals = new Set(
    rows.flatMap(({ conditions }) =>
      conditions.flatMap(({ field, operator, operand }) =>
        typeof [operand].flat()[0] === 'string' && /^[<>b]/.test(operator) ? [field] : [],
      ),
    ),
  );
  return (facts: RecordedInputs): object =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [
        name,
        decimals.has(name) ? Number(value) : value,
      ]),
    );
}
