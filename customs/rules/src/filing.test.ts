import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILING_CODES, keysInDoubt, partsOf, planFiling } from './filing.ts';
import type { FilingPlan, IncomingFiling, StoredFiling } from './filing.ts';

const T1 = '20260101120000';
const T2 = '20260101120001';
const T3 = '20260101120002';

function incoming(fields: Partial<IncomingFiling> = {}): IncomingFiling {
  return { key: 'P|1', body: 'a', appType: '1', appTime: T2, appStatus: '2', ...fields };
}

function stored(fields: Partial<StoredFiling> = {}): StoredFiling {
  return { body: 'a', appTime: T2, appStatus: '2', ...fields };
}

function plan(
  on: StoredFiling | undefined,
  documents: IncomingFiling[],
  isDeclared = false,
): FilingPlan<IncomingFiling> {
  return planFiling({
    existing: new Map(on ? [['P|1', on]] : []),
    incoming: documents,
    codes: FILING_CODES.CEB311Message,
    isDeclared: () => isDeclared,
  });
}

function words(result: FilingPlan<IncomingFiling>): string[] {
  return result.outcomes.map((o) => (o.kind === 'refused' ? o.finding.code : o.kind));
}

describe('what stood before', () => {
  const replaced = stored({ body: 'b', appTime: T2, earlier: [{ body: 'a', deleted: false }] });
  const revived = stored({ body: 'b', appTime: T3, earlier: [{ body: 'a', deleted: true }] });

  it('changes nothing when it is sent again with its old appTime', () => {
    expect(words(plan(replaced, [incoming({ body: 'a', appTime: T1 })]))).toEqual(['unchanged']);
    expect(words(plan(replaced, [incoming({ body: 'c', appTime: T1 })]))).toEqual(['-301014']);
  });

  it('may be changed back to with a later appTime', () => {
    const back = incoming({ body: 'a', appType: '2', appTime: T3 });
    expect(words(plan(replaced, [back]))).toEqual(['changed']);
  });

  it('changes nothing after its deletion, and neither does the deletion', () => {
    const grave = stored({ body: 'a', appTime: T2, deleted: true });
    const again = [incoming({ appTime: T1 }), incoming({ appType: '3', appTime: T2 })];
    expect(words(plan(grave, again))).toEqual(['unchanged', 'unchanged']);
    expect(words(plan(revived, again))).toEqual(['unchanged', 'unchanged']);
    expect(words(plan(grave, [incoming({ body: 'c', appTime: T1 })]))).toEqual(['-301014']);
  });

  it('is known within a batch too', () => {
    const sent = [
      incoming({ body: 'a', appTime: T1 }),
      incoming({ body: 'b', appType: '2', appTime: T2 }),
    ];
    expect(words(plan(undefined, [...sent, ...sent]))).toEqual([
      'stored',
      'changed',
      'unchanged',
      'unchanged',
    ]);
  });

  it('is written when a batch is filed part by part', () => {
    const [a, b] = [incoming({ appTime: T3, appType: '2' }), incoming({ appTime: T1 })];
    const other = incoming({ key: 'P|2' });
    expect(partsOf([a, other, b])).toEqual([[b, other], [a]]);
    expect(partsOf([])).toEqual([]);
  });

  it('is asked for only where it can matter', () => {
    const on = new Map([['P|1', replaced]]);
    const doubt = (fields: Partial<IncomingFiling>) => keysInDoubt(on, [incoming(fields)]).size;
    expect(doubt({ body: 'a', appTime: T1 })).toBe(1);
    expect(doubt({ body: 'b', appTime: T1 })).toBe(0);
    expect(doubt({ body: 'a', appTime: T3 })).toBe(0);
    expect(doubt({ body: 'b', appType: '3', appTime: T1 })).toBe(1);
    expect(doubt({ key: 'P|2' })).toBe(0);
  });
});

