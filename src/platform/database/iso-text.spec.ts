import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoOf } from './iso-text.js';

describe('isoOf', () => {
  it.each([
    ['2026-11-21 02:37:00+00', '2026-11-21T02:37:00.000Z'],
    ['2026-11-21 02:37:00.1+00', '2026-11-21T02:37:00.100Z'],
    ['2026-11-21 02:37:00.012+00', '2026-11-21T02:37:00.012Z'],
    ['2026-11-21 02:37:00.12+01', '2026-11-21T01:37:00.120Z'],
    ['2026-11-20 21:07:00-05:30', '2026-11-21T02:37:00.000Z'],
  ])('reads %s as %s', (text, iso) => {
    expect(isoOf(text)).toBe(iso);
  });

  it('equals Date.toISOString for every moment', () => {
    const moment = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, (date) => {
        const [day, time = ''] = date.toISOString().slice(0, -1).split('T');
        const text = `${day} ${time.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros.replaceAll('0', '')))}+00`;
        const written = time.endsWith('.000') ? `${day} ${time.slice(0, 8)}+00` : text;
        expect(isoOf(written)).toBe(date.toISOString());
      }),
      { seed: 20_261_121 },
    );
  });
});
