import type { DeclarationStatus } from '../api/shapes.ts';

/** A list in the citizen's name, as GET /citizen/purchases tells it. */
export type Purchase = {
  readonly declarationId: string;
  readonly orderNo: string;
  readonly ebpName: string;
  readonly ebcName: string;
  readonly status: DeclarationStatus;
  readonly filedAt: string;
  readonly tax: { readonly dutiablePrice: string; readonly total: string } | null;
  /** "own", or the other telephone that the list names, masked. */
  readonly phone: string;
  /** Hidden where the list names another telephone. */
  readonly goods: readonly { readonly name: string; readonly price: string }[] | null;
};

export type OwnDispute = {
  readonly declarationId: string;
  readonly raisedAt: string;
  readonly outcome: 'upheld' | 'dismissed' | null;
  readonly answer: string | null;
  /** CNY of the allowance that upholding gave back. */
  readonly givenBack: string | null;
};

/** GET /citizen/year. */
export type CitizenYear = {
  readonly csrfToken: string;
  readonly year: number;
  readonly years: readonly number[];
  readonly allowance: {
    readonly limit: string;
    readonly used: string;
    readonly left: string;
    readonly singleLimit: string;
  };
  readonly frozenSince: string | null;
  readonly refused: readonly Purchase[];
  readonly looks: readonly {
    readonly orderNo: string;
    readonly at: string;
    readonly participantName: string;
    readonly purpose: string;
    readonly reason: string;
  }[];
  readonly disputes: readonly OwnDispute[];
};

export type PurchasePage = { readonly items: readonly Purchase[]; readonly next: string | null };
