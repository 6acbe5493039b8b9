/** What was logged before (Unix ms) has expired, whether it is still stored or not. */
export const EXPIRED_BEFORE = '(select expired_before from realtime_retention)';

/**
 * The last `seq` of an org that was logged before a time, as a scalar subquery. The time an event was logged never goes
 * back within an org, so it is found by halving: some 20 index lookups in a log of a million events. A `seq` that is
 * gone was logged before any time that is asked for.
 *
 * @param orgId of the row around it, as are the others
 * @param head the org's newest `seq`; the answer where everything is older
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
