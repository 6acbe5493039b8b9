import { type Mail, MailError, type Mailer } from '../../src/platform/mail/mailer.js';
import { BackgroundTasks } from '../../src/platform/auth/background-tasks.js';
import type { TestApp } from './app.js';

/** Receives the mail of an application under test. */
export class Mailbox implements Mailer {
  readonly mails: Mail[] = [];
  /** Mails that would have been sent to an existing user. */
  readonly rehearsed: Mail[] = [];
  /** Whether sending fails at the moment. */
  broken = false;

  send(mail: Mail): Promise<void> {
    if (this.broken) return Promise.reject(new MailError('ECONNREFUSED'));
    this.mails.push(mail);
    return Promise.resolve();
  }

  rehearse(mail: Mail): Promise<void> {
    if (this.broken) return Promise.reject(new MailError('ECONNREFUSED'));
    this.rehearsed.push(mail);
    return Promise.resolve();
  }

  /** Returns the mails to an address, once all background tasks are done. */
  async of(server: TestApp, address: string): Promise<readonly Mail[]> {
    await server.app.get(BackgroundTasks).settled();
    return this.mails.filter(({ to }) => to === address);
  }

  /** Returns the newest mail to an address. */
  async newest(server: TestApp, address: string): Promise<Mail> {
    const mail = (await this.of(server, address)).at(-1);
    if (!mail) throw new Error(`there is no mail for ${address}`);
    return mail;
  }
}

/** Returns the link in a mail. */
export function linkIn({ text }: Mail): URL {
  const [link] = /https?:\/\/\S+#\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`there is no link in: ${text}`);
  return new URL(link);
}

/** Returns the token in a mail’s link. */
export const tokenIn = (mail: Mail): string => new URLSearchParams(linkIn(mail).hash.slice(1)).get('token') ?? '';
