import type { Principal } from '../access/principal.js';
import { isCurrent } from '../auth/principal-check.js';
import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';
import { type PlanStatement, resultOf, statementOf } from './plan-statement.js';
import type { Plan } from './plan.js';

/** The row that a plan's statement gives. */
export interface PlanRow {
  readonly met: string;
  readonly done: string;
}

/** What came of a plan. */
export interface PlanOutcome {
  /** Whether everything was required and written as planned; if not, nothing was. */
  readonly isDone: boolean;
  /** @throws what the first requirement says that was not met */
  refuse(): void;
}

/** A plan that is ready to be carried out for somebody. */
export class PreparedPlan {
  readonly statement: PlanStatement;
  readonly #requirements: readonly Requirement[];

  /** @param first is written before what the plan writes */
  constructor(principal: Principal, { require = [], write }: Plan<unknown>, first: readonly RowWrite[] = []) {
    // Rights first: whoever has lost them is not told of anything else.
    this.#requirements = [isCurrent(principal), ...require.filter((requirement) => requirement !== undefined)];
    this.statement = statementOf(this.#requirements, first.length === 0 ? write : [...first, ...write]);
  }

  outcomeOf(row: PlanRow): PlanOutcome {
    const { met, done } = resultOf(row);
    return {
      isDone: met.every(Boolean) && done.every(Boolean),
      refuse: () =>
        this.#requirements.forEach(({ otherwise }, index) => {
          if (!met[index]) throw otherwise();
        }),
    };
  }
}
