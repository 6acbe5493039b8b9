import { createTransport, type Transporter } from 'nodemailer';
import { type Mail, MailError, type Mailer } from './mailer.js';

/** Three times what a healthy mail server takes. Nothing but the mail waits for it. */
const LIMIT_MS = 20_000;

/** Sends through a mail server. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;

  /**
   * @param url `smtp://` (TLS where the server offers it, always with `?requireTLS=true`) or `smtps://`
   * @param from the `From` header
   */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.#transport = createTransport({
      url,
      connectionTimeout: LIMIT_MS,
      greetingTimeout: LIMIT_MS,
      socketTimeout: LIMIT_MS,
      // Mails are text: their content must not make the server read files or fetch URLs.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    try {
      // Given as text, an address with a comma would be parsed as two.
      await this.#transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text });
    } catch (error) {
      throw new MailError(codeOf(error));
    }
  }

  /** Connects, greets, signs in and disconnects: most of what a mail costs here. */
  async rehearse(_mail: Mail): Promise<void> {
    try {
      await this.#transport.verify();
    } catch (error) {
      throw new MailError(codeOf(error));
    }
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'EUNKNOWN';
