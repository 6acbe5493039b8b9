import { describe, expect, test } from '@jest/globals';
import { cpuFromSchedstat } from '../src/measure/cpu.ts';
import { residentFromStatus } from '../src/measure/memory.ts';

describe('/proc', () => {
  test('CPU time is the first number of schedstat, in nanoseconds', () => {
    expect(cpuFromSchedstat('1234567000 890 12\n')).toBe(1_234_567);
    expect(() => cpuFromSchedstat('')).toThrow('schedstat');
    expect(() => cpuFromSchedstat('cpu 1 2')).toThrow('schedstat');
  });

  test('resident memory is VmRSS, in KiB', () => {
    expect(residentFromStatus('Name:\tnode\nVmHWM:\t  9000 kB\nVmRSS:\t  8192 kB\nThreads:\t7\n')).toBe(8_192);
    expect(() => residentFromStatus('Name:\tkthreadd\n')).toThrow('VmRSS');
  });
});
