import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import {
  DECLARATIONS_CONCLUDED,
  DECLARATIONS_UNDONE,
  EXPORTS_UNDONE,
} from '@pilotzone/single-window/contract';
import type {
  DeclarationsConcluded,
  DeclarationsUndone,
  ExportsUndone,
} from '@pilotzone/single-window/contract';
import type { GradeExplanation } from './contract.ts';
import { explainGrade } from './explain-grade.ts';
import { installShippedMethod } from './install-shipped-method.ts';
import { listEvidence } from './list-evidence.ts';
import { onDeclarationsConcluded } from './on-declarations-concluded.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsUndone } from './on-exports-undone.ts';
import { createReadGrades, type ReadGrades } from './read-grades.ts';
import type { CreditUseCases } from './routes.ts';

export type Credit = CreditUseCases & {
  /** To be called once after the migrations, before the first question for a grade. */
  installShippedMethod(): Promise<void>;
  /** Today's grades by code; `new` where little is known. Only empty codes are left out. */
  readonly gradesOf: ReadGrades;
  explainGrade(q: Queryable, code: string, day: PlainDate): Promise<GradeExplanation>;
  onDeclarationsConcluded(tx: Tx, event: DeclarationsConcluded): Promise<void>;
  onDeclarationsUndone(tx: Tx, event: DeclarationsUndone): Promise<void>;
  readonly subscriptions: readonly Subscription[];
};

/** 电商信用: evidence on enterprises from what became of declarations, and grades from evidence. */
export function createCredit(needs: Runtime): Credit {
  const onConcluded: Credit['onDeclarationsConcluded'] = (tx, event) =>
    onDeclarationsConcluded(needs, tx, event);
  const onUndone: Credit['onDeclarationsUndone'] = (tx, event) =>
    onDeclarationsUndone(needs, tx, event);
  return {
    installShippedMethod: () => installShippedMethod(needs),
    gradesOf: createReadGrades(needs),
    explainGrade: (q, code, day) => explainGrade(needs, q, { code, day }),
    onDeclarationsConcluded: onConcluded,
    onDeclarationsUndone: onUndone,
    today: () => dayOf(needs.clock.now()),
    explain: (code, day) => explainGrade(needs, needs.db, { code, day }),
    listEvidence: (page) => listEvidence(needs, page),
    // Payloads are what the single window published under these kinds, by its contract.
    subscriptions: [
      {
        name: 'credit.on-declarations-concluded',
        kind: DECLARATIONS_CONCLUDED,
        handle: (tx, event) => onConcluded(tx, event.payload as DeclarationsConcluded),
      },
      {
        name: 'credit.on-exports-undone',
        kind: EXPORTS_UNDONE,
        handle: (tx, event) => onExportsUndone(needs, tx, event.payload as ExportsUndone),
      },
      {
        name: 'credit.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        handle: (tx, event) => onUndone(tx, event.payload as DeclarationsUndone),
      },
    ],
  };
}
