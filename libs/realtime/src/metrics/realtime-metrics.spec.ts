import { describe, expect, it } from '@jest/globals';
import { Selection } from '../channels/selection.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { LATENCY_BUCKETS, LatencyHistogram } from './latency-histogram.js';
import { OrgActivity } from './org-activity.js';
import { RealtimeMetrics } from './realtime-metrics.js';

const selection = (domains: readonly string[], acceptedAt?: number): Selection =>
  new Selection(domains.map((domain) => ({ domain })) as unknown as Selection['events'], acceptedAt);

describe('RealtimeMetrics', () => {
  it('counts what a batch delivered to all its subscribers, each event once per subscriber', () => {
    const metrics = new RealtimeMetrics(new SimulatedClock());
    const [both, tasks] = [selection(['tasks', 'finance', 'tasks']), selection(['tasks'])];
    for (let subscriber = 0; subscriber < 10; subscriber += 1) metrics.delivered(both);
    for (let subscriber = 0; subscriber < 5; subscriber += 1) metrics.delivered(tasks);
    expect(metrics.deliveredTotal).toBe(35);
    expect(metrics.domains.get('tasks')?.delivered).toBe(25);
    expect(metrics.domains.get('finance')?.delivered).toBe(10);
  });

  it('counts a selection again when it is delivered again', () => {
    const metrics = new RealtimeMetrics(new SimulatedClock());
    const again = selection(['tasks']);
    for (let round = 1; round <= 3; round += 1) {
      metrics.delivered(again);
      expect(metrics.deliveredTotal).toBe(round);
    }
  });

  it('observes the latency to the last subscriber, once per batch and domain, except for replayed events', async () => {
    let now = 10;
    const metrics = new RealtimeMetrics(new SimulatedClock(), () => now);
    const live = selection(['tasks', 'tasks', 'finance'], 10);
    metrics.delivered(live);
    now = 10.02;
    metrics.delivered(live);
    metrics.delivered(selection(['tasks']));
    // The batch ends when the code that writes it has run.
    await Promise.resolve();
    now = 99;
    expect(metrics.domains.get('tasks')?.handover.read()).toMatchObject({ count: 1, sum: expect.closeTo(0.02) });
    expect(metrics.domains.get('finance')?.handover.read().count).toBe(1);
  });

  it('counts gaps by reason, and as dropped the events that a subscriber needed and did not get', () => {
    const metrics = new RealtimeMetrics(new SimulatedClock());
    metrics.gapSent({ reason: 'expired', cursor: 'e.9', domains: ['tasks', 'finance'] }, 7);
    metrics.gapSent({ reason: 'malformed', cursor: 'e.9', domains: ['tasks'] });
    expect(Object.fromEntries(metrics.gaps)).toEqual({ expired: 1, malformed: 1 });
    expect(metrics.droppedTotal).toBe(7);
    expect(metrics.domains.get('finance')?.dropped).toBe(7);
  });
});

describe('LatencyHistogram', () => {
  it('counts each duration in the first bucket that holds it', () => {
    const histogram = new LatencyHistogram();
    for (const bound of LATENCY_BUCKETS) histogram.observe(bound);
    for (const seconds of [-1, 0, 1e6]) histogram.observe(seconds);
    const { buckets, count, sum } = histogram.read();
    expect(buckets).toEqual([3, ...LATENCY_BUCKETS.slice(1).map(() => 1), 1]);
    expect(count).toBe(LATENCY_BUCKETS.length + 3);
    expect(sum).toBeCloseTo(1e6 + LATENCY_BUCKETS.reduce((total, bound) => total + bound, 0));
  });
});

describe('OrgActivity', () => {
  it('knows the orgs of the last 5 minutes and keeps no others', () => {
    const clock = new SimulatedClock();
    const activity = new OrgActivity(clock);
    activity.touch('a');
    clock.advance(200_000);
    activity.touch('b');
    expect(activity.size).toBe(2);
    clock.advance(100_001);
    expect([activity.has('a'), activity.has('b'), activity.size]).toEqual([false, true, 1]);
    activity.touch('b');
    clock.advance(250_000);
    expect(activity.has('b')).toBe(true);
  });
});
