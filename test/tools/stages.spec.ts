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

/** @param isInterrupted asked before each stage */
async function tallyOf(stages: Parameters<typeof runStages>[0], isInterrupted = () => false): Promise<Tally> {
  const tallies: Tally[] = [];
  await runStages(stages, { count: (tally) => tallies.push(tally), isInterrupted });
  return sum(tallies);
}

test('a part that throws is one failure; what is beside it and the later stages run', async () => {
  const broken = () => Promise.reject(new Error('the report cannot be written'));
  const tally = await tallyOf([
    [
      { name: 'jest', work: broken },
      { name: 'checks', work: () => Promise.resolve(passed(2)) },
    ],
    [],
    [{ name: 'browser', work: () => Promise.resolve(passed(3)) }],
  ]);
  expect(tally).toEqual({
    ...passed(5),
    failed: 1,
    troubles: ['jest stopped before everything was run'],
  });
  expect(said.join('\n')).toContain('the report cannot be written');
  expect(said.filter((line) => line.startsWith('\n──'))).toHaveLength(2);
});

test('an interrupted run begins no other stage', async () => {
  const stages = [{ work: passed(1) }, { work: passed(1) }].map(({ work }) => [
    { name: 'part', work: () => Promise.resolve(work) },
  ]);
  let begun = 0;
  expect(await tallyOf(stages, () => (begun += 1) > 1)).toEqual(passed(1));
});
