import type { Mail, Mailer } from './mailer.js';

/** Prints mail for whoever develops: the links in it work. */
export class ConsoleMailer implements Mailer {
  /** @param print takes the lines, line breaks included */
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
