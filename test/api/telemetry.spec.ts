import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ClientTelemetry } from '../../src/platform/telemetry/client-telemetry.js';
import { Monitoring } from '../../src/platform/telemetry/monitoring.js';
import { MetricsGuard } from '../../src/platform/telemetry/metrics.guard.js';
import { createTestApp, firstProperty, type Member, TEST_SETTINGS, type TestApp } from '../support/app.js';
import { type Transports, openTransports } from '../support/realtime.js';

const at = 1_795_228_622_000;

/** Returns the value of a series in the text format, or undefined. */
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

/**
 * Naming rules of `promtool check metrics` (https://prometheus.io/docs/practices/naming) and OpenMetrics’ rule on
 * units. The process’s own metrics keep their established names.
 */
function complaintsAbout(text: string): string[] {
  const helped = new Set([...text.matchAll(/^# HELP (\S+) \S.*$/gm)].map(([, name]) => name));
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type = '']) => {
    if (/^(?:process|nodejs)_/.test(name)) return [];
    const rules: readonly (readonly [boolean, string])[] = [
      [helped.has(name), 'has a help text'],
      [/^bellhop_[a-z]+(?:_[a-z]+)*$/.test(name), 'is in snake case, after the name of the product'],
      [(type === 'counter') === name.endsWith('_total'), 'ends in _total where it is a counter, and nowhere else'],
      [!/_(?:sum|count|bucket|created|info)$/.test(name), `a ${type} does not end in ${/_[a-z]+$/.exec(name)?.[0]}`],
      [!/_(?:gauge|counter|histogram|summary|metric)(?:_|$)/.test(name), 'does not say its type'],
      [
        !/_(?:ms|milliseconds|minutes|hours|days|kb|mb|kilobytes|megabytes|bits|percent)(?:_|$)/.test(name),
        'counts base units',
      ],
      [!/_(?:seconds|bytes)_(?!total$)/.test(name), 'ends in its unit'],
      [type !== 'histogram' || /_(?:seconds|bytes|events)$/.test(name), 'has a unit where it is a histogram'],
    ];
    return rules.filter(([holds]) => !holds).map(([, rule]) => `${name}: ${rule}`);
  });
}

describe('GET /metrics', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());
  const scrape = async (): Promise<string> => (await server.call('get', '/metrics').expect(200)).text;

  it('returns the text format, with process metrics and every name once', async () => {
    const { text, headers } = await server.call('get', '/metrics').expect(200);
    expect(headers['content-type']).toBe(new Registry().contentType);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']));
    expect(new Set(names).size).toBe(names.length);
    for (const line of text.split('\n').filter((candidate) => candidate !== '' && !candidate.startsWith('#'))) {
      expect(line).toMatch(/^[a-z0-9_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (-?\d[\d.e+-]*|NaN)$/i);
    }
  });

  it('names each metric by Prometheus’s rules', async () => {
    const text = await scrape();
    expect(complaintsAbout(text)).toEqual([]);
    expect(complaintsAbout(text.replaceAll('bellhop_cursor_lag_events ', 'bellhop_cursor_lag_events_sum '))).toEqual([
      'bellhop_cursor_lag_events_sum: a gauge does not end in _sum',
    ]);
  });

  it('counts deliveries, their latency and the subscribers', async () => {
    const before = await scrape();
    const streams = [
      await transports.ready(owner),
      await transports.ready(owner),
      await transports.ready(owner, '?cursor=nonsense'),
    ];
    const gapless = valueOf(before, 'bellhop_gaps_total{reason="malformed"}') ?? 0;
    await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'Measure me' }).expect(201);
    await Promise.all(streams.map((stream) => stream.find(({ event }) => event === 'tasks')));

    const text = await scrape();
    const grown = (series: string): number => (valueOf(text, series) ?? NaN) - (valueOf(before, series) ?? NaN);
    expect(grown('bellhop_events_published_total{domain="tasks"}')).toBe(1);
    expect(grown('bellhop_events_applied_total{domain="tasks"}')).toBe(1);
    expect(grown('bellhop_events_delivered_total{domain="tasks"}')).toBe(3);
    expect(grown('bellhop_events_delivered_total{domain="finance"}')).toBe(0);
    expect(valueOf(text, 'bellhop_gaps_total{reason="malformed"}')).toBe(gapless + 1);
    expect(grown('bellhop_events_dropped_total')).toBe(0);
    // One batch for one view, however many streams.
    expect(grown('bellhop_handover_seconds_count{domain="tasks"}')).toBe(1);
    expect(grown('bellhop_handover_seconds_bucket{domain="tasks",le="+Inf"}')).toBe(1);
    expect(valueOf(text, 'bellhop_streams')).toBe(3);
    expect(valueOf(text, 'bellhop_readers{domain="tasks"}')).toBe(3);
    expect(valueOf(text, 'bellhop_channels')).toBe(1);
    expect(valueOf(text, 'bellhop_cursor_lag_events_max')).toBe(0);
    expect(valueOf(text, 'bellhop_buffer_events{domain="tasks"}')).toBe(1);
    expect(valueOf(text, 'bellhop_dead_letters_total')).toBe(0);
    transports.closeAll();
  });

  it('is refused when a proxy forwarded the request', async () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      const { body } = await server.call('get', '/metrics').set(header, '203.0.113.9').expect(403);
      expect(body).toMatchObject({ code: 'forbidden' });
    }
  });

  it('is refused to pages in a browser on this machine, whatever host name leads here', async () => {
    for (const host of ['evil.example', 'evil.example:4000', 'localhost.evil.example', '127.0.0.1.evil.example', '']) {
      const { body } = await server.call('get', '/metrics').set('host', host).expect(403);
      expect(body).toMatchObject({ code: 'forbidden' });
    }
    for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000', 'LOCALHOST']) {
      await server.call('get', '/metrics').set('host', host).expect(200);
    }
  });
});

