import { createTransport, type Transporter } from 'nodemailer';
import { type Mail, MailError, type Mailer } from './mailer.js';

/** Three times what a mail server that is well takes; nobody waits for it but the mail itself. */
const LIMIT_MS = 20_000;

/** Sends through a mail server. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;

  /**
   * @param url `smtp://` (TLS where the server offers it, always with `?requireTLS=true`) or `smtps://`
   * @param from the sender, as the header has it
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
      // A mail is text: nothing in it may make the server read files or fetch addresses.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    try {
      // As an object the address is taken as it is; as text a comma in it would make it two.
      await this.#transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text });
    } catch (error) {
      throw new MailError(codeOf(error));
    }
  }

  /** Connects, greets, signs in and leaves: most of what a mail takes here. */
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
