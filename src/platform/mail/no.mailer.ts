import { type Mail, MailError, type Mailer } from './mailer.js';

/** Used when no mail server is set: in production a link must not be printed instead. */
export class NoMailer implements Mailer {
  send(_mail: Mail): Promise<void> {
    return Promise.reject(new MailError('SMTP_URL is not set'));
  }

  rehearse(mail: Mail): Promise<void> {
    return this.send(mail);
  }
}
