import { addDays, isDay } from '@bellhop/hotel';
import { isId, readText } from '../../ui/address.js';
import { startOfDay } from '../../ui/day-bounds.js';
import { ACTION_GROUPS, type ActionGroup, isActionGroup } from './actions.js';

export const OUTCOMES = ['succeeded', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The filters of the audit page, as the address has them. */
export interface AuditSearch {
  /** The id of a user. */
  readonly person?: string;
  readonly actions?: ActionGroup;
  readonly outcome?: Outcome;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

/** An IP address as the server writes it. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;

/** Reads the filters, and drops what the server would refuse. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const { person, actions, outcome, from, to } = search;
  const q = readText(search['q']);
  return {
    ...(isId(person) && { person }),
    ...(isActionGroup(actions) && { actions }),
    ...(isOutcome(outcome) && { outcome }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
    ...(q !== undefined && { q }),
  };
}

export const isOutcome = (value: unknown): value is Outcome => OUTCOMES.some((outcome) => outcome === value);

/** The filters as the server takes them. A whole address also finds the failed sign-ins that count attempts from it. */
export const filterOf = ({ person, actions, outcome, from, to, q }: AuditSearch, timeZone: string) => ({
  actorId: person,
  action: actions && ACTION_GROUPS[actions].join(','),
  outcome,
  from: from && startOfDay(from, timeZone),
  to: to && startOfDay(addDays(to, 1), timeZone),
  ...(q !== undefined && (ADDRESS.test(q) ? { address: q } : { q })),
});

export type AuditFilter = ReturnType<typeof filterOf>;