const cases: {
  name: string;
  on?: StoredFiling;
  sent: Partial<IncomingFiling>;
  declared?: true;
  outcome: string;
  write?: string;
}[] = [
  { name: 'an unknown one is stored', sent: {}, outcome: 'stored', write: 'insert' },
  {
    name: 'an unknown staged one is staged',
    sent: { appStatus: '1' },
    outcome: 'staged',
    write: 'insert',
  },
  { name: 'a change of an unknown one is refused', sent: { appType: '2' }, outcome: '-301009' },
  { name: 'a deletion of an unknown one is refused', sent: { appType: '3' }, outcome: '-301009' },
  { name: 'the same again changes nothing', on: stored(), sent: {}, outcome: 'unchanged' },
  {
    name: 'the same content at a later time changes nothing',
    on: stored(),
    sent: { appTime: T3 },
    outcome: 'unchanged',
  },
  {
    name: 'the same content as a change changes nothing, even when declared',
    on: stored(),
    sent: { appType: '2', appTime: T3 },
    declared: true,
    outcome: 'unchanged',
  },
  {
    name: 'other content of an earlier time is stale',
    on: stored(),
    sent: { body: 'b', appTime: T1 },
    outcome: '-301014',
  },
  {
    name: 'other content of the same time is stale',
    on: stored(),
    sent: { body: 'b' },
    outcome: '-301014',
  },
  {
    name: 'other content of a later time is a duplicate',
    on: stored(),
    sent: { body: 'b', appTime: T3 },
    outcome: '-301010',
  },
  {
    name: 'a staged one is replaced by a declared one',
    on: stored({ appStatus: '1' }),
    sent: { body: 'b' },
    outcome: 'stored',
    write: 'update',
  },
  {
    name: 'a staged one is replaced by a staged one',
    on: stored({ appStatus: '1' }),
    sent: { body: 'b', appStatus: '1' },
    outcome: 'staged',
    write: 'update',
  },
  {
    name: 'a staged one is not replaced by an older one',
    on: stored({ appStatus: '1' }),
    sent: { body: 'b', appTime: T1 },
    outcome: '-301014',
  },
  {
    name: 'a newer change is done',
    on: stored(),
    sent: { body: 'b', appType: '2', appTime: T3 },
    outcome: 'changed',
    write: 'update',
  },
  {
    name: 'an older change is stale',
    on: stored(),
    sent: { body: 'b', appType: '2', appTime: T1 },
    outcome: '-301014',
  },
  {
    name: 'a change of a declared one is refused',
    on: stored(),
    sent: { body: 'b', appType: '2', appTime: T3 },
    declared: true,
    outcome: '-301011',
  },
  {
    name: 'a newer deletion is done, also with the same content',
    on: stored(),
    sent: { appType: '3', appTime: T3 },
    outcome: 'deleted',
    write: 'delete',
  },
  {
    name: 'an older deletion is stale',
    on: stored(),
    sent: { appType: '3', appTime: T1 },
    outcome: '-301014',
  },
  {
    name: 'a deletion of a declared one is refused',
    on: stored(),
    sent: { appType: '3', appTime: T3 },
    declared: true,
    outcome: '-301011',
  },
  {
    name: 'an old addition does not rise from its grave',
    on: stored({ deleted: true }),
    sent: { body: 'b', appTime: T1 },
    outcome: '-301014',
  },
  {
    name: 'a newer addition takes the place of a grave',
    on: stored({ deleted: true }),
    sent: { appTime: T3 },
    outcome: 'stored',
    write: 'update',
  },
  {
    name: 'the same deletion again changes nothing where graves are kept',
    on: stored({ deleted: true }),
    sent: { appType: '3' },
    outcome: 'unchanged',
  },
];

describe('planFiling decides one document', () => {
  it.each(cases)('$name', ({ on, sent, declared, outcome, write }) => {
    const result = plan(on, [incoming(sent)], declared);
    expect(words(result)).toEqual([outcome]);
    expect(result.writes.map((w) => w.kind)).toEqual(write ? [write] : []);
  });
});

describe('planFiling refuses each message in its own words', () => {
  const on = stored();
  const sent = {
    unknown: { existing: new Map<string, StoredFiling>(), document: incoming({ appType: '2' }) },
    duplicate: { existing: new Map([['P|1', on]]), document: incoming({ body: 'b', appTime: T3 }) },
    locked: { existing: new Map([['P|1', on]]), document: incoming({ appType: '3', appTime: T3 }) },
    stale: { existing: new Map([['P|1', on]]), document: incoming({ body: 'b', appTime: T1 }) },
  };
  it.each([
    ['CEB311Message', ['-301009', '-301010', '-301011', '-301014']],
    ['CEB411Message', ['-401006', '-401007', '-401008', '-401012']],
    ['CEB511Message', ['-504014', '-504015', '-504016', '-505016']],
    ['CEB513Message', ['-505014', '-505012', '-505014', '-505016']],
  ] as const)('%s', (type, expected) => {
    const codes = Object.values(sent).flatMap(({ existing, document }) =>
      words(
        planFiling({
          existing,
          incoming: [document],
          codes: FILING_CODES[type],
          isDeclared: () => true,
        }),
      ),
    );
    expect(codes).toEqual(expected);
  });
});

