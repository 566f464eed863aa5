import type { Finding } from '@pilotzone/kernel/finding';
import type { DeclarationSummary } from './shapes.ts';

/** A list as it is written: every value a text. */
export type DraftBody = {
  readonly head: Readonly<Record<string, string>>;
  readonly lines: readonly Readonly<Record<string, string>>[];
  /** Fields of the head whose value is the order's, unseen. */
  readonly adopt: readonly string[];
};

export type DraftSummary = {
  readonly draftId: string;
  readonly title: string;
  readonly basedOn: string | null;
  readonly revision: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
};

/** A place that a finding is about; `to` is what is proposed. */
export type Mark = {
  readonly line: number | null;
  readonly field: string;
  readonly finding: number;
  readonly from: string;
  readonly to: string | null;
};

export type DraftAnswer = DraftSummary & {
  readonly body: DraftBody;
  readonly correction: {
    readonly findings: readonly Finding[];
    readonly marks: readonly Mark[];
    readonly elsewhere: readonly number[];
    readonly masked: Readonly<Record<string, string>>;
  } | null;
  /** The order that it was made of. */
  readonly order: {
    readonly ebpCode: string;
    readonly orderNo: string;
    readonly masked: Readonly<Record<string, string>>;
  } | null;
};

/** Something wrong with one value. */
export type FieldProblem = {
  readonly document: number;
  readonly line: number | null;
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
  readonly fix?: string;
  readonly fixZh?: string;
};

export type DraftVerdict = {
  readonly readable: boolean;
  readonly problems: readonly FieldProblem[];
  readonly returnStatus: string | null;
  readonly declaration: DeclarationSummary | null;
};
