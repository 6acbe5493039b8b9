import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { ConnectionReport } from './connection-report.js';

describe('the report on connections', () => {
  it('counts every refused connection and logs at most one line a minute with the number since the last', () => {
    const clock = new SimulatedClock();
    const lines: unknown[] = [];
    const report = new ConnectionReport({ warn: (line: unknown) => void lines.push(line) }, clock);
    report.counts(() => 7);
    for (let times = 0; times < 1_000; times += 1) report.refused('network');
    clock.advance(59_999);
    report.refused('total');
    expect(lines).toEqual([{ refused: { network: 1, total: 0 }, open: 7 }]);
    clock.advance(1);
    report.refused('total');
    expect(lines.slice(1)).toEqual([{ refused: { network: 999, total: 2 }, open: 7 }]);
    expect(report.refusedTotal).toEqual({ network: 1_000, total: 2 });
  });
});
