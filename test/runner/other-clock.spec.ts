import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';

const CLOCK = new URL('./other-clock.mjs', import.meta.url).href;

/** @returns what a process with this clock says of `expression` */
function read(clock: string, expression: string): unknown {
  const script = `
    import { aFileBegins, aTestBegins } from '${CLOCK}';
    import { Worker } from 'node:worker_threads';
    console.log(JSON.stringify(await (${expression})));`;
  const env = { ...process.env, BELLHOP_TEST_CLOCK: clock, BELLHOP_TEST_CLOCK_AHEAD: '0' };
  const args = [`--import=${CLOCK}`, '--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: 'pipe' }));
}

const EVE = '2027-12-31T23:59:59.990Z';

describe('another clock', () => {
  it('is before the moment while a file is prepared, and at it when its first test begins', () => {
    const days = read(
      EVE,
      `(aFileBegins(), [new Date().toJSON(), (aTestBegins(), Date.now()), typeof Date(), new Date() instanceof Date])`,
    ) as [string, number, string, boolean];
    expect(days[0]).toMatch(/^2027-12-31T23:59/);
    expect(days[1]).toBeGreaterThanOrEqual(Date.parse(EVE));
    expect(days.slice(2)).toEqual(['string', true]);
  });

  it('goes back for a test only where asked to', () => {
    const twice = `(aTestBegins(), await new Promise((resolve) => setTimeout(resolve, 30)), aTestBegins(), Date.now())`;
    expect(read(`${EVE} steps`, twice)).toBe(Date.parse('2028-01-01T00:00:00Z'));
    expect(read(`${EVE} each steps`, twice)).toBe(Date.parse('2027-12-31T23:59:59Z'));
  });

  it('is the one of threads', () => {
    const thread = `(aTestBegins(), new Promise((resolve) =>
      new Worker(
        "import('node:worker_threads').then(({ parentPort }) => parentPort.postMessage(new Date().getUTCFullYear()))",
        { eval: true },
      ).on('message', resolve)))`;
    expect(read('2099-06-01T00:00:00Z', thread)).toBe(2099);
  });

  it('ticks at each read, or hardly ever', () => {
    const reads = `Array.from({ length: 1_000 }, (_, n) => n % 2 ? Date.now() : new Date().getTime())`;
    expect(new Set(read('ticks', reads) as number[]).size).toBe(1_000);
    expect(new Set(read('steps', reads) as number[]).size).toBeLessThanOrEqual(2);
  });

  it('has no other words', () => expect(() => read('midnight', '1')).toThrow('must be a moment'));
});
