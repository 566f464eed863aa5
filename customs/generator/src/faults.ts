import { CONTENT_FAULTS } from './faults/content.ts';
import { FILING_FAULTS } from './faults/filing.ts';
import { LIMIT_FAULTS } from './faults/limits.ts';
import { MATCHING_FAULTS } from './faults/matching.ts';
import { MESSAGE_FAULTS } from './faults/messages.ts';
import { SIGNATURE_FAULTS } from './faults/signatures.ts';
import type { Fault } from './scenario.ts';

/** Every kind of fault that `generate` can make. */
export const FAULTS: readonly Fault[] = [
  ...MATCHING_FAULTS,
  ...CONTENT_FAULTS,
  ...LIMIT_FAULTS,
  ...FILING_FAULTS,
  ...MESSAGE_FAULTS,
  ...SIGNATURE_FAULTS,
];
