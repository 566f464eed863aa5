import type { ParticipantRole as Role } from '@pilotzone/information-sharing/contract';

export type ApplicationStatus = 'submitted' | 'returned' | 'approved' | 'refused' | 'withdrawn';

/** An application to change what is filed about an enterprise. */
export type Application = {
  readonly applicationId: string;
  readonly code: string;
  readonly name: string;
  readonly status: ApplicationStatus;
  readonly revision: number;
  readonly submittedAt: string;
  readonly reason: string;
  readonly changes: readonly {
    readonly field: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly steps: readonly {
    readonly at: string;
    readonly status: ApplicationStatus;
    readonly actor: string;
    readonly note: string;
  }[];
};

/** GET /enterprise. */
export type Enterprise = {
  readonly code: string;
  readonly creditCode: string | null;
  readonly name: string;
  readonly status: 'active' | 'suspended' | 'closed';
  readonly roles: readonly Role[];
  readonly details: Readonly<Record<string, string>>;
  readonly applications: readonly Application[];
};
