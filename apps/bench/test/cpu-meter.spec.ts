import { expect, test } from '@jest/globals';
import { CpuMeter } from '../src/measure/cpu-meter.ts';

const NOBODY = 2 ** 30;

test('a process that has ended does not reduce the others’ time', () => {
  let pids = [process.pid, NOBODY];
  const meter = new CpuMeter(() => pids);
  expect(meter.read()).toBeGreaterThanOrEqual(0);
  pids = [];
  expect(meter.read()).toBe(0);
});

test('a later process counts from its start', () => {
  let pids: number[] = [];
  const meter = new CpuMeter(() => pids);
  pids = [process.pid];
  expect(meter.read()).toBeGreaterThan(0);
});
