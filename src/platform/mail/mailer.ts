/** Injection token of the {@link Mailer}. */
export const MAILER = Symbol('mailer');

/** A mail to one person, as plain text. */
export interface Mail {
  /** The type of mail, for the log. Nothing else of a mail may be logged. */
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail. One file per driver beside this one. */
export interface Mailer {
  /**
   * Hands the mail to the mail server.
   * @throws MailError when it is not accepted
   */
  send(mail: Mail): Promise<void>;
  /**
   * Costs this server the same as {@link send} but sends nothing, so that timing does not reveal which addresses get mail.
   * @throws MailError for failures that occur before {@link send} would name the recipient
   */
  rehearse(mail: Mail): Promise<void>;
}

/** A mail that could not be sent. The message gives the reason and nothing of the mail. */
export class MailError extends Error {
  override readonly name = 'MailError';

  /** @param code the driver's code, such as `ECONNECTION` */
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`the mail could not be sent: ${code}`, options);
  }
}
