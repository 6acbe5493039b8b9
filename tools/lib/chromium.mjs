import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** @returns {string | undefined} path of a Chromium or Chrome; `CHROME_PATH` wins */
function findChromium() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Failure(`CHROME_PATH names ${named}, and there is no program there: correct it or leave it out.`);
  }
  return findOnPath(NAMES) ?? ELSEWHERE.find(isProgram);
}

/**
 * The browser for the tests, installed if that is possible here.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} saying what to install
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
        '`apt-get install chromium`) or name its program in CHROME_PATH, and run the command again.',
    );
  }
  const version = await run(path, ['--version']);
  if (version.code !== 0) {
    throw new Failure(`${path} does not start. Name another Chromium or Chrome in CHROME_PATH.`, version.output);
  }
  return path;
}
