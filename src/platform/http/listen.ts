import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';

const REASONS: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is in use by another program. Stop that one, or start with another PORT.`,
  EACCES: (port) => `Port ${port} may not be used by this user. Take a PORT from 1024 on.`,
  EADDRNOTAVAIL: (_port, host) => `${host} is no address of this machine. Set HOST to one that is.`,
  ENOTFOUND: (_port, host) => `HOST=${host} is not known. Set it to an address of this machine.`,
};

/**
 * Opens the port.
 * @returns the address to open in a browser
 * @throws StartupError when the port cannot be had
 */
export async function listen(app: NestFastifyApplication, { port, host }: Settings): Promise<string> {
  try {
    // For `localhost` Fastify opens a server of its own for ::1, which nothing that guards connections sees.
    await app.listen(port, host === 'localhost' ? '127.0.0.1' : host);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
    throw reason ? new StartupError(reason(port, host)) : error;
  }
  const address: unknown = app.getHttpServer().address();
  const bound = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : port;
  const local = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${local ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${bound}`;
}
