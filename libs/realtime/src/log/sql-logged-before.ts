/** Events logged before this time (Unix milliseconds) have expired, even if they are still stored. */
export const EXPIRED_BEFORE = '(select expired_before from realtime_retention)';

/**
 * Returns a scalar subquery for the last `seq` of an org that was logged before a time. Logging times never go back
 * within an org, so a binary search finds it: some 20 index lookups in a log of a million events. A deleted `seq`
 * counts as logged before any time.
 *
 * @param orgId an expression over the enclosing row, like the others
 * @param head the org's newest `seq`; the result if everything is older
 */
export const loggedBefore = (orgId: string, head: string, time: string): string => `(
  with recursive halves (low, high) as (
    select 0::bigint, ${head}
    union all
    select case when kept then low else middle end, case when kept then middle - 1 else high end
    from (
      select low, high, middle, exists (
        select 1 from realtime_events e where e.org_id = ${orgId} and e.seq = middle and e.raised_at >= ${time}
      ) as kept
      from (select low, high, (low + high + 1) / 2 as middle from halves where low < high) as halved
      -- Or the lookup would be done once for each of its uses above.
      offset 0
    ) as looked
  )
  select low from halves where low = high)`;
