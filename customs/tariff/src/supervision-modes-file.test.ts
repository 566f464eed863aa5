import { describe, expect, it } from 'vitest';
import { demoSupervisionModes } from './demo.ts';
import {
  diffSupervisionModes,
  formatSupervisionModesFile,
  parseSupervisionModesFile,
  SUPERVISION_MODE_COLUMNS,
} from './supervision-modes-file.ts';
import { onDay } from './testing.ts';

const HEADER = SUPERVISION_MODE_COLUMNS.join(',');
const DEMO = demoSupervisionModes('3301');

describe('a file of supervision modes', () => {
  it('gives back the rows that were written to it', () => {
    const text = formatSupervisionModesFile(DEMO);
    expect(parseSupervisionModesFile(text)).toEqual({ kind: 'parsed', rows: DEMO });
  });

  it('is refused with every error at once, by line and column', () => {
    const text = [
      HEADER,
      '0110,一般贸易,,2014-01-01,,s',
      '1239,,HZ,2016-12-01,2016-11-30,',
      '1210,保税,,2014-13-01,,s',
    ].join('\n');
    const parsed = parseSupervisionModesFile(text);
    if (parsed.kind === 'parsed') throw new Error('it was accepted');
    expect(parsed.errors.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '2 mode',
      '3 name_zh',
      '3 zone_code',
      '3 basis',
      '3 valid_until',
      '4 valid_from',
    ]);
  });

  it('speaks for the modes it names, and leaves the others as they are', () => {
    const [direct, bonded, local] = DEMO;
    if (!direct || !bonded || !local) throw new Error('the demo has three modes');
    const ended = { ...local, validUntil: onDay('2026-12-31') };
    const diff = diffSupervisionModes(DEMO, [ended]);
    expect(diff.changed).toEqual([{ before: local, after: ended }]);
    expect(diff.result).toEqual([direct, bonded, ended]);
  });
});
