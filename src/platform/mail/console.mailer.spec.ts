import { expect, it } from '@jest/globals';
import { ConsoleMailer } from './console.mailer.js';
import { NoMailer } from './no.mailer.js';

const MAIL = { kind: 'x', to: 'a@nova.test', subject: 'Hello', text: 'One.\n\nhttp://localhost:4000/join#token=abc\n' };

it('prints a mail with a working link', async () => {
  let printed = '';
  await new ConsoleMailer((text) => (printed += text)).send(MAIL);
  expect(printed).toBe(`
  │ To: a@nova.test
  │ Subject: Hello
  │
  │ One.
  │
  │ http://localhost:4000/join#token=abc

`);
});

it('fails without SMTP_URL and reveals nothing of the mail', async () => {
  await expect(new NoMailer().send(MAIL)).rejects.toThrow(/^the mail could not be sent: SMTP_URL is not set$/);
});
