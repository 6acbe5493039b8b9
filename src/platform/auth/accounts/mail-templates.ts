import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '@bellhop/hotel';
import { type Settings, SETTINGS } from '../../config/settings.js';
import type { Mail } from '../../mail/mailer.js';
import { mailMessages } from './mail-messages.js';

/** Somebody to write to, in their language as far as it is known. */
export interface Recipient {
  readonly email: string;
  readonly language: Language;
}

/** Recipient and sender of an invitation. */
export interface Addressee {
  readonly email: string;
  readonly orgName: string;
  readonly inviterName: string;
  /** The inviter’s language: that of the invited is not known yet. */
  readonly language: Language;
}

/**
 * Mails about accounts. A link's token is in its fragment (`#`), which stays in the browser: out of the logs of all servers and
 * out of `Referer`. Mails that anyone can trigger for any address contain none of the input, or strangers could send text with
 * them. An invitation contains the inviter's name, quoted: anyone who signs up can invite anyone.
 */
@Injectable()
export class MailTemplates {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  signUp({ email, language }: Recipient, token: string): Mail {
    const t = mailMessages(language);
    return {
      kind: 'sign-up',
      to: email,
      subject: t('signUp.subject'),
      text: paragraphs(t('signUp.openLink'), this.#link('/welcome', token), t('signUp.notYou')),
    };
  }

  /** Sent instead of {@link signUp} if the address has an account. */
  alreadySignedUp({ email, language }: Recipient): Mail {
    const t = mailMessages(language);
    return {
      kind: 'already-signed-up',
      to: email,
      subject: t('alreadySignedUp.subject'),
      text: paragraphs(
        t('alreadySignedUp.hasAccount'),
        t('alreadySignedUp.signIn', { address: `${this.settings.publicUrl}/` }),
        t('alreadySignedUp.notYou'),
      ),
    };
  }

  invitation({ email, orgName, inviterName, language }: Addressee, token: string): Mail {
    const t = mailMessages(language);
    return {
      kind: 'invitation',
      to: email,
      subject: t('invitation.subject'),
      text: paragraphs(
        t('hello'),
        t('invitation.invites', { inviter: quotable(inviterName), org: quotable(orgName) }),
        t('invitation.openLink'),
        this.#link('/join', token),
        t('invitation.worksOnce'),
      ),
    };
  }

  passwordReset({ email, language }: Recipient, token: string): Mail {
    const t = mailMessages(language);
    return {
      kind: 'password-reset',
      to: email,
      subject: t('passwordReset.subject'),
      text: paragraphs(
        t('hello'),
        t('passwordReset.openLink'),
        this.#link('/reset-password', token),
        t('passwordReset.worksOnce'),
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
 * Prepares text from a stranger for quotation marks: on one line, shortened, without marks that would end the quote, and so that
 * no mail program turns it into a link.
 */
function quotable(text: string): string {
  const line = text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/["“”„‟«»]/g, '’')
    .replaceAll(/([.:/@\\])(?=\S)/g, '$1 ')
    .trim();
  const characters = [...line];
  const cut = characters.length > QUOTED_CHARACTERS;
  return cut ? `${characters.slice(0, QUOTED_CHARACTERS).join('')}…` : line;
}

const paragraphs = (...texts: readonly string[]): string => `${texts.join('\n\n')}\n`;
