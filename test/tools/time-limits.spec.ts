import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const LIMIT_MS = 200;

/** Test files that are run by a Jest of their own, with the project's runner and limits. */
const PLANTED = {
  'keeps-the-loop': `test('never lets go', () => { for (;;); }, ${LIMIT_MS}); test('is not reached', () => {});`,
  'keeps-the-queue': `beforeAll(async () => { for (;;) await null; }, ${LIMIT_MS}); test('is not reached', () => {});`,
  waits: `test('waits for ever', () => new Promise(() => {}), ${LIMIT_MS}); test('comes next', () => {});`,
  'goes-on': `test('never stops', async () => { for (;;) await new Promise(setImmediate); }, ${LIMIT_MS});`,
  fine: `test('is quick', () => {});`,
};

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

describe('a test over its limit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-limits-'));
  let said = '';
  let report: Report;
  beforeAll(async () => {
    const config = {
      testMatch: ['**/*.planted.mjs'],
      runner: resolve(ROOT, 'test/runner/spec-processes.mjs'),
      setupFilesAfterEnv: [resolve(ROOT, 'test/runner/time-limits.mjs')],
      maxWorkers: 2,
      watchman: false,
    };
    writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(PLANTED)) writeFileSync(join(folder, `${name}.planted.mjs`), text);
    const args = [resolve(ROOT, 'node_modules/jest/bin/jest.js'), '--json', '--outputFile=report.json'];
    said = await new Promise((settle) => {
      execFile(process.execPath, args, { cwd: folder }, (_error, stdout, stderr) => settle(stdout + stderr));
    });
    report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const of = (name: string) => {
    const file = report.testResults.find((result) => result.name.endsWith(`${name}.planted.mjs`));
    return file?.assertionResults.map(({ title, status }) => [title, status]);
  };

  test.each([
    ['keeps-the-loop', 'The test “never lets go”'],
    ['keeps-the-queue', 'A hook (beforeAll)'],
  ])('ends its file and is named when it blocks everything else: %s', (name, what) => {
    expect(said).toContain(`${what} of ${name}.planted.mjs still runs after ${2 * LIMIT_MS} ms: its file is ended.`);
    expect(of(name)).toEqual([]);
  });

  test('fails by itself where it only waits, and the next is run', () => {
    expect(of('waits')).toEqual([
      ['waits for ever', 'failed'],
      ['comes next', 'passed'],
    ]);
    expect(said).toContain(`The test “waits for ever” was not over after ${LIMIT_MS} ms.`);
  });

  test('fails by itself where it goes on beside other files, and the run goes on', () => {
    expect(of('goes-on')).toEqual([['never stops', 'failed']]);
  });

  test('leaves other files alone', () => {
    expect(of('fine')).toEqual([['is quick', 'passed']]);
  });
});
