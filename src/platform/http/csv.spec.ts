import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('csvLine', () => {
  it('quotes as RFC 4180 says', () => {
    expect(csvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', ''])).toBe('plain,"a,b","say ""hi""","two\nlines",\r\n');
  });

  it.each(['=1+1', '+351 21', '-1', '@SUM(A1)', '\tx', '＝1'])('keeps a spreadsheet from executing %j', (text) => {
    expect(csvLine([text])).toBe(`'${text}\r\n`);
  });

  it('marks a formula that has to be quoted, too', () => {
    expect(csvLine(['=HYPERLINK("http://evil","x")'])).toBe(`"'=HYPERLINK(""http://evil"",""x"")"\r\n`);
    expect(csvLine(['\r=1'])).toBe(`"'\r=1"\r\n`);
  });
});
