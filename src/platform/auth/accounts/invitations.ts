import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../database/database.js';
import { type Mail, MAILER, type Mailer } from '../../mail/mailer.js';
import type { AccountId } from '../accounts.js';
import { AfterAnswer } from '../after-answer.js';
import { AccountLinks } from './account-links.js';
import { type Addressee, Letters } from './letters.js';

/** Somebody to invite: the row is there, without a password. */
export type Invitee = AccountId & Addressee;

/** How the users domain invites people. */
@Injectable()
export class Invitations {
  constructor(
    private readonly links: AccountLinks,
    private readonly letters: Letters,
    private readonly afterAnswer: AfterAnswer,
    @Inject(MAILER) private readonly mailer: Mailer,
  ) {}

  /**
   * Makes a link, which lives 7 days and replaces the invitee's older one.
   * @returns the mail that carries it, to be kept until the transaction has committed: see {@link send}
   */
  async issue(tx: Tx, invitee: Invitee): Promise<Mail> {
    return this.letters.invitation(invitee, await this.links.issue(tx, 'invitation', invitee));
  }

  /**
   * Sends what {@link issue} gave, without waiting for it. A failure is logged; whoever invites can have it done once
   * more, with another link.
   */
  send(mail: Mail): void {
    this.afterAnswer.mail(`mail "${mail.kind}"`, () => this.mailer.send(mail));
  }
}
