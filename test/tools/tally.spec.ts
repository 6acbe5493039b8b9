import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sum, summaryLine, tallyOf } from '../../tools/lib/tally.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const jestReport = (figures: Record<string, number>) =>
  report({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...figures,
  });

const playwrightReport = (figures: Record<string, number>, errors: unknown[] = []) =>
  report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...figures }, errors });

describe('a runner’s report', () => {
  test('jest: a suite that cannot be loaded is a failure', () => {
    const path = jestReport({ numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2, numTodoTests: 1 });
    expect(tallyOf('jest', path, { code: 1 })).toMatchObject({ passed: 5, failed: 3, skipped: 1 });
  });

  test('playwright: an error outside of the tests is a failure', () => {
    const path = playwrightReport({ expected: 4, unexpected: 1, skipped: 2 }, [{ message: 'no such file' }]);
    expect(tallyOf('playwright', path, { code: 1 })).toMatchObject({ passed: 4, failed: 2, skipped: 2 });
  });

  test.each([
    ['is missing', () => join(folder, 'absent.json')],
    ['is cut off', () => report('{"numPassedTests": 3')],
    ['has no figures', () => report({})],
    ['holds no test', () => jestReport({})],
  ])('counts as one failure when it %s', (_, path) => {
    expect(tallyOf('jest', path(), { code: 0 })).toMatchObject({ passed: 0, failed: 1 });
  });

  test('a runner that fails although its tests pass counts as a failure', () => {
    const path = jestReport({ numPassedTests: 5 });
    expect(tallyOf('jest', path, { code: null, trouble: 'it was ended by SIGKILL' })).toMatchObject({
      passed: 5,
      failed: 1,
      troubles: ['jest failed outside of its tests: it was ended by SIGKILL'],
    });
  });

  test('no test is no failure where a pattern may match none', () => {
    expect(tallyOf('jest', jestReport({}), { code: 0 }, { mayBeEmpty: true })).toMatchObject({ passed: 0, failed: 0 });
  });
});

test('the last line adds up, and mentions skipped tests only if there are any', () => {
  const tally = { passed: 2, failed: 1, skipped: 0, troubles: [] };
  expect(summaryLine(sum([tally, tally]))).toBe('4 passed, 2 failed');
  expect(summaryLine(sum([tally, { ...tally, skipped: 3 }]))).toBe('4 passed, 2 failed, 3 skipped');
});
