import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder for the records of runs. */
export const CACHE = fileURLToPath(new URL('../../../../.cache/faults/', import.meta.url));

const PAGE = fileURLToPath(new URL('../../../../docs/faults.md', import.meta.url));

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * Replaces the text between `<!-- name -->` and `<!-- /name -->` in docs/faults.md. @throws Error when they are missing
 */
export function renewSection(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/faults.md has no section ${begin}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`);
}
