import { Inject, Injectable } from '@nestjs/common';
import { type Settings, SETTINGS } from '../../config/settings.js';
import type { Mail } from '../../mail/mailer.js';

/** Whom an invitation is for, and who invites. */
export interface Addressee {
  readonly email: string;
  readonly orgName: string;
  readonly inviterName: string;
}

/**
 * The mails about accounts. A token stands behind the `#` of its link: what is there stays in the browser, out of the
 * logs of every server on the way and out of `Referer`. Mails that anybody can have sent to any address contain nothing
 * of what was typed in, or they would carry whatever a stranger likes. An invitation names who invites, quoted: whoever signs
 * up can invite anybody.
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
        this.#link('/welcome', token),
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

  invitation({ email, orgName, inviterName }: Addressee, token: string): Mail {
    return {
      kind: 'invitation',
      to: email,
      subject: 'You are invited to Bellhop',
      text: paragraphs(
        'Hello,',
        `somebody who goes by ${quoted(inviterName)} invites you to join ${quoted(orgName)} on Bellhop. ` +
          'What stands in quotation marks they have typed themselves; Bellhop has not checked it.',
        'Open this link within 7 days to choose a password:',
        this.#link('/join', token),
        'The link works once. If you do not know who this is, do not open it.',
      ),
    };
  }

  passwordReset({ email }: { readonly email: string }, token: string): Mail {
    return {
      kind: 'password-reset',
      to: email,
      subject: 'A new password for Bellhop',
      text: paragraphs(
        'Hello,',
        'somebody, most likely you, asked for a new password. Open this link within an hour to choose one:',
        this.#link('/reset-password', token),
        'The link works once, and signs you out on every device. If it was not you, your password stays as it is.',
      ),
    };
  }

  #link(path: string, token: string): string {
    return `${this.settings.publicUrl}${path}#token=${token}`;
  }
}

/** Characters of a name that are repeated: enough to know a house or a person by, too few for a message. */
const QUOTED_CHARACTERS = 60;

/**
 * What a stranger typed, marked as that: on one line, cut short, without quotation marks that would end it early, and so
 * that no mail program makes a link of it.
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
