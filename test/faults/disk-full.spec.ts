import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type OnSmallDisk, startOnSmallDisk } from '../support/small-disk.js';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
const DRIVER = new URL('../../dist/platform/database/pglite.driver.js', import.meta.url).href;
const QUIET = '--disable-warning=ExperimentalWarning';

/** Fills PostgreSQL’s log on command and prints the outcome; each line is a step. */
const WRITER = `
  import { createInterface } from 'node:readline';
  import { PgliteDriver } from '${DRIVER}';
  const say = (line) => console.log(line);
  let gaveUp = false;
  const driver = await PgliteDriver.open({
    directory: process.argv[1] + '/pg',
    onDisk: (sentence) => { gaveUp = true; say('disk: ' + sentence); },
    onLost: (sentence) => { say('lost: ' + sentence); process.exit(1); },
  });
  await driver.run('create table kept (n int)', [], 'array');
  let written = 0;
  const write = async () => {
    const n = written + 1;
    // One segment of the log for each, so that the disk is soon full.
    await driver.run('select pg_switch_wal()', [], 'array');
    await driver.run('insert into kept values ($1)', [n], 'array');
    written = n;
  };
  say('open');
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'write until PostgreSQL gives up') {
      let refused;
      while (!gaveUp) await write().catch((error) => (refused = error));
      say('refused: ' + refused.name + ': ' + refused.detail);
    }
    if (line === 'ping') await driver.ping().then(() => say('ping'), (error) => say('no ping: ' + error.detail));
    if (line === 'count') {
      const [[kept]] = await driver.run('select count(*)::int from kept', [], 'array');
      say('kept ' + (kept >= written ? 'all' : kept + ' of ' + written));
      await write();
      say('wrote');
    }
    if (line === 'close') { await driver.close(); say('closed'); process.exit(0); }
  }`;

describe('a full disk', () => {
  let disk: OnSmallDisk | undefined;
  afterEach(async () => {
    await disk?.end();
    disk = undefined;
  });

  /** Collects what the process prints, line by line. */
  const listen = ({ child }: OnSmallDisk) => {
    const said: string[] = [];
    if (!child.stdout) throw new Error('no output to read');
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => said.push(line));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
    return async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = said.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended:\n${said.join('\n')}`);
        await Promise.race([once(lines, 'line'), once(child, 'exit')]);
      }
    };
  };

  it('ends neither the process nor committed data, and recovers when there is space', async () => {
    disk = await startOnSmallDisk(150, (directory) => ({
      args: [process.execPath, QUIET, '--input-type=module', '--eval', WRITER, directory],
      env: {},
    }));
    const said = listen(disk);
    const tell = (line: string): void => void disk?.child.stdin?.write(`${line}\n`);
    await said(/^open/);
    disk.fill();
    tell('write until PostgreSQL gives up');
    const full = "The server's disk is full, so nothing can be saved. Try again later.";
    expect(await said(/^refused/)).toBe(`refused: DatabaseUnavailableError: ${full}`);
    expect(await said(/^disk: The disk under/)).toMatch(/is full: .* PostgreSQL: .*No space left on device$/);
    tell('ping');
    expect(await said(/ping/)).toBe(`no ping: ${full}`);
    disk.makeRoom();
    await said(/^disk: There is room/);
    tell('count');
    expect(await said(/^kept/)).toBe('kept all');
    await said(/^wrote/);
    tell('close');
    await said(/^closed/);
  });

  it('causes a 503 with a sentence, fails /health/ready, and does not stop reads', async () => {
    disk = await startOnSmallDisk(150, (directory) => ({
      args: [process.execPath, QUIET, MAIN],
      env: { DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'warn' },
    }));
    const said = listen(disk);
    const url = /http:\S+/.exec(await said(/ready at/))?.[0] ?? '';
    const credentials = { email: 'owner@aurora.test', password: 'bellhop-demo' };
    const call = async (method: string, path: string, body?: object, token = ''): Promise<Response> =>
      fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        ...(body && { body: JSON.stringify(body) }),
      });
    const signedIn = (await (await call('POST', '/auth/login', credentials)).json()) as {
      accessToken: string;
      user: { propertyIds: string[] };
    };
    const [propertyId] = signedIn.user.propertyIds;
    const post = () =>
      call(
        'POST',
        '/tasks',
        { propertyId, title: 'x'.repeat(120), description: 'y'.repeat(900) },
        signedIn.accessToken,
      );
    const ready = async (): Promise<number> => (await call('GET', '/health/ready')).status;

    expect(await ready()).toBe(200);
    disk.fill();
    expect(await ready()).toBe(503);
    let answer = await post();
    let saved = 0;
    while (answer.status === 201) {
      saved++;
      answer = await post();
    }
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'unavailable',
      detail: "The server's disk is full, so nothing can be saved. Try again later.",
    });
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/tasks?limit=1', undefined, signedIn.accessToken)).status).toBe(200);

    disk.makeRoom();
    expect(await ready()).toBe(200);
    expect((await post()).status).toBe(201);
    expect(saved).toBeLessThan(10_000);
  });
});
