import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { type Settings, SETTINGS } from '../config/settings.js';
import { ConsoleMailer } from './console.mailer.js';
import { MAILER, type Mailer } from './mailer.js';
import { NoMailer } from './no.mailer.js';
import { SmtpMailer } from './smtp.mailer.js';

@Global()
@Module({})
export class MailModule {
  /** @param mailer replaces the one that the settings name */
  static forRoot(mailer: Mailer | undefined): DynamicModule {
    return {
      module: MailModule,
      providers: [
        { provide: MAILER, inject: [SETTINGS], useFactory: (settings: Settings) => mailer ?? openMailer(settings) },
      ],
      exports: [MAILER],
    };
  }
}

function openMailer({ mail }: Settings): Mailer {
  switch (mail.kind) {
    case 'smtp':
      return new SmtpMailer(mail.url, mail.from);
    case 'console':
      return new ConsoleMailer((text) => process.stdout.write(text));
    case 'none':
      new Logger('Mail').warn('SMTP_URL is not set: sign-up, invitations and password resets do not work');
      return new NoMailer();
  }
}
