import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { giveEmbeddedFiles } from '../support/embedded-files.js';
import { runServer, startServer, type TestServer } from '../support/server.js';

describe('the built server', () => {
  let server: TestServer;
  let empty: string;
  beforeAll(async () => {
    server = await startServer();
    empty = await mkdtemp(join(tmpdir(), 'bellhop-start-'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(empty, { recursive: true });
  });

  /** Returns the one line that the process prints to stderr, without a stack, before it exits with code 1. */
  const refusal = async (variables: Record<string, string>) => {
    const { code, stdout, stderr } = await runServer(variables);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
    return stderr;
  };

  it('refuses a data directory in use', async () => {
    const said = await refusal({ DATA_DIR: server.dataDir, PORT: '0' });
    expect(said).toContain(`${server.dataDir} is in use by another Bellhop process (pid ${server.pid})`);
  });

  it('reports a port in use', async () => {
    const { port } = new URL(server.url);
    const dataDir = join(empty, 'a');
    await giveEmbeddedFiles(dataDir, true);
    expect(await refusal({ DATA_DIR: dataDir, PORT: port })).toContain(`Port ${port} is in use`);
  });

  it('reports which setting is wrong', async () => {
    expect(await refusal({ DATA_DIR: empty, PORT: 'http' })).toContain('PORT=http is not usable');
  });

  it('reports that PostgreSQL cannot be reached, without the password', async () => {
    const url = 'postgres://bellhop:hunter2@127.0.0.1:1/bellhop';
    const said = await refusal({ DATABASE_URL: url, JWT_SECRET: 'a secret for tests that is long enough' });
    expect(said).toMatch(/DATABASE_URL \(127\.0\.0\.1:1\) cannot be used/);
    expect(said).not.toContain('hunter2');
  });

  it('keeps tokens and rows after SIGKILL, and restarts on the same data', async () => {
    const signIn = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@aurora.test', password: 'bellhop-demo' }),
    });
    const { accessToken } = (await signIn.json()) as { accessToken: string };
    await server.kill9();
    await server.restart();
    const me = await fetch(`${server.url}/auth/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(me.status).toBe(200);
  });

  it('exits with code 0 on SIGTERM', async () => {
    const other = await startServer();
    expect(await other.stop()).toBe(0);
  });
});
