import { Inject, Injectable } from '@nestjs/common';
import { type Settings, SETTINGS } from '../../config/settings.js';
import type { Mail } from '../../mail/mailer.js';

/** Whom an invitation is for, and who invites. */
export interface Addressee {
  readonly email: string;
  readonly name: string;
  readonly orgName: string;
  readonly inviterName: string;
}

/**
 * The mails about accounts. A token stands behind the `#` of its link: what is there stays in the browser, out of the
 * logs of every server on the way and out of `Referer`. Mails that anybody can have sent to any address contain nothing
 * of what was typed in, or they would carry whatever a stranger likes.
 */
@Injectable()
export class Letters {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  signUp(to: string, token: string): Mail {
    return {
      kind: 'sign-up',
      to,
      subject: 'Confirm your address for Bellhop',
      text: paragraphs(
        'Somebody, most likely you, signed up for Bellhop with this address. Open this link within 24 hours to begin:',
        this.link('/welcome', token),
        'If it was not you, do not open it: nothing happens then.',
      ),
    };
  }

  /** In the place of {@link signUp} where the address has an account. */
  alreadySignedUp(to: string): Mail {
    return {
      kind: 'already-signed-up',
      to,
      subject: 'You have a Bellhop account already',
      text: paragraphs(
        'Somebody, most likely you, tried to sign up for Bellhop with this address, which has an account already.',
        `Sign in at ${this.settings.publicUrl}/ with your password. If you have forgotten it, ask there for a new one.`,
        'If it was not you, there is nothing to do: nobody has learnt that you have an account.',
      ),
    };
  }

  invitation({ email, name, orgName, inviterName }: Addressee, token: string): Mail {
    const [who, group] = [oneLine(inviterName), oneLine(orgName)];
    return {
      kind: 'invitation',
      to: email,
      subject: `${who} invites you to ${group} on Bellhop`,
      text: paragraphs(
        `Hello ${oneLine(name)},`,
        `${who} invites you to ${group} on Bellhop. Open this link within 7 days to choose a password:`,
        this.link('/join', token),
        'The link works once. If you do not know who this is, do not open it.',
      ),
    };
  }

  passwordReset({ email, name }: { readonly email: string; readonly name: string }, token: string): Mail {
    return {
      kind: 'password-reset',
      to: email,
      subject: 'A new password for Bellhop',
      text: paragraphs(
        `Hello ${oneLine(name)},`,
        'somebody, most likely you, asked for a new password. Open this link within an hour to choose one:',
        this.link('/reset-password', token),
        'The link works once, and signs you out on every device. If it was not you, your password stays as it is.',
      ),
    };
  }

  private link(path: string, token: string): string {
    return `${this.settings.publicUrl}${path}#token=${token}`;
  }
}

/** A name may have line breaks in it; here they would make another paragraph of it. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const paragraphs = (...texts: readonly string[]): string => `${texts.join('\n\n')}\n`;
