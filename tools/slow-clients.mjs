/**
 * `node tools/slow-clients.mjs`: how much slower the server responds while slowhttptest simulates slow clients.
 * SECURITY.md promises at most twice as slow. A measurement, not a test: it needs an idle machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import { findOnPath } from './lib/programs.mjs';
import { SERVER } from './lib/server-build.mjs';
import { SERVER_FLAGS } from './lib/server-process.mjs';
import { prepare } from './prepare.mjs';

const SECONDS = 20;
const CONNECTIONS = 500;
/** Requests per second of the measured client. */
const RATE = 50;
const READY = /Bellhop is ready at (http:\/\/\S+)/;

/** @type {readonly (readonly [name: string, path: string, args: readonly string[]])[]} */
const ATTACKS = [
  ['slow headers', '/tasks', ['-H']],
  ['slow bodies', '/auth/login', ['-B', '-s', '8192', '-f', 'application/json']],
  ['slow reads', '/openapi.json', ['-X', '-w', '64', '-y', '128', '-n', '2', '-z', '32']],
];

await runMain(async () => {
  const slowhttptest = findOnPath(['slowhttptest']);
  if (slowhttptest === undefined)
    throw new Failure('slowhttptest is not installed (Debian: apt-get install slowhttptest).');
  const runtime = await prepare();
  await build(runtime);
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-slow-'));
  const server = spawn(runtime.node, [...SERVER_FLAGS, SERVER], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressOf(server);
    const token = await signIn(url);
    await measure(url, token, 3);
    for (const [name, path, mode] of ATTACKS) {
      // Each with its own baseline: other load on the machine comes and goes.
      const quiet = await measure(url, token, SECONDS);
      console.log(`${'alone'.padEnd(14)}${shown(quiet)}`);
      const args = [...mode, '-c', `${CONNECTIONS}`, '-r', '50', '-i', '2', '-l', `${SECONDS}`, '-u', `${url}${path}`];
      const tool = spawn(slowhttptest, args, { stdio: 'ignore' });
      const gone = once(tool, 'close');
      const loaded = await measure(url, token, SECONDS);
      await gone;
      console.log(`${name.padEnd(14)}${shown(loaded)}   p99 ${(loaded.p99 / quiet.p99).toFixed(2)} times`);
    }
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
});

/** @param {import('node:child_process').ChildProcess} server */
function addressOf(server) {
  let said = '';
  return new Promise((resolve, reject) => {
    server.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      said += text;
      const url = READY.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.once('exit', () => reject(new Failure(`The server did not start.\n${said}`)));
  });
}

/** @param {string} url */
async function signIn(url) {
  const answer = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@aurora.test', password: 'bellhop-demo' }),
  });
  const { accessToken } = /** @type {{ accessToken: string }} */ (await answer.json());
  return accessToken;
}

/**
 * Sends requests at a steady pace, whether or not earlier ones are answered, like independent clients.
 * @param {string} url
 * @param {string} token
 * @param {number} seconds
 */
async function measure(url, token, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const headers = { authorization: `Bearer ${token}` };
  /** @type {number[]} */
  const took = [];
  let failed = 0;
  /** @type {Promise<void>[]} */
  const asked = [];
  const began = performance.now();
  for (let n = 0; n < seconds * RATE; n += 1) {
    const due = began + (n * 1000) / RATE;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    asked.push(
      new Promise((resolve) => {
        request(`${url}/tasks?limit=10`, { agent, headers }, (response) => {
          response.resume().on('end', () => {
            if (response.statusCode !== 200) failed += 1;
            // From the due time: a request that waits for a free connection is late too.
            took.push(performance.now() - due);
            resolve();
          });
        })
          .on('error', () => {
            failed += 1;
            resolve();
          })
          .end();
      }),
    );
  }
  await Promise.all(asked);
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), failed, count: took.length };
}

/** @param {{ p50: number, p99: number, failed: number, count: number }} figures */
function shown({ p50, p99, failed, count }) {
  return `p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   ${count} answered, ${failed} not as they should`;
}
