/**
 * @typedef {object} Context
 * @property {{ getAllComments(): { value: string, loc?: unknown }[] }} sourceCode
 * @property {(found: { loc: any, message: string }) => void} report
 */

/** Requires a reason in every comment that disables a rule: `// oxlint-disable-next-line no-console -- why`. */
export default {
  create: (/** @type {Context} */ { sourceCode, report }) => ({
    Program() {
      for (const { value, loc } of sourceCode.getAllComments()) {
        if (/^\s*(es|ox)lint-disable/.test(value) && !/\s--\s+\S/.test(value)) {
          report({ loc, message: 'Say why: add ` -- ` and the reason.' });
        }
      }
    },
  }),
};
