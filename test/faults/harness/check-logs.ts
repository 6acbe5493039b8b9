import type { Violation } from './violation.ts';
import type { Life, RunHistory, Write } from './history.ts';

/** Checks what was committed: nothing acknowledged is lost, nothing is logged twice, logs have no gaps. */
export function checkLogs({ lives, writes }: Pick<RunHistory, 'lives' | 'writes'>): readonly Violation[] {
  return [...lives.flatMap(brokenLogs), ...brokenWrites(lives, writes)];
}

function brokenLogs({ began, logs }: Life): readonly Violation[] {
  const violations: Violation[] = [];
  const broken = (who: string, what: string): void =>
    void violations.push({ kind: 'broken-log', at: began, who, what });
  for (const [org, log] of logs) {
    const ids = new Set<string>();
    let next = log[0]?.seq ?? 1;
    for (const { seq, eventId } of log) {
      if (seq !== next) broken(org, `seq ${seq} where ${next} was due`);
      if (ids.has(eventId)) broken(org, `event ${eventId} is there again as seq ${seq}`);
      ids.add(eventId);
      next = seq + 1;
    }
  }
  return violations;
}

function brokenWrites(lives: readonly Life[], writes: readonly Write[]): readonly Violation[] {
  const counted = lives.map((life) => countTokens(life));
  return writes.flatMap(({ org, token, kind, outcome, at }) => {
    const times = counted.map((counts) => counts.get(`${org} ${token}`) ?? 0);
    const most = Math.max(0, ...times);
    const violation = (broken: Violation['kind'], what: string): Violation[] => [
      { kind: broken, at, who: org, what: `${kind} write ${token} ${what}` },
    ];
    if (most > 1) return violation('doubled-write', `was logged ${most} times`);
    if (outcome === 'acknowledged' && most === 0) return violation('lost-write', 'was acknowledged and never logged');
    if (outcome === 'refused' && most > 0) return violation('refused-write', 'was refused and is logged');
    return [];
  });
}

function countTokens({ logs }: Life): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [org, log] of logs) {
    for (const { token } of log) {
      if (token !== undefined) counts.set(`${org} ${token}`, (counts.get(`${org} ${token}`) ?? 0) + 1);
    }
  }
  return counts;
}
