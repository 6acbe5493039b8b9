import { addDays, isDay } from '@bellhop/hotel';
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

const MAX_TEXT = 100;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** An IP address as the server writes it. */
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;

/** Reads the filters, and drops what the server would refuse. */
export const readAuditSearch = ({ person, actions, outcome, from, to, q }: Record<string, unknown>): AuditSearch => ({
  ...(typeof person === 'string' && UUID.test(person) && { person }),
  ...(isActionGroup(actions) && { actions }),
  ...(isOutcome(outcome) && { outcome }),
  ...(isDay(from) && { from }),
  ...(isDay(to) && { to }),
  // A number in the address arrives as one.
  ...((typeof q === 'string' || typeof q === 'number') &&
    String(q).trim() !== '' && { q: String(q).trim().slice(0, MAX_TEXT) }),
});

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
