import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const LANES = new URL('../../tools/lib/lanes.mjs', import.meta.url).href;
const COMMAND = new URL('../../tools/lib/command.mjs', import.meta.url).href;

/** What a program prints that works in lanes. */
async function printed(program: string): Promise<string[]> {
  const script = `import { runLanes, say } from '${LANES}'; import { run } from '${COMMAND}'; ${program}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout.trimEnd().split('\n');
}

/** Prints its first word, and the rest of the line when a line has come to its stdin. */
const node = (program: string) => `run(process.execPath, ['--eval', ${JSON.stringify(program)}], { show: true })`;

test('lanes run side by side, and each line is printed whole and with the lane’s name', async () => {
  const lines = await printed(`
    let meet;
    const other = new Promise((resolve) => (meet = resolve));
    await runLanes([
      [{ name: 'a', work: async () => { say('first\\nsecond'); await other; ${'await ' + node("process.stdout.write('ha'); setImmediate(() => console.log('lf'))")}; } }],
      [
        { name: 'b', work: async () => { say('here'); meet(); ${'await ' + node("process.stdout.write('no line ends')")}; } },
        { name: 'c', work: async () => say('after b') },
      ],
    ]);
    say('over');`);
  expect(lines.filter((line) => line.startsWith('a'))).toEqual([
    'a       │ first',
    'a       │ second',
    'a       │ half',
  ]);
  expect(lines.filter((line) => line.startsWith('b'))).toEqual(['b       │ here', 'b       │ no line ends']);
  expect(lines.filter((line) => line.startsWith('c'))).toEqual(['c       │ after b']);
  expect(lines.at(-1)).toBe('over');
});

test('one lane is no lane: nothing is put before its lines', async () => {
  expect(
    await printed(`await runLanes([['alone', 'too'].map((name) => ({ name, work: async () => say(name) }))]);`),
  ).toEqual(['alone', 'too']);
});

test('work that fails keeps no other from its end, and its failure is what is told', async () => {
  const lines = await printed(`
    let meet;
    const other = new Promise((resolve) => (meet = resolve));
    await runLanes([
      [
        { name: 'a', work: async () => { throw new Error('broken'); } },
        { name: 'b', work: async () => meet() },
      ],
      [{ name: 'c', work: async () => { await other; say('finished'); } }],
    ]).catch((error) => say(error.message));`);
  expect(lines).toEqual(['c       │ finished', 'broken']);
});
