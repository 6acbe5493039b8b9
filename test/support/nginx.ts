import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNginx } from '../../tools/lib/nginx.mjs';
import { freePort } from './free-port.mjs';
import { keepProcess, type KeptProcess } from './kept-process.js';

/** How the proxy treats the server’s responses. */
export interface NginxOptions {
  /** Lines for the server’s `location` besides `proxy_pass`. @default none, as nginx is installed */
  readonly location?: readonly string[];
  /** Idle connections to the server kept for reuse. @default none, as nginx is installed */
  readonly keepAlive?: number;
}

/** A test’s own nginx in front of a server, on a free port of the loopback interface. */
export interface TestNginx {
  readonly url: string;
  /** Changes its options while it runs, as an operator does. Settles when they apply to the next request. */
  reload(options: NginxOptions): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
const ATTEMPTS = 5;
const PORT_TAKEN = /Address already in use/;

/** @param generation returned at its own path, to see which configuration is active */
function configuration(port: number, upstream: string, generation: number, options: NginxOptions): string {
  const { location = [], keepAlive } = options;
  const kept = ['proxy_http_version 1.1;', 'proxy_set_header Connection "";'];
  const lines = [...(keepAlive === undefined ? [] : kept), ...location];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr error;
    events { worker_connections 512; }
    http {
      access_log off;
      ${temporary.join('\n      ')}
      upstream server {
        server ${new URL(upstream).host};
        ${keepAlive === undefined ? '' : `keepalive ${keepAlive};`}
      }
      server {
        listen 127.0.0.1:${port};
        location = /nginx-generation { return 200 ${generation}; }
        location / {
          proxy_pass http://server;
          proxy_set_header Host $http_host;
          ${lines.join('\n          ')}
        }
      }
    }
  `;
}

/** Settles when the configuration of this generation is active; rejects when that takes too long or the proxy ended. */
async function answers(url: string, generation: number, nginx: KeptProcess): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && !PORT_TAKEN.test(nginx.said())) {
    const answer = await fetch(`${url}/nginx-generation`, { headers: { connection: 'close' } }).catch(() => undefined);
    if ((await answer?.text()) === String(generation)) return;
    if (nginx.exitCode !== null) break;
    // oxlint-disable-next-line bellhop/no-luck -- nginx does not say when its workers have a configuration
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nginx did not take its configuration:\n${nginx.said()}`);
}

async function startOnce(nginx: string, upstream: string, first: NginxOptions): Promise<TestNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-nginx-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let generation = 0;
  const write = (options: NginxOptions): Promise<void> => {
    generation += 1;
    return writeFile(join(folder, 'nginx.conf'), configuration(port, upstream, generation, options));
  };

  await write(first);
  const kept = keepProcess(folder, [nginx, '-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')]);
  try {
    await answers(url, generation, kept);
  } catch (error) {
    await kept.stop();
    throw error;
  }
  return {
    url,
    stop: () => kept.stop(),
    async reload(options) {
      await write(options);
      const signal = spawn(nginx, ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf'), '-s', 'reload']);
      await once(signal, 'exit');
      await answers(url, generation, kept);
    },
  };
}

/**
 * Starts an nginx in front of a server within milliseconds. It ends with {@link TestNginx.stop} or with this process.
 * @param upstream address of the server
 * @throws Error when nginx is missing; `npm test` installs it where it can
 */
export async function startNginx(upstream: string, options: NginxOptions = {}): Promise<TestNginx> {
  const nginx = findNginx();
  if (!nginx) throw new Error('nginx was not found: run `npm test`, or name its program in NGINX_PATH.');
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(nginx, upstream, options);
    } catch (error) {
      // Another process may take the free port before the proxy does.
      if (!(error instanceof Error && PORT_TAKEN.test(error.message)) || attempt === ATTEMPTS) throw error;
    }
  }
}
