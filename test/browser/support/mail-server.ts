import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Receives the server’s mail: the necessary part of SMTP (RFC 5321). */
export class MailServer {
  readonly #mails: { readonly to: string; readonly text: string }[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#talk(socket));

  /** @returns settings for the server under test */
  async start(): Promise<Readonly<Record<string, string>>> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return { SMTP_URL: `smtp://127.0.0.1:${port}`, PUBLIC_URL: 'http://localhost:4000' };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Path and fragment of the link in the newest mail to an address; undefined if there is none. */
  linkFor(address: string): string | undefined {
    const mail = this.#mails.findLast(({ to }) => to === address);
    const link = /https?:\/\/\S+#\S+/.exec(mail?.text ?? '')?.[0];
    if (link === undefined) return undefined;
    const { pathname, hash } = new URL(link);
    return pathname + hash;
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    let to = '';
    let text: string | undefined;
    let rest = '';
    const answer = (line: string): boolean => socket.write(`${line}\r\n`);
    answer('220 here');
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (text !== undefined && line !== '.') {
          text += `${line}\r\n`;
          continue;
        }
        if (text !== undefined) {
          this.#mails.push({ to, text: unquoted(text) });
          text = undefined;
        } else if (line === 'DATA') {
          text = '';
          answer('354 go on');
          continue;
        }
        to = /^RCPT TO:<(.+)>/.exec(line)?.[1] ?? to;
        answer(line === 'QUIT' ? '221 bye' : '250 fine');
      }
    });
  }
}

/** Decodes quoted-printable (RFC 2045, section 6.7) for ASCII. */
const unquoted = (text: string): string =>
  text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-7][0-9A-F])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
