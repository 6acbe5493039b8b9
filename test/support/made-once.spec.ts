import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { madeOnce, runDirectory } from './made-once.js';

const write = (path: string): Promise<void> => {
  writeFileSync(path, 'made');
  return Promise.resolve();
};

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

it('creates a file once, however many ask for it at the same time', async () => {
  const name = randomUUID();
  let made = 0;
  const make = async (path: string): Promise<void> => {
    made += 1;
    await write(path);
  };

  const paths = await Promise.all([madeOnce(name, make), madeOnce(name, make), madeOnce(name, make)]);

  expect(new Set(paths)).toEqual(new Set([join(runDirectory(), name)]));
  expect(made).toBe(1);
  expect(existsSync(join(runDirectory(), `${name}.making`))).toBe(false);
});

it('creates a folder whole: it has its name only when it is complete', async () => {
  const path = await madeOnce(randomUUID(), async (part) => {
    mkdirSync(part);
    await write(join(part, 'file'));
  });

  expect(readFileSync(join(path, 'file'), 'utf8')).toBe('made');
});

it('lets the next caller try after a failure', async () => {
  const name = randomUUID();

  await expect(madeOnce(name, () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');

  expect(readFileSync(await madeOnce(name, write), 'utf8')).toBe('made');
});

it('takes over from a process that died while it was creating', async () => {
  const name = randomUUID();
  symlinkSync(String(deadPid()), join(runDirectory(), `${name}.making`));

  expect(readFileSync(await madeOnce(name, write), 'utf8')).toBe('made');
});
