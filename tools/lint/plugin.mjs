import disableNeedsReason from './disable-needs-reason.mjs';
import { noLuck } from './no-luck.mjs';
import { oneWay } from './one-way.mjs';
import { readersLanguage } from './readers-language.mjs';

/**
 * A rule that reports what one of the selectors finds.
 * @param {readonly { selector: string, message: string }[]} unwanted
 */
const without = (unwanted) => ({
  /** @param {{ report(found: { node: any, message: string }): void }} context */
  create: (context) =>
    Object.fromEntries(
      unwanted.map(({ selector, message }) => [
        selector,
        (/** @type {unknown} */ node) => context.report({ node, message }),
      ]),
    ),
});

/** Our own rules. */
export default {
  meta: { name: 'bellhop' },
  rules: {
    'disable-needs-reason': disableNeedsReason,
    'no-luck': without(noLuck),
    'one-way': without(oneWay),
    'readers-language': without(readersLanguage),
  },
};
