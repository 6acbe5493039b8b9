import { runOrFail } from './command.mjs';
import { findOnPath } from './programs.mjs';
import { step } from './progress.mjs';

let listsAreFresh = false;

/** Whether system packages can be installed here without asking anyone. */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && findOnPath(['apt-get']) !== undefined;
}

/**
 * Installs packages on a Debian-like system; needs root.
 * @param {string[]} packages
 */
export async function installDebianPackages(packages) {
  const names = packages.join(' ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const sentence = `apt-get could not install ${names}; its output is above. Install them by hand and run the command again.`;
  await step(`install ${names} with apt-get (a minute or two)`, async () => {
    if (!listsAreFresh) await runOrFail(sentence, 'apt-get', ['update'], { env });
    listsAreFresh = true;
    await runOrFail(sentence, 'apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  });
}
