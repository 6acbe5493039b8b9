import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MailError } from './mailer.js';
import { SmtpMailer } from './smtp.mailer.js';

const LINK = 'https://bellhop.example/join#token=Zm9vYmFy';
const MAIL = { kind: 'invitation', to: 'nadia@nova.test', subject: 'Olá, Nadia', text: `Hello,\n\n${LINK}\n` };

/** The parts of a mail server that a mail needs (RFC 5321); records what clients send, line by line. */
class MailServer {
  readonly said: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  /** @param refuses a command to respond to with 550, such as `RCPT` */
  constructor(refuses?: string) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      let inMail = false;
      let rest = '';
      const answer = (text: string): boolean => socket.write(`${text}\r\n`);
      answer('220 here');
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          this.said.push(line);
          const [command = ''] = line.split(/[ :]/, 1);
          if (inMail) {
            if (line !== '.') continue;
            inMail = false;
            answer('250 taken');
          } else if (command === refuses) answer('550 no');
          else if (command === 'DATA') {
            inMail = true;
            answer('354 go on');
          } else if (command === 'AUTH') answer('235 come in');
          else if (command === 'EHLO') answer('250-here\r\n250 AUTH PLAIN');
          else if (command === 'QUIT') socket.end('221 bye\r\n');
          else answer('250 yes');
        }
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('SmtpMailer', () => {
  let server: MailServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const open = async (refuses?: string): Promise<SmtpMailer> => {
    server = new MailServer(refuses);
    const port = await server.listen();
    return new SmtpMailer(`smtp://desk:hunter2@127.0.0.1:${port}`, 'Bellhop <desk@bellhop.example>');
  };

  it('signs in and sends a mail as plain text', async () => {
    await (await open()).send(MAIL);
    expect(server?.said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^AUTH PLAIN /),
        'MAIL FROM:<desk@bellhop.example>',
        'RCPT TO:<nadia@nova.test>',
        'From: Bellhop <desk@bellhop.example>',
        'To: nadia@nova.test',
        'Content-Type: text/plain; charset=utf-8',
        LINK,
      ]),
    );
  });

  it('sends to exactly one address, whatever characters it contains', async () => {
    await (await open()).send({ ...MAIL, to: '"a, b"@nova.test', subject: 'x\r\nBcc: everybody@evil.test' });
    const said = server?.said ?? [];
    expect(said.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<"a, b"@nova.test>']);
    expect(said.filter((line) => /^bcc/i.test(line))).toEqual([]);
  });

  it.each(['RCPT', 'AUTH', 'DATA'])(
    'throws MailError without any content of the mail when the server refuses: %s',
    async (refuses) => {
      const error = await (await open(refuses)).send(MAIL).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(MailError);
      const said = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack} ${String((error as Error).cause)}`;
      expect(said).not.toMatch(/token|hunter2|nadia/);
    },
  );

  it('throws MailError when the server is unreachable', async () => {
    const mailer = await open();
    await server?.close();
    await expect(mailer.send(MAIL)).rejects.toMatchObject({ name: 'MailError', code: 'ESOCKET' });
  });
});
