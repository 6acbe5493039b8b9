import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { runStages } from '../../tools/lib/stages.mjs';
import { emptyTally, sum, type Tally } from '../../tools/lib/tally.mjs';

const passed = (count: number): Tally => ({ ...emptyTally(), passed: count });

let said: string[];
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => void jest.restoreAllMocks());

async function tallyOf(
  stages: Parameters<typeof runStages>[0],
  run: Partial<Parameters<typeof runStages>[1]> = {},
): Promise<Tally> {
  const tallies: Tally[] = [];
  await runStages(stages, { count: (tally) => tallies.push(tally), isInterrupted: () => false, ...run });
  return sum(tallies);
}

test('a part that throws is one failure; what is after it, beside it and in later stages runs', async () => {
  const broken = () => Promise.reject(new Error('the report cannot be written'));
  const measured: string[] = [];
  const tally = await tallyOf(
    [
      [
        [
          { name: 'servers', work: broken },
          { name: 'browser', work: () => Promise.resolve(passed(4)) },
        ],
        [{ name: 'checks', work: () => Promise.resolve(passed(2)) }],
      ],
      [[], []],
      [[{ name: 'measured', work: () => Promise.resolve(passed(3)) }]],
    ],
    {
      measure: async (name, work) => {
        measured.push(name);
        await work();
      },
    },
  );
  expect(tally).toEqual({
    ...passed(9),
    failed: 1,
    troubles: ['servers stopped before everything was run'],
  });
  expect(said.join('\n')).toContain('the report cannot be written');
  expect(said.filter((line) => line.startsWith('\n──'))).toHaveLength(2);
  expect(measured).toEqual(['servers, browser beside checks', 'measured']);
});

test('an interrupted run begins nothing new', async () => {
  let isInterrupted = false;
  const part = (count: number, end = false) => ({
    name: 'part',
    work: () => {
      isInterrupted ||= end;
      return Promise.resolve(passed(count));
    },
  });
  const stages = [[[part(1, true), part(10)], [part(100)]], [[part(1_000)]]];
  expect(await tallyOf(stages, { isInterrupted: () => isInterrupted })).toEqual(passed(1));
});
