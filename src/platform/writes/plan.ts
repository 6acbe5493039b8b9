import type { DomainEvent } from '@bellhop/realtime';
import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';

/** A write's decision, made before anything is written. */
export interface Plan<T> {
  /** Conditions, in the order their failures are reported. @default none */
  readonly require?: readonly (Requirement | undefined)[];
  /**
   * Row writes in order. If one finds that its row has changed, nothing is written. Empty: there is nothing to do.
   */
  readonly write: readonly RowWrite[];
  /** Events to raise. @default none */
  readonly raise?: readonly DomainEvent[];
  readonly respond: T;
}

/**
 * Combines plans into one, which is carried out completely or not at all. Equal requirements are checked once.
 * @param own written before the others, and responds
 */
export function combine<T>(plans: readonly Plan<unknown>[], own: Plan<T>): Plan<T> {
  const requirements = new Map<string, Requirement>();
  for (const requirement of [own, ...plans].flatMap((plan) => plan.require ?? [])) {
    if (!requirement) continue;
    const key = `${requirement.template.id} ${JSON.stringify(requirement.params)}`;
    if (!requirements.has(key)) requirements.set(key, requirement);
  }
  return {
    require: [...requirements.values()],
    write: [own, ...plans].flatMap((plan) => plan.write),
    raise: [own, ...plans].flatMap((plan) => plan.raise ?? []),
    respond: own.respond,
  };
}
