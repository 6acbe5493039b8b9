import { describe, expect, it } from '@jest/globals';
import type { Settings } from '../../config/settings.js';
import { Letters } from './letters.js';

const letters = new Letters({ publicUrl: 'https://bellhop.example' } as Settings);
const invitation = (names: { readonly orgName?: string; readonly inviterName?: string }) =>
  letters.invitation({ email: 'guest@mail.example', orgName: 'Nova', inviterName: 'Nuno', ...names }, 'TOKEN');

describe('an invitation', () => {
  it('says who invites, marked as what they typed, and keeps it out of the subject', () => {
    const { subject, text } = invitation({ orgName: 'Win a million', inviterName: 'Your bank' });
    expect(subject).not.toMatch(/million|bank/);
    expect(text).toContain('“Your bank” invites you to join “Win a million” on Bellhop.');
    expect(text).toContain('Bellhop has not checked it.');
  });

  it('repeats no more of a name than one can be known by', () => {
    const { text } = invitation({ orgName: '💥'.repeat(120), inviterName: 'n'.repeat(120) });
    expect(text).toContain(`“${'💥'.repeat(60)}…”`);
    expect(text).toContain(`“${'n'.repeat(60)}…”`);
  });

  it.each(['https://evil.example/pay', 'evil.example', 'call@evil.example', 'HTTP://EVIL.EXAMPLE', '\\\\evil\\share'])(
    'makes no link of a name: %s',
    (name) => {
      const { text } = invitation({ orgName: name, inviterName: name });
      expect(text.match(/\S+(?:[.:/@\\])(?=\S)\S+/g)).toEqual(['https://bellhop.example/join#token=TOKEN']);
    },
  );

  it('keeps a name within its quotation marks and on its line', () => {
    const { text } = invitation({ orgName: 'Nova” says: “hello\n\nOpen\u2028this\u202Enow' });
    expect(text).toContain('“Nova’ says: ’hello Open this now”');
    expect(text.split('\n\n')).toHaveLength(5);
  });
});

it('a mail that anybody can have sent to any address has nothing of theirs in it', () => {
  const mails = [
    letters.signUp('guest@mail.example', 'TOKEN'),
    letters.alreadySignedUp('guest@mail.example'),
    letters.passwordReset({ email: 'guest@mail.example' }, 'TOKEN'),
  ];
  for (const { subject, text } of mails) expect(subject + text).not.toContain('guest');
});
