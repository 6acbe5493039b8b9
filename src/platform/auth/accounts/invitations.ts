import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../database/database.js';
import { type Mail, MAILER, type Mailer } from '../../mail/mailer.js';
import type { AccountId } from '../accounts.js';
import { BackgroundTasks } from '../background-tasks.js';
import { AccountLinks } from './account-links.js';
import { type Addressee, MailTemplates } from './mail-templates.js';

/** A user to invite: their row exists, without a password. */
export type Invitee = AccountId & Addressee;

/** Invitations by mail, for the users domain. */
@Injectable()
export class Invitations {
  constructor(
    private readonly links: AccountLinks,
    private readonly mailTemplates: MailTemplates,
    private readonly backgroundTasks: BackgroundTasks,
    @Inject(MAILER) private readonly mailer: Mailer,
  ) {}

  /**
   * Creates a link that expires after 7 days and replaces the invitee's older one.
   * @returns the mail with the link; {@link send} it after the transaction has committed
   */
  async issue(tx: Tx, invitee: Invitee): Promise<Mail> {
    return this.mailTemplates.invitation(invitee, await this.links.issue(tx, 'invitation', invitee));
  }

  /**
   * Sends the mail of {@link issue} in the background.
   * @param refused called when the mail server does not take the mail; the inviter can send the invitation again, with a new
   *   link. A mail that is lost in a crash, or later on its way, is not noticed.
   */
  send(mail: Mail, refused: () => Promise<void>): void {
    this.backgroundTasks.mail(`mail "${mail.kind}"`, async () => {
      try {
        await this.mailer.send(mail);
      } catch (error) {
        await refused();
        throw error;
      }
    });
  }
}
