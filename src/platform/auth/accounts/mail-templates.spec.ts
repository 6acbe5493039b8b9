import { describe, expect, it } from '@jest/globals';
import type { Settings } from '../../config/settings.js';
import { MailTemplates } from './mail-templates.js';

const mailTemplates = new MailTemplates({ publicUrl: 'https://bellhop.example' } as Settings);
const invitation = (names: { readonly orgName?: string; readonly inviterName?: string }) =>
  mailTemplates.invitation({ email: 'guest@mail.example', orgName: 'Nova', inviterName: 'Nuno', ...names }, 'TOKEN');

describe('an invitation', () => {
  it('quotes the inviter’s name and keeps it out of the subject', () => {
    const { subject, text } = invitation({ orgName: 'Win a million', inviterName: 'Your bank' });
    expect(subject).not.toMatch(/million|bank/);
    expect(text).toContain('“Your bank” invites you to join “Win a million” on Bellhop.');
    expect(text).toContain('Bellhop has not verified them.');
  });

  it('shortens long names', () => {
    const { text } = invitation({ orgName: '💥'.repeat(120), inviterName: 'n'.repeat(120) });
    expect(text).toContain(`“${'💥'.repeat(60)}…”`);
    expect(text).toContain(`“${'n'.repeat(60)}…”`);
  });

  it.each(['https://evil.example/pay', 'evil.example', 'call@evil.example', 'HTTP://EVIL.EXAMPLE', '\\\\evil\\share'])(
    'does not turn a name into a link: %s',
    (name) => {
      const { text } = invitation({ orgName: name, inviterName: name });
      expect(text.match(/\S+(?:[.:/@\\])(?=\S)\S+/g)).toEqual(['https://bellhop.example/join#token=TOKEN']);
    },
  );

  it('keeps a name within its quotation marks and on one line', () => {
    const { text } = invitation({ orgName: 'Nova” says: “hello\n\nOpen\u2028this\u202Enow' });
    expect(text).toContain('“Nova’ says: ’hello Open this now”');
    expect(text.split('\n\n')).toHaveLength(5);
  });
});

it('a mail that anyone can trigger contains none of their input', () => {
  const mails = [
    mailTemplates.signUp('guest@mail.example', 'TOKEN'),
    mailTemplates.alreadySignedUp('guest@mail.example'),
    mailTemplates.passwordReset({ email: 'guest@mail.example' }, 'TOKEN'),
  ];
  for (const { subject, text } of mails) expect(subject + text).not.toContain('guest');
});
