import type { AuditEntry } from '@bellhop/hotel';
import { and, eq, gte, inArray, isNull, lt, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { hasWords, linesOf } from '../database/text-search.js';
import type { AuditFilters } from './audit.query.js';
import { auditEntries } from './audit.schema.js';

/** Actions that are refusals. */
const REFUSALS: readonly string[] = ['sign_in_failed', 'refresh_reused'];
/** Actions whose details say whether they failed. */
const ATTEMPTS: readonly string[] = ['dead_letter_redelivered'];

/** Whether the action of an entry failed. */
export const isFailed = ({ action, details }: Pick<AuditEntry, 'action' | 'details'>): boolean =>
  REFUSALS.includes(action) || (ATTEMPTS.includes(action) && details?.includes('"outcome":"failed"') === true);

/**
 * Returns the parts of the trail that fit the filters: they have no entry in common, and each has an index with its entries in
 * order. Empty if nothing can fit.
 */
export function partsThatFit(orgId: string, filters: AuditFilters): readonly (SQL | undefined)[] {
  const { actorId, address, action, except, outcome, from, to, q } = filters;
  const actions = actionsOf(action, outcome);
  const excluded = [...(except?.split(',') ?? []), ...(outcome === 'succeeded' ? REFUSALS : [])];
  const common = [
    eq(auditEntries.orgId, orgId),
    actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
    excluded.length === 0 ? undefined : notInArray(auditEntries.action, excluded),
    outcome === undefined
      ? undefined
      : sql`${ATTEMPT_FAILED} is ${outcome === 'failed' ? sql`not false` : sql`not true`}`,
    q === undefined ? undefined : hasWords(NAMES, q),
  ];
  const byAction = actions?.map((name) => eq(auditEntries.action, name));
  if (byAction?.length === 0) return [];
  if (address === undefined) return (byAction ?? [undefined]).map((one) => and(...common, one));
  const addressed = [eq(auditEntries.address, address), isAmongAttempts(address)];
  return addressed.map((one) => and(...common, one, byAction && or(...byAction)));
}

/** Null for actions that are no attempts. */
const ATTEMPT_FAILED = sql`(case when ${inArray(auditEntries.action, [...ATTEMPTS])} then ${auditEntries.details} ->> 'outcome' = 'failed' end)`;

const NAMES = linesOf(auditEntries.actorName, auditEntries.targetName, auditEntries.address);

/** `undefined`: all. */
function actionsOf(action: string | undefined, outcome: AuditFilters['outcome']): readonly string[] | undefined {
  const asked = action === undefined ? undefined : [...new Set(action.split(','))];
  if (outcome !== 'failed') return asked;
  return [...REFUSALS, ...ATTEMPTS].filter((name) => asked?.includes(name) ?? true);
}

/** An entry of failed sign-ins counts attempts from several addresses; the first is its own. */
const isAmongAttempts = (address: string): SQL | undefined =>
  and(
    sql`${auditEntries.details} ? 'addresses'`,
    or(isNull(auditEntries.address), ne(auditEntries.address, address)),
    sql`${auditEntries.details} -> 'addresses' ? ${address}`,
  );