describe('planFiling and several documents of one key', () => {
  it('takes them in order of appTime and answers in order of arrival', () => {
    const change = incoming({ body: 'b', appType: '2', appTime: T3 });
    const add = incoming({ appTime: T1 });
    const result = plan(undefined, [change, add]);
    expect(words(result)).toEqual(['changed', 'stored']);
    expect(result.writes).toEqual([{ kind: 'insert', incoming: change }]);
  });

  it('writes a deletion also when the addition came with it, for stores with graves', () => {
    const result = plan(undefined, [
      incoming({ appTime: T1 }),
      incoming({ appType: '3', appTime: T2 }),
    ]);
    expect(words(result)).toEqual(['stored', 'deleted']);
    expect(result.writes.map((w) => w.kind)).toEqual(['delete']);
  });

  it('stores the first of two contradicting ones of one moment, whichever came first', () => {
    const a = incoming({ body: 'a' });
    const b = incoming({ body: 'b' });
    expect(plan(undefined, [a, b]).writes).toEqual(plan(undefined, [b, a]).writes);
    expect(words(plan(undefined, [b, a]))).toEqual(['-301014', 'stored']);
  });

  it('names key, time sent and time on file', () => {
    const [outcome] = plan(stored(), [incoming({ body: 'b', appTime: T1 })]).outcomes;
    if (outcome?.kind !== 'refused') throw new Error('expected a refusal');
    expect(outcome.finding.values).toEqual(['P|1', T1, T2]);
    expect(outcome.finding.message).toContain('not newer');
    expect(outcome.finding).not.toHaveProperty('severity');
  });
});

const documents = fc.array(
  fc.record({
    key: fc.constantFrom('k1', 'k2', 'k3'),
    body: fc.constantFrom('a', 'b', 'c'),
    appType: fc.constantFrom('1', '1', '2', '3'),
    appTime: fc.constantFrom(T1, T2, T3, '20260101120003', '20260101120004'),
    appStatus: fc.constantFrom('1', '2'),
  }),
  { maxLength: 12 },
);

/** Files batches one after another into one store that keeps graves and what was replaced. */
function fileAll(batches: IncomingFiling[][]): {
  words: (string | undefined)[];
  store: Map<string, StoredFiling>;
} {
  const store = new Map<string, StoredFiling>();
  const said = new Map<IncomingFiling, string | undefined>();
  for (const part of batches.flatMap(partsOf)) {
    const result = planFiling({
      existing: store,
      incoming: part,
      codes: FILING_CODES.CEB511Message,
      isDeclared: (key) => key === 'k3',
    });
    words(result).forEach((word, i) => {
      const document = part[i];
      if (document) said.set(document, word);
    });
    for (const { kind, incoming: document } of result.writes) {
      const { key, body, appTime, appStatus } = document;
      const before = store.get(key);
      const replaced = before && { body: before.body, deleted: before.deleted ?? false };
      const earlier = [...(before?.earlier ?? []), ...(replaced ? [replaced] : [])];
      store.set(key, { body, appTime, appStatus, deleted: kind === 'delete', earlier });
    }
  }
  return { words: batches.flat().map((document) => said.get(document)), store };
}

/** In the order in which documents count: appTime, appType, appStatus, body. */
function inOrder(list: IncomingFiling[]): IncomingFiling[] {
  const rank = (d: IncomingFiling): string => d.appTime + d.appType + d.appStatus + d.body;
  return [...list].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

describe('planFiling as a whole', () => {
  it('gives the same outcomes wherever batches in order of appTime are cut', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat(12), { maxLength: 4 }), (list, cuts) => {
        const sorted = inOrder(list);
        const marks = [0, ...cuts.sort((a, b) => a - b), sorted.length];
        const batches = marks.slice(1).map((end, i) => sorted.slice(marks[i], end));
        expect(fileAll(batches)).toEqual(fileAll([sorted]));
      }),
    );
  });

  it('leaves the same store whatever the order within a batch', () => {
    fc.assert(
      fc.property(documents, fc.infiniteStream(fc.nat()), (list, numbers) => {
        const shuffled = list
          .map((document) => ({ document, at: Number(numbers.next().value) }))
          .sort((a, b) => a.at - b.at)
          .map(({ document }) => document);
        expect(fileAll([shuffled]).store).toEqual(fileAll([list]).store);
      }),
    );
  });

  it('changes nothing when the same document comes twice', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const doubled = list.flatMap((document) => [document, document]);
        expect(fileAll([doubled]).store).toEqual(fileAll([list]).store);
      }),
    );
  });
});
