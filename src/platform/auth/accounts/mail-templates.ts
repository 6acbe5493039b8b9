import { Inject, Injectable } from '@nestjs/common';
import { type Settings, SETTINGS } from '../../config/settings.js';
import type { Mail } from '../../mail/mailer.js';

/** Recipient and sender of an invitation. */
export interface Addressee {
  readonly email: string;
  readonly orgName: string;
  readonly inviterName: string;
}

/**
 * Mails about accounts. A link's token is in its fragment (`#`), which stays in the browser: out of the logs of all servers and
 * out of `Referer`. Mails that anyone can trigger for any address contain none of the input, or strangers could send text with
 * them. An invitation contains the inviter's name, quoted: anyone who signs up can invite anyone.
 */
@Injectable()
export class MailTemplates {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  signUp(to: string, token: string): Mail {
    return {
      kind: 'sign-up',
      to,
      subject: 'Confirm your email address for Bellhop',
      text: paragraphs(
        'Someone, probably you, signed up for Bellhop with this email address. To continue, open this link within 24 hours:',
        this.#link('/welcome', token),
        'If this was not you, do not open the link. No account is created without it.',
      ),
    };
  }

  /** Sent instead of {@link signUp} if the address has an account. */
  alreadySignedUp(to: string): Mail {
    return {
      kind: 'already-signed-up',
      to,
      subject: 'You already have a Bellhop account',
      text: paragraphs(
        'Someone, probably you, tried to sign up for Bellhop with this email address, but it already has an account.',
        `Sign in at ${this.settings.publicUrl}/ with your password. If you have forgotten it, request a new one there.`,
        'If this was not you, you need not do anything: no one has learned that you have an account.',
      ),
    };
  }

  invitation({ email, orgName, inviterName }: Addressee, token: string): Mail {
    return {
      kind: 'invitation',
      to: email,
      subject: 'You are invited to Bellhop',
      text: paragraphs(
        'Hello,',
        `someone using the name ${quoted(inviterName)} invites you to join ${quoted(orgName)} on Bellhop. ` +
          'They entered both names themselves; Bellhop has not verified them.',
        'Open this link within 7 days to choose a password:',
        this.#link('/join', token),
        'The link works once. If you do not know the sender, do not open it.',
      ),
    };
  }

  passwordReset({ email }: { readonly email: string }, token: string): Mail {
    return {
      kind: 'password-reset',
      to: email,
      subject: 'Choose a new password for Bellhop',
      text: paragraphs(
        'Hello,',
        'someone, probably you, asked to reset your password. To choose a new one, open this link within an hour:',
        this.#link('/reset-password', token),
        'The link works once and signs you out on every device. If this was not you, ignore this mail: your password is unchanged.',
      ),
    };
  }

  #link(path: string, token: string): string {
    return `${this.settings.publicUrl}${path}#token=${token}`;
  }
}

/** Maximum length of a quoted name: enough to recognise a person or org, too short for a message. */
const QUOTED_CHARACTERS = 60;

/**
 * Quotes text from a stranger: on one line, shortened, without quotation marks that would end the quote, and so that no mail
 * program turns it into a link.
 */
function quoted(text: string): string {
  const line = text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/["“”„‟«»]/g, '’')
    .replaceAll(/([.:/@\\])(?=\S)/g, '$1 ')
    .trim();
  const characters = [...line];
  const cut = characters.length > QUOTED_CHARACTERS;
  return `“${cut ? `${characters.slice(0, QUOTED_CHARACTERS).join('')}…` : line}”`;
}

const paragraphs = (...texts: readonly string[]): string => `${texts.join('\n\n')}\n`;
