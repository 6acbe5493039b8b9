/**
 * Requires a reason in every comment that disables a rule: `// eslint-disable-next-line no-console -- why`.
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
  meta: { type: 'suggestion', schema: [], messages: { reason: 'Say why: add ` -- ` and the reason.' } },
  create: ({ sourceCode, report }) => ({
    Program() {
      for (const comment of sourceCode.getAllComments()) {
        if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value) && comment.loc) {
          report({ loc: comment.loc, messageId: 'reason' });
        }
      }
    },
  }),
};
