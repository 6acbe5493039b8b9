/**
 * One way where the language or Nest has two, as selectors for ESLint's `no-restricted-syntax`.
 * @type {readonly { selector: string, message: string }[]}
 */
export const oneWay = [
  {
    // It holds at run time as well. What cannot be written so keeps the word.
    selector:
      ":matches(PropertyDefinition, AccessorProperty, MethodDefinition[kind!='constructor'])[accessibility='private']",
    message: 'Write #name; `private` is for constructors and their parameters.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^useGlobal(Guards|Pipes|Filters|Interceptors)$/]',
    message: 'Provide it in a module, as APP_GUARD, APP_PIPE, APP_FILTER or APP_INTERCEPTOR.',
  },
];
