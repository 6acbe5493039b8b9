import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTestBrowsers } from '../../tools/lib/chromium.mjs';

const SHELL = 'chromium-headless-shell';
const { PATH, CHROME_PATH } = process.env;

/** The only folder on PATH: what is not in it is not on this system. */
let folder: string;

const program = (name: string, script = ''): void =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

/** A Debian of which this process is root. Its `apt-get` installs each package as a program of that name. */
function debian({ has, fails = false }: { has: readonly string[]; fails?: boolean }): void {
  jest.spyOn(process, 'getuid').mockReturnValue(0);
  program('apt-cache', `case " ${has.join(' ')} " in *" $3 "*) exit 0;; *) exit 100;; esac`);
  const install = `for name in "$@"; do case $name in -*|install) ;; *) printf '#!/bin/sh\\n' > ${folder}/$name; /bin/chmod +x ${folder}/$name;; esac; done`;
  program('apt-get', `[ "$1" = install ] || exit 0\necho "$@" >> ${folder}/asked\n${fails ? 'exit 100' : install}`);
}

/** Packages of each installation. */
const installed = (): readonly string[] =>
  existsSync(join(folder, 'asked'))
    ? readFileSync(join(folder, 'asked'), 'utf8')
        .trim()
        .replaceAll('install -y --no-install-recommends ', '')
        .split('\n')
    : [];

const found = async (): Promise<readonly string[]> => {
  const { chromium, shell } = await ensureTestBrowsers();
  return [chromium, shell].map((path) => path.replace(`${folder}/`, ''));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bellhop-programs-'));
  process.env['PATH'] = folder;
  delete process.env['CHROME_PATH'];
  jest.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env['PATH'] = PATH;
  if (CHROME_PATH !== undefined) process.env['CHROME_PATH'] = CHROME_PATH;
  else delete process.env['CHROME_PATH'];
  rmSync(folder, { recursive: true });
});

/** Elsewhere Chrome may be where no PATH leads. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the browsers for the tests', () => {
  it('are the ones that are there', async () => {
    debian({ has: [SHELL] });
    program('chromium');
    program(SHELL);
    expect(await found()).toEqual(['chromium', SHELL]);
    expect(installed()).toEqual([]);
  });

  it('get the headless shell beside a Chromium that is there', async () => {
    debian({ has: [SHELL] });
    program('chromium');
    expect(await found()).toEqual(['chromium', SHELL]);
    expect(installed()).toEqual([SHELL]);
  });

  it('are installed in one go where there are none', async () => {
    debian({ has: [SHELL] });
    expect(await found()).toEqual(['chromium', SHELL]);
    expect(installed()).toEqual([`chromium fonts-liberation ${SHELL}`]);
  });

  it('are Chromium alone where the distribution has no headless shell', async () => {
    debian({ has: [] });
    expect(await found()).toEqual(['chromium', 'chromium']);
    expect(installed()).toEqual(['chromium fonts-liberation']);
  });

  it('are a Chromium that is there when the headless shell cannot be installed', async () => {
    debian({ has: [SHELL], fails: true });
    program('chromium');
    expect(await found()).toEqual(['chromium', 'chromium']);
  });

  it('are a Chromium that is there for who is not root', async () => {
    debian({ has: [SHELL] });
    jest.spyOn(process, 'getuid').mockReturnValue(1000);
    program('chromium');
    expect(await found()).toEqual(['chromium', 'chromium']);
    expect(installed()).toEqual([]);
  });

  it('are the program that CHROME_PATH names, and nothing else', async () => {
    debian({ has: [SHELL] });
    program('chromium');
    program('of-my-own');
    process.env['CHROME_PATH'] = join(folder, 'of-my-own');
    expect(await found()).toEqual(['of-my-own', 'of-my-own']);
    expect(installed()).toEqual([]);
  });

  it('are refused with what to do where nothing can be installed', async () => {
    await expect(found()).rejects.toThrow(/apt-get install chromium/);
  });
});