describe('GET /metrics in production', () => {
  it('requires a token, even from this machine', () => {
    const guard = new MetricsGuard({ ...TEST_SETTINGS, production: true });
    const request = { headers: { host: '127.0.0.1:4000' }, raw: { socket: { remoteAddress: '127.0.0.1' } } };
    const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
    expect(() => guard.canActivate(context)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(new MetricsGuard(TEST_SETTINGS).canActivate(context)).toBe(true);
  });
});

describe('GET /metrics with a token', () => {
  let server: TestApp;
  const metricsToken = 'a token that is long enough';
  beforeAll(async () => {
    server = await createTestApp({ settings: { metricsToken } });
  });
  afterAll(() => server.close());

  it('accepts it from anywhere', async () => {
    await server.call('get', '/metrics').set('authorization', `Bearer ${metricsToken}`).expect(200);
    const passedOn = server.call('get', '/metrics').set('x-forwarded-for', '203.0.113.9');
    await passedOn.set('authorization', `Bearer ${metricsToken}`).expect(200);
  });

  it.each([undefined, 'Bearer', 'Bearer wrong', `bearer ${metricsToken}x`, `Basic ${metricsToken}`])(
    'refuses anything else: %s',
    async (authorization) => {
      const request = server.call('get', '/metrics');
      if (authorization !== undefined) request.set('authorization', authorization);
      await request.expect(401);
    },
  );
});

describe('POST /telemetry/client', () => {
  let server: TestApp;
  let staff: Member;
  beforeAll(async () => {
    server = await createTestApp();
    staff = await server.signIn('staff');
  });
  afterAll(() => server.close());
  const tell = (events: unknown) => staff.call('post', '/telemetry/client', { events });

  it('accepts browser reports and counts all of them', async () => {
    const { body } = await tell([
      { type: 'fast_empty', at },
      { type: 'leader_acquired', at },
      { type: 'leader_takeover', at, detail: 'after 3.2 s' },
      { type: 'subscribe_error', at, detail: '503' },
      { type: 'subscribe_error', at },
    ]).expect(202);
    expect(body).toEqual({ accepted: 5 });
    const { text } = await server.call('get', '/metrics').expect(200);
    expect(valueOf(text, 'bellhop_client_events_total{type="subscribe_error"}')).toBe(2);
    expect(valueOf(text, 'bellhop_client_events_total{type="leader_takeover"}')).toBe(1);
  });

  it.each([
    ['no event', [], 'events'],
    ['too many', Array.from({ length: 101 }, () => ({ type: 'fast_empty', at })), 'events'],
    ['an unknown type', [{ type: 'other', at }], 'events.0.type'],
    ['no time', [{ type: 'fast_empty' }], 'events.0.at'],
    ['an invalid time', [{ type: 'fast_empty', at: 'now' }], 'events.0.at'],
    ['too much detail', [{ type: 'fast_empty', at, detail: 'x'.repeat(201) }], 'events.0.detail'],
    ['an unknown field', [{ type: 'fast_empty', at, token: 'x' }], 'events.0.token'],
    ['no list', { type: 'fast_empty', at }, 'events'],
  ])('refuses %s', async (_, events, field) => {
    const { body } = await tell(events).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('requires a session', async () => {
    await server.call('post', '/telemetry/client', { events: [{ type: 'fast_empty', at }] }).expect(401);
  });

  it('logs 2 % of reports', async () => {
    let tick = 0;
    const telemetry = new ClientTelemetry(server.app.get(Monitoring, { strict: false }), () => (tick++ % 100) / 100);
    telemetry.take(
      'org',
      Array.from({ length: 1_000 }, () => ({ type: 'leader_acquired' as const, at })),
    );
    const { text } = await server.call('get', '/metrics').expect(200);
    expect(valueOf(text, 'bellhop_client_events_sampled_total{type="leader_acquired"}')).toBe(20);
  });
});
