import { type DayRange, isId, readDays, readText } from '../../ui/address.js';
import { momentsOf } from '../../ui/day-bounds.js';
import { ACTION_GROUPS, type ActionGroup, isActionGroup } from './actions.js';

export const OUTCOMES = ['succeeded', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The filters of the audit page, as the address has them. */
export interface AuditSearch extends DayRange {
  /** The id of a user. */
  readonly person?: string;
  readonly actions?: ActionGroup;
  readonly outcome?: Outcome;
  readonly q?: string;
}

/** An IP address as the server writes it. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;

/** Reads the filters, and drops what the server would refuse. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const { person, actions, outcome } = search;
  const q = readText(search['q']);
  return {
    ...(isId(person) && { person }),
    ...(isActionGroup(actions) && { actions }),
    ...(isOutcome(outcome) && { outcome }),
    ...readDays(search),
    ...(q !== undefined && { q }),
  };
}

export const isOutcome = (value: unknown): value is Outcome => OUTCOMES.some((outcome) => outcome === value);

/** The filters as the server takes them. A whole address also finds the failed sign-ins that count attempts from it. */
export const filterOf = ({ person, actions, outcome, q, ...days }: AuditSearch, timeZone: string) => ({
  actorId: person,
  action: actions && ACTION_GROUPS[actions].join(','),
  outcome,
  ...momentsOf(days, timeZone),
  ...(q !== undefined && (ADDRESS.test(q) ? { address: q } : { q })),
});

export type AuditFilter = ReturnType<typeof filterOf>;
