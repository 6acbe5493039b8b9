/**
 * One style where the language, Nest or React has two, as selectors of syntax.
 * @type {readonly { selector: string, message: string }[]}
 */
export const oneWay = [
  {
    // `#name` is private at run time too. `private` stays where `#` is not possible.
    selector:
      ":matches(PropertyDefinition, AccessorProperty, MethodDefinition[kind!='constructor'])[accessibility='private']",
    message: 'Write #name; `private` is for constructors and their parameters.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^useGlobal(Guards|Pipes|Filters|Interceptors)$/]',
    message: 'Provide it in a module, as APP_GUARD, APP_PIPE, APP_FILTER or APP_INTERCEPTOR.',
  },
  {
    selector: "ImportDeclaration[source.value='react'] > ImportSpecifier[imported.name=/^(lazy|Suspense)$/]",
    message: 'Use loadedComponent: React shows what replaces the fallback of a Suspense 300 ms late.',
  },
];
