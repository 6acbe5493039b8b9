import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeFailure } from './handler-failure.js';

describe('describeFailure', () => {
  it('keeps name, message and the first lines of the stack', () => {
    const failure = describeFailure(new RangeError('too far'));
    expect(failure).toMatchObject({ name: 'RangeError', message: 'too far' });
    expect(failure.stack).toMatch(/^RangeError: too far\n {4}at /);
  });

  it('cuts a long stack after a whole line', () => {
    const error = new Error('deep');
    error.stack = Array.from({ length: 100 }, (_, index) => `    at frame${index} (${'x'.repeat(40)})`).join('\n');
    const { stack } = describeFailure(error);
    expect(Buffer.byteLength(stack)).toBeLessThanOrEqual(2_048);
    expect(error.stack.startsWith(`${stack}\n`)).toBe(true);
  });

  it('accepts any thrown value', () => {
    expect(describeFailure('no')).toEqual({ name: 'string', message: 'no', stack: '' });
    expect(describeFailure(undefined)).toEqual({ name: 'undefined', message: 'undefined', stack: '' });
    const hostile = Object.defineProperty(new Error(), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(describeFailure(hostile).name).toBe('unknown');
    expect(describeFailure(Object.create(null)).name).toBe('unknown');
  });

  it('is bounded and well-formed text without NUL, whatever the message is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000, size: 'max' }), fc.boolean(), (text, broken) => {
        const { message } = describeFailure(new Error(broken ? `${text}\ud800` : text));
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2_048);
        expect(message).not.toContain('\0');
        expect(Buffer.from(message).toString()).toBe(message);
      }),
    );
  });
});
