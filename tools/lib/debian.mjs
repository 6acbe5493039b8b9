import { run, runOrFail } from './command.mjs';
import { findOnPath } from './programs.mjs';
import { step } from './progress.mjs';

const unattended = () => ({ env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });

let listsAreFresh = false;

/** Whether system packages can be installed here without asking anyone. */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && findOnPath(['apt-get']) !== undefined;
}

/** Brings the lists of available packages up to date, once per process; needs root. */
async function refreshLists() {
  if (listsAreFresh) return;
  const sentence = 'apt-get could not update its lists of packages; its output is above.';
  await runOrFail(sentence, 'apt-get', ['update'], unattended());
  listsAreFresh = true;
}

/**
 * Returns the packages that this distribution has, of some that not all of them have; needs root.
 * @param {string[]} names
 * @returns {Promise<string[]>}
 */
export async function availableDebianPackages(names) {
  await refreshLists();
  const found = await Promise.all(names.map((name) => run('apt-cache', ['show', '--no-all-versions', name])));
  return names.filter((_, index) => found[index]?.code === 0);
}

/**
 * Installs packages on a Debian-like system; needs root.
 * @param {string[]} packages
 */
export async function installDebianPackages(packages) {
  const names = packages.join(' ');
  const sentence = `apt-get could not install ${names}; its output is above. Install them by hand and run the command again.`;
  await step(`install ${names} with apt-get (a minute or two)`, async () => {
    await refreshLists();
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    await runOrFail(sentence, 'apt-get', install, unattended());
  });
}
