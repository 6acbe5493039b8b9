import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runOrFail } from './command.mjs';
import { ROOT } from './project.mjs';

const OWN_SCOPE = '@bellhop';

/**
 * Gives a copy of the project the installed packages. Each is linked by itself, because the workspaces among them are the copy's own.
 * @param {string} copy root folder of the copy
 */
export function linkPackages(copy) {
  mkdirSync(join(copy, 'node_modules', OWN_SCOPE), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== OWN_SCOPE) symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const lib of readdirSync(join(copy, 'libs'))) {
    symlinkSync(`../../libs/${lib}`, join(copy, 'node_modules', OWN_SCOPE, lib));
  }
  for (const app of readdirSync(join(copy, 'apps'))) {
    const packages = join(ROOT, 'apps', app, 'node_modules');
    if (existsSync(packages)) symlinkSync(packages, join(copy, 'apps', app, 'node_modules'));
  }
}

/**
 * Copies the project's files as they are now, without those that git ignores, to a temporary folder.
 * @param {string} name of the folder, before a random part
 * @returns {Promise<string>} the copy's root; the caller removes it
 */
export async function copyProject(name) {
  const sentence = 'The project’s files could not be listed. The command needs git and a clone.';
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = await runOrFail(sentence, 'git', args);
  const copy = mkdtempSync(join(tmpdir(), name));
  try {
    for (const file of listed.split('\0')) {
      // A deleted file is listed until its deletion is committed.
      if (file === '' || !existsSync(join(ROOT, file))) continue;
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(ROOT, file), join(copy, file), { verbatimSymlinks: true });
    }
    linkPackages(copy);
    return copy;
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
}
