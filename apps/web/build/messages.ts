import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { ENTRANCE_NAMESPACES, LATE_NAMESPACES, PAGE_NAMESPACES } from '../src/language/namespaces.js';

const FOLDER = fileURLToPath(new URL('../../../libs/hotel/messages', import.meta.url));
const ALL = 'virtual:messages';
const PARTS = { entrance: ENTRANCE_NAMESPACES, pages: PAGE_NAMESPACES, later: LATE_NAMESPACES } as const;

const isPart = (part: string | undefined): part is keyof typeof PARTS => part !== undefined && part in PARTS;

/**
 * `virtual:messages`: functions that load the messages of a language, in three parts. Each part is a module of its own, so one
 * request brings all of it; an `import()` for each namespace took eleven.
 */
export function messages(): Plugin {
  return {
    name: 'messages',
    resolveId: (id) => (id === ALL || id.startsWith(`${ALL}/`) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${ALL}`) return allParts();
      const [, language, part] = id.startsWith(`\0${ALL}/`) ? id.split('/') : [];
      return language !== undefined && isPart(part) ? onePart(language, PARTS[part]) : undefined;
    },
  };
}

function allParts(): string {
  const languages = readdirSync(FOLDER).map((language) => {
    const parts = Object.keys(PARTS).map((part) => `${part}: () => import('${ALL}/${language}/${part}')`);
    return `${language}: { ${parts.join(', ')} }`;
  });
  return `export const messages = { ${languages.join(', ')} };`;
}

function onePart(language: string, namespaces: readonly string[]): string {
  const imports = namespaces.map(
    (name) => `import ${name} from ${JSON.stringify(join(FOLDER, language, `${name}.json`))};`,
  );
  return `${imports.join('\n')}\nexport default { ${namespaces.join(', ')} };`;
}

/** Name of the chunk of such a part, `messages-fr` or `messages-fr-pages`; null for other modules. */
export function messagesChunk(id: string | null): string | null {
  const [, language, part] = /virtual:messages\/(\w+)\/(\w+)$/.exec(id ?? '') ?? [];
  if (language === undefined) return null;
  return part === 'entrance' ? `messages-${language}` : `messages-${language}-${part}`;
}
