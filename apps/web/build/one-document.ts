import type { Plugin } from 'vite';

const SEARCH = /@mantine\/core\/esm\/core\/utils\/find-element-in-shadow-dom\/find-element-in-shadow-dom\.mjs$/;

/** As Mantine exports them, for a page without shadow roots. */
const IN_DOCUMENT = `
export const findElementBySelector = (selector, root = document) => root.querySelector(selector);
export const findElementsBySelector = (selector, root = document) => [...root.querySelectorAll(selector)];
export const getRootElement = () => document;
`;

/**
 * Mantine looks for the options of a select in the shadow roots of the page too, for which it asks each element whether it has
 * one: with a thousand cards tens of thousands, several times for each select of a form that opens. There are none.
 */
export function oneDocument(): Plugin {
  let isReplaced = false;
  return {
    name: 'one-document',
    enforce: 'pre',
    apply: 'build',
    transform(_code, id) {
      if (!SEARCH.test(id.replaceAll('\\', '/'))) return undefined;
      isReplaced = true;
      return { code: IN_DOCUMENT, map: null };
    },
    buildEnd(error) {
      if (!error && !isReplaced) this.error('Mantine no longer has the module that one-document.ts replaces');
    },
  };
}
