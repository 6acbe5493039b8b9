import { expect, test } from '@jest/globals';
import { timeAccount } from '../../tools/lib/time-account.mjs';

test('each stage says its time and how much of the processors was used, and the last line sums them', async () => {
  const machine = { wall: 100, busy: 40, own: 1 };
  const pass = (wall: number, busy: number, own: number): void => {
    Object.assign(machine, { wall: machine.wall + wall, busy: machine.busy + busy, own: machine.own + own });
  };
  const account = timeAccount({ reading: () => ({ ...machine }), processors: 2 });
  expect(account.lines()).toEqual([]);

  expect(await account.measure('jest', async () => Promise.resolve(pass(10, 15, 12)).then(() => 'value'))).toBe(
    'value',
  );
  pass(50, 50, 50);
  const failing = account.measure('browser', async () => {
    pass(30, 15, 3);
    return Promise.reject(new Error('broken'));
  });
  await expect(failing).rejects.toThrow('broken');

  expect(account.lines()).toEqual([
    '  jest      10.0 s, processors busy 15.0 of 20.0 s (75 %), 12.0 s by this run',
    '  browser   30.0 s, processors busy 15.0 of 60.0 s (25 %), 3.0 s by this run',
    '  together  40.0 s, processors busy 30.0 of 80.0 s (38 %), 15.0 s by this run',
  ]);
});

test('the processors of this machine are read', async () => {
  const account = timeAccount();
  await account.measure('work', () => {
    const end = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < end);
    return Promise.resolve();
  });
  const busy = Number(/busy ([\d.]+) of/.exec(account.lines()[0] ?? '')?.[1]);
  expect(busy).toBeGreaterThan(0);
});
