import { checkLogs } from './check-logs.ts';
import { checkReader } from './check-reader.ts';
import type { Probe, RunHistory } from './history.ts';
import type { Violation } from './violation.ts';

/** Returns every rule violation of the run, ordered by time. Pure. */
export function check(history: RunHistory): readonly Violation[] {
  const violations = [
    ...checkLogs(history),
    ...history.probes.flatMap(away),
    ...history.readers.flatMap((reader) => checkReader(reader, history.lives, history.probes)),
  ];
  return violations.sort((a, b) => a.at - b.at);
}

const away = ({ org, token, sentAt, at, withinMs }: Probe): readonly Violation[] =>
  at !== undefined && at - sentAt <= withinMs
    ? []
    : [{ kind: 'away', at: sentAt, who: org, what: `no server accepted probe ${token} within ${withinMs / 1_000} s` }];
