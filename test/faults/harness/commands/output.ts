import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where runs leave what they recorded. */
export const CACHE = fileURLToPath(new URL('../../../../.cache/faults/', import.meta.url));

const PAGE = fileURLToPath(new URL('../../../../docs/faults.md', import.meta.url));

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Puts a text between the marks `<!-- name -->` and `<!-- /name -->` of docs/faults.md. @throws Error without them */
export function renewSection(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/faults.md has no section ${begin}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`);
}
