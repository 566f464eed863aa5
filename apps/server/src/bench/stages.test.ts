import { expect, test } from 'vitest';
import { stageOf, tableOf } from './stages.ts';

const at = (file: string, functionName = 'f') => ({ functionName, file });

test('a moment belongs to the innermost function that a stage names', () => {
  const copy = at('kernel/src/copy.ts');
  const verdicts = at('platforms/single-window/src/write-verdicts.ts');
  expect(stageOf([at('', 'write'), copy, verdicts])).toBe('rows into COPY and arrays');
  expect(stageOf([at('', 'sort'), verdicts])).toBe('filing and verdicts');
  expect(stageOf([at('platforms/single-window/src/apply-receipts.ts'), verdicts])).toBe(
    'receipts of customs',
  );
  expect(stageOf([at('systems/credit/src/record-evidence.ts')])).toBe(
    'ledger, parcels, credit, statistics, passes',
  );
});

test('what no function of ours did is garbage collection, Node itself, or nothing', () => {
  expect(stageOf([at('', '(garbage collector)'), at('kernel/src/copy.ts')])).toBe(
    'garbage collection',
  );
  expect(stageOf([at('', 'writev'), at('node:net')])).toBe('Node itself');
  expect(stageOf([at('', '(idle)')])).toBe('');
});

test('a statement belongs to the first table that it names', () => {
  expect(tableOf('copy single_window.step ("a") from stdin')).toBe('single_window.step');
  expect(tableOf('with stage_x ("a") as (select …) update risk.hold set …')).toBe('risk.hold');
  expect(tableOf('with stage_long ("a") as (select … cut off')).toBe('stage_long');
  expect(tableOf('COMMIT')).toBe('commit');
});
