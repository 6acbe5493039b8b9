import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';
import { type PlanStatement, resultOf, statementOf } from './plan-statement.js';
import type { Plan } from './plan.js';

/** The row that a plan's statement returns. */
export interface PlanRow {
  readonly met: string;
  readonly done: string;
}

/** Outcome of a plan. */
export interface PlanOutcome {
  /** Whether all requirements were met and everything was written; otherwise nothing was. */
  readonly isDone: boolean;
  /** @throws the error of the first unmet requirement, if any */
  refuse(): void;
}

/** A plan ready to run for a principal. */
export class PreparedPlan {
  readonly statement: PlanStatement;
  readonly #requirements: readonly Requirement[];

  /**
   * @param isCurrent checked first: a caller who lost their rights learns nothing else. Undefined: there is no caller
   * @param first written before the plan's own writes
   */
  constructor(
    isCurrent: Requirement | undefined,
    { require = [], write }: Plan<unknown>,
    first: readonly RowWrite[] = [],
  ) {
    this.#requirements = [isCurrent, ...require].filter((requirement) => requirement !== undefined);
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
