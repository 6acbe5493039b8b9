import type { Mail, Mailer } from './mailer.js';

/** Prints mail, for development: its links work. */
export class ConsoleMailer implements Mailer {
  /** @param print receives the text, line breaks included */
  constructor(private readonly print: (text: string) => void) {}

  send({ to, subject, text }: Mail): Promise<void> {
    const lines = [`To: ${to}`, `Subject: ${subject}`, '', ...text.trimEnd().split('\n')];
    this.print(['', ...lines.map((line) => `  │ ${line}`.trimEnd()), '', ''].join('\n'));
    return Promise.resolve();
  }

  rehearse(_mail: Mail): Promise<void> {
    return Promise.resolve();
  }
}
