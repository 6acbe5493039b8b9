/**
 * Code that shows something in another language than the reader’s, or that gets out of date, as selectors of syntax. What
 * `i18next/no-literal-string` lets pass is here too: single words, constants, default values.
 * @type {readonly { selector: string, message: string }[]}
 */
export const readersLanguage = [
  ...[
    'JSXText[value=/\\p{L}/u]',
    'VariableDeclarator[id.name=/^[A-Z][A-Z_]*$/] Literal[value=/^\\p{Lu}\\p{Ll}+( \\p{Ll}|$)/u]',
    'AssignmentPattern > Literal[value=/^\\p{Lu}\\p{Ll}/u]',
  ].map((selector) => ({ selector, message: 'Text belongs into libs/hotel/messages: docs/decisions/0038.' })),
  {
    selector: 'CallExpression[callee.property.name=/^toLocale.*(String|Case)$/][arguments.length=0]',
    message: 'This is the browser’s locale. Use currentLocale(), formatNumber or formatDay.',
  },
  ...[
    "NewExpression[callee.object.name='Intl'] > Identifier.arguments:first-child[name='undefined']",
    "NewExpression[callee.object.name='Intl'][arguments.length=0]:not(MemberExpression[property.name='resolvedOptions'] > *)",
  ].map((selector) => ({ selector, message: 'This is the browser’s locale. Use currentLocale() or perLocale.' })),
  {
    selector:
      ":matches(NewExpression[callee.name='Date'][arguments.length=0], AssignmentPattern CallExpression[callee.object.name='Date'][callee.property.name='now'])",
    message: 'What depends on the time is rendered again when it changes: useAtMinute.',
  },
];
