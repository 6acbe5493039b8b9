import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** @returns {string | undefined} path of Chromium or Chrome; `CHROME_PATH` takes precedence */
function findChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Failure(`CHROME_PATH is ${named}, which is not a program: correct or unset it.`);
  }
  return findOnPath(NAMES) ?? ELSEWHERE.find(isProgram);
}

/**
 * Finds the browser for the tests, and installs it where possible.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} that says what to install
 */
export async function ensureChromium() {
  let path = findChromium();
  if (!path && canInstallDebianPackages()) {
    await installDebianPackages(['chromium', 'fonts-liberation']);
    path = findChromium();
  }
  if (!path) {
    throw new Failure(
      'The browser tests need Chromium or Chrome, and none was found. Install it (Debian, as root: ' +
        '`apt-get install chromium`) or set CHROME_PATH to its program, and run the command again.',
    );
  }
  const version = await run(path, ['--version']);
  if (version.code !== 0) {
    throw new Failure(`${path} does not start. Set CHROME_PATH to another Chromium or Chrome.`, version.output);
  }
  return path;
}
