import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';

const REASONS: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is in use by another program. Stop that one, or start with another PORT.`,
  EACCES: (port) => `This user may not listen on port ${port}. Set PORT to 1024 or higher.`,
  EADDRNOTAVAIL: (_port, host) => `${host} is not an address of this machine. Set HOST to one that is.`,
  ENOTFOUND: (_port, host) => `HOST=${host} cannot be resolved. Set it to an address of this machine.`,
};

/**
 * Starts listening.
 * @returns the address to open in a browser
 * @throws StartupError when the port or host cannot be used
 */
export async function listen(app: NestFastifyApplication, { port, host }: Settings): Promise<string> {
  try {
    // For `localhost` Fastify opens a second server for ::1, which the connection limits do not cover.
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
