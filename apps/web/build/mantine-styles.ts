import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const CORE = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css'));
const STYLES = join(CORE, 'styles');

/** The class names of a component, which only that component imports. */
const CLASS_NAMES = /@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/;
const COMPONENT_STYLES = /@mantine\/core\/styles\/([\w-]+)\.css$/;
const ORDER = /src\/app\/mantine-layers\.css$/;

/** Components in the order of Mantine's own stylesheet: where two rules weigh the same, the later component wins. */
function inMantinesOrder(): string[] {
  const whole = readFileSync(join(CORE, 'styles.css'), 'utf8');
  const placeOf = (name: string) => whole.indexOf(readFileSync(join(STYLES, `${name}.css`), 'utf8').trim());
  return readdirSync(STYLES)
    .filter((file) => file.endsWith('.css') && !file.endsWith('.layer.css'))
    .map((file) => file.slice(0, -'.css'.length))
    .map((name) => ({ name, place: placeOf(name) }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name);
}

const layerOf = (name: string): string => `mantine.${name}`;

/**
 * Each component brings its own styles, so that a page loads those of the components it shows instead of all of them. They
 * are in cascade layers, whose order is declared first: whichever file a browser happens to load last, the outcome is that of
 * Mantine's one stylesheet, and the dashboard's own rules win over all of it.
 */
export function mantineStyles(): Plugin {
  return {
    name: 'mantine-styles',
    enforce: 'pre',
    transform(code, id) {
      const [path = ''] = id.split('?', 1);
      if (ORDER.test(path)) return { code: `@layer ${inMantinesOrder().map(layerOf).join(', ')};`, map: null };
      const component = CLASS_NAMES.exec(path)?.[1];
      if (component !== undefined && existsSync(join(STYLES, `${component}.css`))) {
        return { code: `import '@mantine/core/styles/${component}.css';\n${code}`, map: null };
      }
      const layer = COMPONENT_STYLES.exec(path)?.[1];
      return layer === undefined ? undefined : { code: `@layer ${layerOf(layer)} {\n${code}\n}`, map: null };
    },
  };
}
