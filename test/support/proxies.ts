import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, isProgram } from '../../tools/lib/programs.mjs';
import { freePort } from './free-port.mjs';
import { keepProcess } from './kept-process.js';
import { startNginx } from './nginx.js';

/** A reverse proxy in front of a server, with keep-alive connections to it. */
export interface KeepingProxy {
  readonly url: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;

const find = (name: string): string | undefined =>
  findOnPath([name]) ?? [`/usr/sbin/${name}`, `/usr/local/sbin/${name}`].find(isProgram);

/** Starts a program with one configuration file, and waits until it forwards requests. */
async function start(
  file: string,
  text: (port: number) => string,
  command: (folder: string, port: number) => readonly string[],
): Promise<KeepingProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-proxy-'));
  const port = await freePort();
  await writeFile(join(folder, file), text(port));
  const kept = keepProcess(folder, command(folder, port));
  const url = `http://127.0.0.1:${port}`;
  for (const limit = Date.now() + START_LIMIT_MS; ;) {
    const answer = await fetch(`${url}/health/live`).catch(() => undefined);
    await answer?.text();
    if (answer?.ok) return { url, stop: () => kept.stop() };
    if (kept.exitCode !== null || Date.now() >= limit) {
      await kept.stop();
      throw new Error(`the proxy does not pass requests on:\n${kept.said()}`);
    }
    // oxlint-disable-next-line bellhop/no-luck -- these programs do not say when they are ready
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The package to install for each; `start` is undefined where it is missing. */
export const PROXIES: readonly {
  readonly name: string;
  readonly debianPackage: string;
  readonly start: ((upstream: string) => Promise<KeepingProxy>) | undefined;
}[] = [
  // `npm test` installs this one, or says that it cannot.
  { name: 'nginx', debianPackage: 'nginx', start: (upstream) => startNginx(upstream, { keepAlive: 64 }) },
  { name: 'Caddy', debianPackage: 'caddy', start: starter('caddy', startCaddy) },
  { name: 'Varnish', debianPackage: 'varnish', start: starter('varnishd', startVarnish) },
];

function starter(name: string, run: (program: string, upstream: URL) => Promise<KeepingProxy>) {
  const program = find(name);
  return program === undefined ? undefined : (upstream: string) => run(program, new URL(upstream));
}

function startCaddy(caddy: string, upstream: URL): Promise<KeepingProxy> {
  return start(
    'Caddyfile',
    (port) => `{
      admin off
      auto_https off
    }
    http://127.0.0.1:${port} {
      reverse_proxy ${upstream.host}
    }
    `,
    (folder) => [caddy, 'run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'],
  );
}

function startVarnish(varnishd: string, upstream: URL): Promise<KeepingProxy> {
  return start(
    'default.vcl',
    () => `vcl 4.1;
      backend default { .host = "${upstream.hostname}"; .port = "${upstream.port}"; }
      sub vcl_recv { return (pass); }
    `,
    (folder, port) => [
      ...[varnishd, '-F', '-j', 'none', '-n', join(folder, 'work'), '-s', 'malloc,16m'],
      ...['-a', `127.0.0.1:${port}`, '-f', join(folder, 'default.vcl')],
    ],
  );
}
