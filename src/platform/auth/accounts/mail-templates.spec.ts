import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { type Language, LANGUAGES } from '@bellhop/hotel';
import type { Settings } from '../../config/settings.js';
import { MailTemplates } from './mail-templates.js';

const english = createRequire(import.meta.url)('@bellhop/hotel/messages/en/mail.json') as object;
const mailTemplates = new MailTemplates({ publicUrl: 'https://bellhop.example' } as Settings);
const invitation = (names: { readonly orgName?: string; readonly inviterName?: string }) =>
  mailTemplates.invitation(
    { email: 'guest@mail.example', orgName: 'Nova', inviterName: 'Nuno', language: 'en', ...names },
    'TOKEN',
  );

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

it.each(LANGUAGES)('a mail that anyone can trigger contains none of their input: %s', (language) => {
  const recipient = { email: 'guest@mail.example', language };
  const mails = [
    mailTemplates.signUp(recipient, 'TOKEN'),
    mailTemplates.alreadySignedUp(recipient),
    mailTemplates.passwordReset(recipient, 'TOKEN'),
  ];
  for (const { subject, text } of mails) expect(subject + text).not.toContain('guest');
});

describe('the messages of mails', () => {
  const everyMail = (language: Language) => {
    const recipient = { email: 'guest@mail.example', language };
    return [
      mailTemplates.signUp(recipient, 'TOKEN'),
      mailTemplates.alreadySignedUp(recipient),
      mailTemplates.passwordReset(recipient, 'TOKEN'),
      mailTemplates.invitation({ ...recipient, orgName: 'Nova', inviterName: 'Nuno' }, 'TOKEN'),
    ];
  };

  it('are all used, and none is missing', () => {
    const texts = everyMail('en').flatMap(({ subject, text }) => [subject, ...text.trim().split('\n\n')]);
    const links = texts.filter((text) => text.startsWith('https://'));
    const messages = JSON.stringify(english).match(/":"/g) ?? [];
    expect(new Set(texts).size - links.length).toBe(messages.length);
  });

  it.each(LANGUAGES.filter((language) => language !== 'en'))('are in the language of the recipient: %s', (language) => {
    const [inEnglish, translated] = [everyMail('en'), everyMail(language)];
    for (const [index, { subject, text }] of translated.entries()) {
      expect(subject).not.toBe(inEnglish[index]?.subject);
      expect(text.split('\n\n')).toHaveLength(inEnglish[index]?.text.split('\n\n').length ?? 0);
      expect(subject + text).not.toMatch(/\{\{|\b(signUp|alreadySignedUp|invitation|passwordReset)\./);
    }
  });

  it('do not read placeholders or references in a name', () => {
    const { text } = invitation({ orgName: '{{inviter}} $t(hello)', inviterName: 'Nuno' });
    expect(text).toContain('“{{inviter}} $t(hello)”');
  });
});
