/** Injection token of the {@link Mailer}. */
export const MAILER = Symbol('mailer');

/** A mail to one person, as plain text. */
export interface Mail {
  /** What it is, for the log: nothing else of a mail may get there. */
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The way mail leaves the application. One file per driver beside this one. */
export interface Mailer {
  /**
   * Hands the mail over to whoever delivers it.
   * @throws MailError when nobody takes it
   */
  send(mail: Mail): Promise<void>;
  /**
   * Does what sending costs this server, and sends nothing: for an address that is not to be told from one that gets mail.
   * @throws MailError where {@link send} would before it names the mail
   */
  rehearse(mail: Mail): Promise<void>;
}

/** A mail that did not get out. Its message says why, and nothing of what is in the mail. */
export class MailError extends Error {
  override readonly name = 'MailError';

  /** @param code what the driver calls it, such as `ECONNECTION` */
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`the mail could not be sent: ${code}`, options);
  }
}
