import { describe, expect, it } from '@jest/globals';
import { readAddresses } from './addresses.js';

const emailsOf = (text: string) => readAddresses(text).invitees.map(({ email }) => email);

describe('addresses to invite', () => {
  it.each([
    ['ana@nova.test\nben@nova.test', 2],
    ['ana@nova.test, ben@nova.test;cy@nova.test', 3],
    ['  ana@nova.test   ben@nova.test\n\n', 2],
    ['Ana@Nova.test ana@nova.test', 1],
    ['', 0],
  ])('in %j are %d', (text, count) => expect(emailsOf(text)).toHaveLength(count));

  it('have names as mail programs write them, or as the address suggests', () => {
    const { invitees } = readAddresses('"Ana Silva" <ana@nova.test>, Ben <b@nova.test>\ncy.maria-lo+work@nova.test');
    expect(invitees).toEqual([
      { email: 'ana@nova.test', name: 'Ana Silva' },
      { email: 'b@nova.test', name: 'Ben' },
      { email: 'cy.maria-lo+work@nova.test', name: 'Cy Maria Lo' },
    ]);
  });

  it('that are none are named, and the others are kept', () => {
    expect(readAddresses('ana@nova.test, ben@nova, hello')).toMatchObject({
      invitees: [{ email: 'ana@nova.test' }],
      wrong: ['ben@nova', 'hello'],
    });
  });
});
