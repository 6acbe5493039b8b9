import { run } from './command.mjs';
import { availableDebianPackages, canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { say } from './lanes.mjs';
import { findOnPath, isProgram } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
/** Chromium without its windows, which takes half the processor time. Debian has it, few others do. */
const SHELL = 'chromium-headless-shell';
/** Without these, pages have no letters. */
const FONTS = 'fonts-liberation';

/** @returns {string | undefined} the program that `CHROME_PATH` names */
function namedProgram() {
  const named = process.env.CHROME_PATH;
  if (!named || isProgram(named)) return named || undefined;
  throw new Failure(`CHROME_PATH is ${named}, which is not a program: correct or unset it.`);
}

/** @returns {string | undefined} path of Chromium or Chrome; `CHROME_PATH` takes precedence */
const findChromium = () => namedProgram() ?? findOnPath(NAMES) ?? ELSEWHERE.find(isProgram);

/** Installs the headless shell where the distribution has it, and Chromium where there is none. Chromium is enough to go on with. */
async function installTestBrowsers() {
  const isThere = findChromium() !== undefined;
  try {
    const shell = await availableDebianPackages([SHELL]);
    const packages = isThere ? shell : ['chromium', FONTS, ...shell];
    if (packages.length > 0) await installDebianPackages(packages);
  } catch (error) {
    if (!isThere) throw error;
    say(`  ${SHELL} could not be installed: the tests run in Chromium, which takes longer`);
  }
}

/**
 * Finds the browser that people use, and installs it where possible.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} that says what to install
 */
export async function ensureChromium() {
  if (!findChromium() && canInstallDebianPackages()) await installDebianPackages(['chromium', FONTS]);
  return workingProgram(findChromium());
}

/**
 * Finds the browsers for the tests, and installs them where possible. The headless shell does what they ask for but for the
 * back/forward cache; where there is none, Chromium takes its place.
 * @returns {Promise<{ chromium: string, shell: string }>} paths of the executables
 * @throws {Failure} that says what to install
 */
export async function ensureTestBrowsers() {
  const findShell = () => namedProgram() ?? findOnPath([SHELL]);
  if (!findShell() && canInstallDebianPackages()) await installTestBrowsers();
  const chromium = await ensureChromium();
  return { chromium, shell: await workingProgram(findShell() ?? chromium) };
}

/** @param {string | undefined} path */
async function workingProgram(path) {
  if (!path) {
    throw new Failure(
      'Chromium or Chrome is needed, and none was found. Install it (Debian, as root: `apt-get install chromium`) ' +
        'or set CHROME_PATH to its program, and run the command again.',
    );
  }
  const version = await run(path, ['--version']);
  if (version.code !== 0) {
    throw new Failure(`${path} does not start. Set CHROME_PATH to another Chromium or Chrome.`, version.output);
  }
  return path;
}
