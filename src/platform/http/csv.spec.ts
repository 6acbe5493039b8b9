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
    expect(csvLine(['\r=1'])).toBe(`"'\r'=1"\r\n`);
  });

  it('marks a formula after what a spreadsheet with decimal commas takes for the end of a cell', () => {
    expect(csvLine(['x;=1+1', 'a; +1;-2'])).toBe("x;'=1+1,a; '+1;'-2\r\n");
    expect(csvLine(['two lines\n@SUM(A1)'])).toBe(`"two lines\n'@SUM(A1)"\r\n`);
    expect(csvLine(['a-b, c = d', 'mail@aurora.test'])).toBe('"a-b, c = d",mail@aurora.test\r\n');
  });
});
