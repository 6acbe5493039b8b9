import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  chooseMutants,
  mutantSummary,
  parseMutantArguments,
  plant,
  readMutants,
  requirePlantable,
  requireSound,
  verdictOf,
} from '../../tools/lib/mutants.mjs';

const SOUND = 'if (seq > last) push(seq);\nif (size > max) drop();\n// costs $1\n';
const root = mkdtempSync(join(tmpdir(), 'bellhop-planted-'));
mkdirSync(join(root, 'src'));
writeFileSync(join(root, 'src/ring.ts'), SOUND);
writeFileSync(join(root, 'src/ring.spec.ts'), '');
afterAll(() => rmSync(root, { recursive: true }));

const mutant = {
  name: 'the ring keeps one too many',
  file: 'src/ring.ts',
  find: 'size > max',
  replace: 'size >= max + 2',
  specs: ['src/ring.spec.ts'],
};
const ring = () => readFileSync(join(root, 'src/ring.ts'), 'utf8');

describe('a mutant', () => {
  test('changes its text and nothing else, until it is taken out', () => {
    const takeOut = plant(root, mutant);
    expect(ring()).toBe(SOUND.replace('size > max', 'size >= max + 2'));
    takeOut();
    expect(ring()).toBe(SOUND);
  });

  test('is planted as written, also where its text looks like a pattern', () => {
    const takeOut = plant(root, { ...mutant, find: '// costs $1', replace: "$& $1 $$ $'" });
    expect(ring()).toContain("\n$& $1 $$ $'\n");
    takeOut();
    expect(ring()).toBe(SOUND);
  });

  test.each([
    ['its text occurs 2 times in src/ring.ts, not once', { find: 'if (' }],
    ['its text occurs 0 times in src/ring.ts, not once', { find: 'size < max' }],
    ['there is no src/gone.ts', { file: 'src/gone.ts' }],
    ['there is no src/gone.spec.ts', { specs: ['src/ring.spec.ts', 'src/gone.spec.ts'] }],
    ['it names no spec', { specs: [] }],
    ['it changes nothing', { replace: mutant.find }],
  ])('that cannot be planted is named before any is: %s', (why, change) => {
    const other = { ...mutant, ...change, name: 'the other' };
    expect(() => requirePlantable(root, [mutant, other])).toThrow(`“the other” cannot be planted: ${why}.`);
    expect(() => plant(root, other)).toThrow(why);
    expect(ring()).toBe(SOUND);
  });
});

const fileReport = (statuses: Readonly<Record<string, string>>, message = '') => ({
  name: join(root, 'src/ring.spec.ts'),
  message,
  assertionResults: Object.entries(statuses).map(([fullName, status]) => ({ fullName, status })),
});
const report = (...testResults: ReturnType<typeof fileReport>[]) => ({ testResults });
const passed = report(fileReport({ 'keeps order': 'passed' }));

describe('the specs', () => {
  test('catch a mutant by the first test that fails', () => {
    const files = [fileReport({ 'keeps order': 'passed', 'drops the oldest': 'failed', expires: 'failed' })];
    expect(verdictOf(report(...files), '')).toEqual({ by: 'drops the oldest' });
  });

  test('catch it by a time limit, and not by taking long', () => {
    const ended = 'The test “drops” of src/ring.spec.ts still runs after 240000 ms: its file is ended.';
    const killed = report(fileReport({}, 'the process ended'));
    expect(verdictOf(killed, `RUNS src/ring.spec.ts\n${ended}\n`)).toEqual({ by: ended });
    expect(verdictOf(undefined, '')).toEqual({ why: 'Jest wrote no report' });
  });

  test('catch it by an error that ends their process', () => {
    const why = 'The process of this file ended (exit code 1).';
    expect(verdictOf(report(fileReport({}, `  ● Test suite failed to run\n\n    ${why}`)), '')).toEqual({ by: why });
  });

  test('let it survive when they pass, or say nothing because they did not run', () => {
    expect(verdictOf(passed, '')).toEqual({});
    const broken = report(fileReport({}, 'SyntaxError: unexpected end'));
    expect(verdictOf(broken, '')).toEqual({ why: 'its specs did not run: SyntaxError: unexpected end' });
    expect(verdictOf(report(fileReport({})), '')).toEqual({ why: 'its specs hold no test' });
  });

  test('must run and pass without a mutant', () => {
    const { specs } = mutant;
    expect(() => requireSound(passed, '', specs)).not.toThrow();
    expect(() => requireSound(passed, '', [...specs, 'src/other.spec.ts'])).toThrow('did not run src/other.spec.ts');
    expect(() => requireSound(report(fileReport({ expires: 'failed' })), '', specs)).toThrow('expires fails');
    expect(() => requireSound(undefined, '', specs)).toThrow('Jest wrote no report');
  });
});

test('mutants are chosen by parts of their area and name', () => {
  const listed = [
    { ...mutant, area: 'engine' },
    { ...mutant, area: 'client', name: 'two tabs lead' },
  ];
  const names = (...patterns: string[]) => chooseMutants(listed, patterns).map(({ name }) => name);
  expect(names()).toHaveLength(2);
  expect(names('TABS')).toEqual(['two tabs lead']);
  expect(names('engine:', 'two')).toHaveLength(2);
  expect(() => names('engine', 'nothing')).toThrow('No mutant matches nothing.');
  expect(parseMutantArguments(['ring', '--help'])).toEqual({ help: true, patterns: ['ring'] });
  expect(() => parseMutantArguments(['--only=ring'])).toThrow('npm run mutants -- --help');
});

test('the last line counts', () => {
  expect(mutantSummary([{ by: 'keeps order' }, {}, { by: 'expires' }, { why: 'its specs hold no test' }])).toBe(
    '2 caught, 2 survived',
  );
});

test('the project’s mutants have names of their own and areas, and fit the code', async () => {
  const listed = await readMutants(join(import.meta.dirname, '../mutants'));
  expect(listed.length).toBeGreaterThan(0);
  expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
  expect(listed.every(({ area }) => /^[a-z]+$/.test(area))).toBe(true);
  expect(() => requirePlantable(join(import.meta.dirname, '../..'), listed)).not.toThrow();
});
