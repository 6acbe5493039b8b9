import { checkLogs } from './check-logs.ts';
import { checkReader } from './check-reader.ts';
import type { RunHistory } from './history.ts';
import type { Violation } from './violation.ts';

/** Every rule that the run broke, in the order of time. Pure. */
export function check(history: RunHistory): readonly Violation[] {
  const violations = [
    ...checkLogs(history),
    ...history.readers.flatMap((reader) => checkReader(reader, history.lives, history.probes)),
  ];
  return violations.sort((a, b) => a.at - b.at);
}
