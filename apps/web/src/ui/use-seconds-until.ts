import { useEffect, useState } from 'react';

/**
 * Counts down.
 * @param at Unix milliseconds; undefined without a deadline
 * @returns whole seconds, 0 once it has passed
 */
export function useSecondsUntil(at: number | undefined): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === undefined) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [at]);
  return at === undefined ? undefined : Math.max(0, Math.ceil((at - now) / 1_000));
}
