import type { DeclarationStatus } from './shapes.ts';

type Told = {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
};

type Fields = Readonly<Record<string, string | number>>;

/** GET /exchanges/:id/content: a message field by field, masked, with what was judged. */
export type MessageContent = {
  readonly messageType: string | null;
  readonly zh: string | null;
  readonly en: string | null;
  readonly envelope: { readonly senderId: string; readonly msgType: string } | null;
  readonly refused: string | null;
  readonly schema: { readonly valid: boolean; readonly errors: readonly Told[] };
  readonly signature: {
    readonly present: boolean;
    readonly valid: boolean | null;
    readonly reason: string;
    readonly reasonZh: string;
  };
  readonly findings: readonly (Told & { readonly fix: string; readonly fixZh: string })[];
  readonly documentCount: number;
  readonly documents: readonly { readonly head: Fields; readonly lines: readonly Fields[] }[];
  readonly names: {
    readonly head: Readonly<Record<string, string>>;
    readonly line: Readonly<Record<string, string>>;
  };
  readonly text: string | null;
  readonly lists: readonly {
    readonly declarationId: string;
    readonly orderNo: string;
    readonly status: DeclarationStatus;
  }[];
};
